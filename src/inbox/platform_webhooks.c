/* SPDX-License-Identifier: Apache-2.0 */
/* What came in, for platform admins: a list, one with all of it, and applying it once more. The functions behind it refuse whoever
 * may not. */
#include "inbox/platform_webhooks.h"

#include "base/problem.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/parameters.h"

#define PAGE "50"
#define STATES "received|applied|ignored|waiting|refused|failed"

/* Both lists have the order of the columns. */
#define SUMMARY                                                                                                                           \
	{"id", FIELD_ID, FIELD_NOT_NULL, .doc = "UUID, made by the server; sorts by time of arrival.",                                    \
	 .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},                                                                          \
	{"provider", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Which system sent it.", .example = "\"clerk\""},                                 \
	{"event_id", FIELD_TEXT, .doc = "By which its sender knows it; null: it was refused at the door, so nobody knows who sent it.",   \
	 .example = "\"msg_31AbCdEfGhIjKlMnOpQrStUvWx\""},                                                                                \
	{"type", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What it tells, in its sender's words.", .example = "\"user.created\""},              \
	{"state", FIELD_CHOICE, FIELD_NOT_NULL, .choices = STATES,                                                                        \
	 .doc = "received: its job has not ended. applied. ignored: it means nothing here. waiting: for something that has to be known "  \
		"first. refused: a check says that it must not be applied. failed: applying it went wrong, too often.",                   \
	 .example = "\"applied\""},                                                                                                       \
	{"note", FIELD_TEXT, .doc = "Why it is in that state.", .example = "null"},                                                       \
	{"waits_for", FIELD_TEXT, .doc = "What has to be known first.", .example = "null"},                                               \
	{"checks", FIELD_JSON, FIELD_NOT_NULL, .doc = "What was looked at, and what came of it.", .example = "{\"signature\":\"good\"}"}, \
	{"agency_id", FIELD_ID, .target = "agencies", .doc = "The agency that it is about; null: none, or not known yet.", .example = "null"}, \
	{"agency", FIELD_TEXT, .doc = "Its name.", .example = "null"},                                                                    \
	{"attempts", FIELD_INT, FIELD_NOT_NULL, .doc = "How often applying it was tried.", .example = "1"},                               \
	{"size", FIELD_INT, FIELD_NOT_NULL, .doc = "Bytes of its body, as far as they were kept.", .example = "812"},                     \
	{"received_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it came.", .example = "\"2026-05-12T09:30:00Z\""},                       \
	{"applied_at", FIELD_TIME, .doc = "When it was applied.", .example = "\"2026-05-12T09:30:01Z\""}
#define COLUMNS "id, provider, event_id, type, state, note, waits_for, checks, agency_id, agency, attempts, size, received_at, applied_at"

static const struct field summary_fields[] = {SUMMARY, {.type = FIELD_END}};

const struct field webhook_fields[] = {SUMMARY,
				       {"headers", FIELD_JSON, FIELD_NOT_NULL, .doc = "Header fields that came with it.", .example = "{\"svix-timestamp\":\"1767225600\"}"},
				       {"body", FIELD_TEXT, FIELD_NOT_NULL, .doc = "As it came; bytes that are no text as \\\\ooo.", .example = "\"{\\\"type\\\":\\\"user.created\\\"}\""},
				       {.type = FIELD_END}};

const struct field webhooks_query[] = {
    {"provider", FIELD_TEXT, .most = 20, .doc = "Only what this system sent.", .example = "\"clerk\""},
    {"state", FIELD_CHOICE, .choices = STATES, .doc = "Only what is in this state.", .example = "\"failed\""},
    {"before", FIELD_ID, .doc = "Only what came before the event with this id: the last one of the page before.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {.type = FIELD_END}};

const struct field webhooks_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = summary_fields, .doc = "Newest first, " PAGE " at most."}, {.type = FIELD_END}};

int platform_webhooks_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "platform_webhooks.list", .sql = "select " COLUMNS " from inbox.list_events($1, $2, $3::uuid, " PAGE ")"};
	const char *values[3];
	if (parameters_read(c, webhooks_query, values, p) < 0)
		return -1;
	int index = tx_add(c->tx, &list, 3, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, summary_fields);
	return 0;
}

/* Notes a statement about the event that the path names. Its index, or -1. */
static int add_one(struct call *c, const struct statement *s, struct problem *p)
{
	return call_check_id(c, "event", p) < 0 ? -1 : tx_add(c->tx, s, 1, &c->params[0]);
}

int platform_webhook_run(struct call *c, struct problem *p)
{
	static const struct statement read = {.name = "platform_webhooks.read", .sql = "select " COLUMNS ", headers, body from inbox.read_event($1::uuid)"};
	int index = add_one(c, &read, p);
	if (index < 0 || call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, index)) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such event");
	answer_object(c, index, webhook_fields);
	return 0;
}

int platform_webhook_replay_run(struct call *c, struct problem *p)
{
	static const struct statement replay = {.name = "platform_webhooks.replay", .sql = "select inbox.replay($1::uuid)", .writes = true};
	return add_one(c, &replay, p) < 0 ? -1 : call_execute(c, p);
}
