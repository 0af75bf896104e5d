/* SPDX-License-Identifier: Apache-2.0 */
/* The actions of this domain: what they take and give, and their handlers. */
#ifndef STAGEFY_EVENTS_ACTIONS_H
#define STAGEFY_EVENTS_ACTIONS_H

#include "rest/resource.h"
#include "work/job.h"

struct call;
struct problem;

extern const struct resource webhook_endpoints, webhook_deliveries;

extern const struct field feed_query[], feed_response[], ticket_response[], stream_query[], endpoint_request[], endpoint_made[], rotate_request[],
    rotate_response[], test_response[], replay_request[], replay_response[];

int feed_run(struct call *c, struct problem *p);
int ticket_run(struct call *c, struct problem *p);
int stream_run(struct call *c, struct problem *p);
int endpoint_make_run(struct call *c, struct problem *p);
int endpoint_remove_run(struct call *c, struct problem *p);
int endpoint_rotate_run(struct call *c, struct problem *p);
int endpoint_test_run(struct call *c, struct problem *p);
int endpoint_replay_run(struct call *c, struct problem *p);
int delivery_replay_run(struct call *c, struct problem *p);

enum job_outcome deliver_run(struct job_run *run, struct problem *p);
enum job_outcome forget_run(struct job_run *run, struct problem *p);

#endif
