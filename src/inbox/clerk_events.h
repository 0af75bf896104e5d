/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/webhooks/clerk: the door for Clerk's events, and the jobs behind it. What an event comes to is SQL
 * (sql/deploy/inbox/clerk_*.sql). */
#ifndef STAGEFY_INBOX_CLERK_EVENTS_H
#define STAGEFY_INBOX_CLERK_EVENTS_H

#include "work/job.h"

struct call;
struct conf;
struct problem;

int clerk_events_run(struct call *c, struct problem *p);

/* Job clerk.apply: one event. */
enum job_outcome clerk_events_apply_run(struct job_run *run, struct problem *p);

/* Job clerk.erase: what was known of users who went a week ago. */
enum job_outcome clerk_events_erase_run(struct job_run *run, struct problem *p);

/* Fails, in a sentence for the operator, when the options of Clerk's events contradict each other. */
int clerk_events_check(const struct conf *conf, struct problem *p);

#endif
