/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/webhooks/replicate/{id}: Replicate tells that a prediction has ended. It is a hint and nothing more: the job of the project
 * looks at once, instead of when it would have asked anyway. {id} is the step of the studio (ai_jobs) that it was asked for. */
#ifndef STAGEFY_INBOX_REPLICATE_EVENTS_H
#define STAGEFY_INBOX_REPLICATE_EVENTS_H

#include "work/job.h"

struct call;
struct conf;
struct problem;

int replicate_events_run(struct call *c, struct problem *p);

/* Job replicate.apply: one event. */
enum job_outcome replicate_events_apply_run(struct job_run *run, struct problem *p);

/* Fails, in a sentence for the operator, when REPLICATE_WEBHOOK_SECRETS has what is none. */
int replicate_events_check(const struct conf *conf, struct problem *p);

#endif
