/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/messages and its preview: a member writes to a contact. */
#ifndef STAGEFY_CORRESPONDENCE_COMPOSE_H
#define STAGEFY_CORRESPONDENCE_COMPOSE_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field message_request[], message_preview[];

int message_write_run(struct call *c, struct problem *p);
int message_preview_run(struct call *c, struct problem *p);

#endif
