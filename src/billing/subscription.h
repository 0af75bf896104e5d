/* SPDX-License-Identifier: Apache-2.0 */
/* The subscription of an agency, what became of it, and the job that gives its months' credits. */
#ifndef STAGEFY_BILLING_SUBSCRIPTION_H
#define STAGEFY_BILLING_SUBSCRIPTION_H

#include "rest/field.h"
#include "work/job.h"

struct call;

extern const struct field subscription_response[], subscription_events_query[], subscription_events_response[];

#define SUBSCRIPTION_STATUSES "active|past_due|paused|cancelled"

int subscription_run(struct call *c, struct problem *p);
int subscription_events_run(struct call *c, struct problem *p);
enum job_outcome grant_due_run(struct job_run *run, struct problem *p);

#endif
