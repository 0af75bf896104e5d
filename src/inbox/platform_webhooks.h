/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_INBOX_PLATFORM_WEBHOOKS_H
#define STAGEFY_INBOX_PLATFORM_WEBHOOKS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field webhooks_query[], webhooks_response[], webhook_fields[];

int platform_webhooks_run(struct call *c, struct problem *p);
int platform_webhook_run(struct call *c, struct problem *p);
int platform_webhook_replay_run(struct call *c, struct problem *p);

#endif
