/* SPDX-License-Identifier: Apache-2.0 */
/* The actions of this domain: what they take and give, and their handlers. */
#ifndef STAGEFY_EVENTS_ACTIONS_H
#define STAGEFY_EVENTS_ACTIONS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field feed_query[], feed_response[], ticket_response[], stream_query[];

int feed_run(struct call *c, struct problem *p);
int ticket_run(struct call *c, struct problem *p);
int stream_run(struct call *c, struct problem *p);

#endif
