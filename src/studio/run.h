/* SPDX-License-Identifier: Apache-2.0 */
/* The job studio.run: one for each project. It does what can be done now and sleeps until there is more. */
#ifndef STAGEFY_STUDIO_RUN_H
#define STAGEFY_STUDIO_RUN_H

#include "work/job.h"

enum job_outcome studio_run(struct job_run *run, struct problem *p);

#endif
