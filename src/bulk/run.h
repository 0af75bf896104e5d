/* SPDX-License-Identifier: Apache-2.0 */
/* The job of a bulk change of more rows than one request takes. */
#ifndef STAGEFY_BULK_RUN_H
#define STAGEFY_BULK_RUN_H

#include "work/job.h"

enum job_outcome bulk_run(struct job_run *run, struct problem *p);

#endif
