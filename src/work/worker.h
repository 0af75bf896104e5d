/* SPDX-License-Identifier: Apache-2.0 */
/* The process that does jobs: takes a batch, does one after the other, and tells how they ended in the transaction that
 * takes the next. */
#ifndef STAGEFY_WORK_WORKER_H
#define STAGEFY_WORK_WORKER_H

#include "work/job.h"

struct held;
struct keeper;

/* `kinds` and `schedules`: lists, each as a module has it; NULL ends the lists. Both may stand empty. Connects to nothing yet.
 * Everything must outlive it. */
int worker_new(const struct conf *conf, const struct job_kind *const *kinds, const struct schedule *const *schedules,
	       struct worker **out, struct problem *p);

/* Until worker_stop(), or until `most` jobs have been done (0: for ever). */
void worker_run(struct worker *w, long most);

/* From a signal handler: no further job is begun; those that wait go back at once, the one at work when it does not end
 * within five seconds. */
void worker_stop(void);

#endif
