/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_JOBS_ACTIONS_H
#define STAGEFY_JOBS_ACTIONS_H

#include "rest/field.h"

struct call;
struct problem;
struct statement;

/* One job, named in the path, as the only value of a statement without an answer. */
int job_ask(struct call *c, const struct statement *s, struct problem *p);

int job_cancel_run(struct call *c, struct problem *p);
int job_retry_run(struct call *c, struct problem *p);
int job_tell_run(struct call *c, struct problem *p);

/* queue.c */
extern const struct field queue_fields[], queue_retry_request[], queue_retry_response[];

int queue_summary_run(struct call *c, struct problem *p);
int queue_retry_run(struct call *c, struct problem *p);
int platform_queue_summary_run(struct call *c, struct problem *p);
int platform_queue_retry_run(struct call *c, struct problem *p);
int platform_queue_retry_job_run(struct call *c, struct problem *p);

#endif
