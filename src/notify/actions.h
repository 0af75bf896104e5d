/* SPDX-License-Identifier: Apache-2.0 */
/* The actions of this domain: what they take and give, and their handlers. */
#ifndef STAGEFY_NOTIFY_ACTIONS_H
#define STAGEFY_NOTIFY_ACTIONS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field read_all_request[], read_all_response[], preferences_request[], preferences_response[];

int mark_read_run(struct call *c, struct problem *p);
int mark_all_read_run(struct call *c, struct problem *p);
int preferences_read_run(struct call *c, struct problem *p);
int preferences_update_run(struct call *c, struct problem *p);

#endif
