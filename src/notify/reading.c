/* SPDX-License-Identifier: Apache-2.0 */
/* What was read: one, or all up to a moment. */
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "notify/actions.h"
#include "rest/call.h"
#include "rest/write.h"

const struct field read_all_request[] = {
    {"until", FIELD_TIME, FIELD_REQUIRED, .doc = "Those that happened up to then: happened_at of the newest one that was shown.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

const struct field read_all_response[] = {
    {"read", FIELD_INT, FIELD_NOT_NULL, .doc = "How many were unread.", .example = "3"}, {.type = FIELD_END}};

int mark_read_run(struct call *c, struct problem *p)
{
	static const struct statement mark = {.name = "notifications.read_one", .sql = "select notify.mark_read($1)", .writes = true};
	if (call_check_id(c, "notification", p) < 0)
		return -1;
	int index = tx_add(c->tx, &mark, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	return rows_bool(tx_rows(c->tx, index), 0, 0) ? 0 : problem_set(p, PROBLEM_NOT_FOUND, "there is no such notification");
}

int mark_all_read_run(struct call *c, struct problem *p)
{
	static const struct statement mark = {.name = "notifications.read_all", .sql = "select notify.mark_all_read($1::timestamptz)", .writes = true};
	struct write w;
	if (write_read(c->arena, read_all_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *until = write_text(&w, "until");
	int index = tx_add(c->tx, &mark, 1, &until);
	if (call_execute(c, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member_int(&o, "read", rows_int(tx_rows(c->tx, index), 0, 0));
	json_out_close(&o, '}');
	return 0;
}
