/* SPDX-License-Identifier: Apache-2.0 */
/* The job that undoes a batch: a bulk change, an import. Asked for by app.ask_undo() in SQL. */
#ifndef STAGEFY_BULK_UNDO_H
#define STAGEFY_BULK_UNDO_H

#include "work/job.h"

enum job_outcome undo_run(struct job_run *run, struct problem *p);

#endif
