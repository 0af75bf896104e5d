/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_JOBS_ACTIONS_H
#define STAGEFY_JOBS_ACTIONS_H

struct call;
struct problem;

int job_cancel_run(struct call *c, struct problem *p);
int job_retry_run(struct call *c, struct problem *p);
int job_tell_run(struct call *c, struct problem *p);

#endif
