/* SPDX-License-Identifier: Apache-2.0 */
/* What was sent where, and what became of it: the delivery log. */
#include "base/problem.h"
#include "db/tx.h"
#include "events/actions.h"
#include "rest/call.h"

#define TIME_EXAMPLE "\"2026-05-12T09:30:00Z\""

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "Of the delivery.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"endpoint_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "webhook_endpoints", .doc = "Where to.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4f\""},
    {"event_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "The webhook-id header, as in the feed: the same each time it is sent.",
     .example = "\"5f0c1f9e-6b1d-1f0a-2c7d-0a8e4f6b2d10\""},
    {"type", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "The event's name; webhook.test of a test.", .example = "\"property.published\""},
    {"status", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "pending|delivered|failed",
     .doc = "pending until it was taken with a 2xx, or its ten tries are over.", .example = "\"delivered\""},
    {"attempts", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How often it was tried.", .example = "1"},
    {"next_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it is tried again.", .example = "null"},
    {"last_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was tried last.", .example = TIME_EXAMPLE},
    {"last_status", FIELD_INT, FIELD_READ_ONLY, .doc = "What the receiver answered then; null: nothing.", .example = "200"},
    {"last_error", FIELD_TEXT, FIELD_READ_ONLY, .doc = "What went wrong then.", .example = "null"},
    {"last_ms", FIELD_INT, FIELD_READ_ONLY, .doc = "How long that took, in milliseconds.", .example = "85"},
    {"delivered_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was taken.", .example = TIME_EXAMPLE},
    {"body", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_DETAIL, .doc = "What is sent, to the byte.", .example = "\"{\\\"type\\\": \\\"property.published\\\"}\""},
    {"last_answer", FIELD_TEXT, FIELD_READ_ONLY | FIELD_DETAIL, .doc = "The beginning of what the receiver said.", .example = "\"ok\""},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every try; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it came up.", .example = TIME_EXAMPLE},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.", .example = TIME_EXAMPLE},
    {.type = FIELD_END}};

const struct resource webhook_deliveries = {
    .name = "webhook_deliveries",
    .schema = "WebhookDelivery",
    .scope = "webhooks",
    .doc = "What was sent to which endpoint, and what became of it; kept for 30 days.",
    .fields = fields,
    .roles = {.list = ROLES_MANAGE, .read = ROLES_MANAGE},
    .sort = "-created_at",
};

int delivery_replay_run(struct call *c, struct problem *p)
{
	static const struct statement replay = {.name = "webhooks.replay_one", .sql = "select events.replay_delivery($1)", .writes = true};
	if (call_check_id(c, "delivery", p) < 0)
		return -1;
	int index = tx_add(c->tx, &replay, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	return rows_bool(tx_rows(c->tx, index), 0, 0) ? 0 : problem_set(p, PROBLEM_NOT_FOUND, "there is no such delivery");
}
