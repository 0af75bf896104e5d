/* SPDX-License-Identifier: Apache-2.0 */
/* Visits for calendar programs: one as a file, and a person's by a secret address. */
#ifndef STAGEFY_ESTATE_CALENDAR_H
#define STAGEFY_ESTATE_CALENDAR_H

#include "serve/action.h"

extern const struct field calendar_feed_response[], calendar_feed_request[], calendar_feed_made_response[];

int calendar_visit_run(struct call *c, struct problem *p);
int calendar_show_run(struct call *c, struct problem *p);
int calendar_make_run(struct call *c, struct problem *p);
int calendar_change_run(struct call *c, struct problem *p);
int calendar_end_run(struct call *c, struct problem *p);
int calendar_read_run(struct call *c, struct problem *p);

#endif
