/* SPDX-License-Identifier: Apache-2.0 */
/* PUT /api/<table>/by_ref/{external_ref}: makes the row or changes it. With If-Match it only changes, with
 * If-None-Match: * it only makes, and anything else is 412 (RFC 9110, 13.1). */
#include "rest/crud.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/etag.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

struct put {
	struct write write;
	struct etag_wanted wanted;
	bool only_change, only_make;
};

/* Told beside what is wrong with the body. */
static void check_length(const char *ref, struct problem *p)
{
	if (utf8_length(ref, strlen(ref)) > 120)
		problem_violation(p, "/external_ref", "too_long", "{\"max\":120}", "must have at most 120 characters");
}

static int check_same(const struct call *c, const struct write *w, struct problem *p)
{
	const char *ref = c->params[0], *in_body = write_text(w, "external_ref");
	if (in_body != NULL && strcmp(in_body, ref) != 0)
		return problem_violation(p, "/external_ref", "mismatch", NULL, "must be the reference in the path, or left out");
	return 0;
}

static int read_conditions(const struct call *c, struct put *put, struct problem *p)
{
	const char *none_match = request_header(c->request, HEADER_IF_NONE_MATCH);
	put->only_change = request_header(c->request, HEADER_IF_MATCH) != NULL;
	put->only_make = none_match != NULL;
	if (put->only_make && strcmp(none_match, "*") != 0)
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "If-None-Match takes nothing but * here: only if there is no such record");
	if (put->only_make && put->only_change)
		return problem_set(p, PROBLEM_STALE_VERSION, "If-Match and If-None-Match: * never hold together");
	return etag_wanted(c, &put->wanted, p);
}

static int add(struct call *c, struct sql *q, const struct table *t, const char *verb, int writes)
{
	return sql_add(q, c->tx, arena_printf(c->arena, "%s.%s", t->resource->name, verb), writes);
}

/* The row may have been made or changed while the write waited for it: what stands there is looked at behind the write. */
static int add_look(struct call *c, const struct table *t)
{
	struct sql q;
	sql_init(&q, c->arena);
	row_look(&q, t);
	sql_where_ref(&q, c, c->params[0]);
	buf_lit(&q.text, " and t.deleted_at is null");
	return add(c, &q, t, "look", 0);
}

/* What there is must be as If-Match says; nothing is made. */
static int change(struct call *c, const struct table *t, const struct put *put, struct problem *p)
{
	struct sql q;
	sql_init(&q, c->arena);
	change_update_by_ref(&q, c, t, c->params[0], &put->write, &put->wanted);
	int row = add(c, &q, t, "by_ref", 1), look = add_look(c, t);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, look)) == 0)
		return problem_set(p, PROBLEM_STALE_VERSION, "there is no such %s", t->label);
	if (rows_count(tx_rows(c->tx, row)) == 0)
		return row_why_not(c, t, look, &put->wanted, p);
	row_answer(c, t, row);
	return 0;
}

static int make(struct call *c, const struct table *t, const struct put *put, struct problem *p)
{
	struct sql q;
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	uuid_v7(id);
	sql_init(&q, c->arena);
	change_upsert(&q, c, t, id, &put->write, put->only_make);
	int row = add(c, &q, t, "by_ref", 1);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, row);
	if (rows_count(rows) == 0)
		return problem_set(p, PROBLEM_STALE_VERSION, "there is a %s with this external_ref", t->label);
	if (rows_bool(rows, 0, t->count))
		row_created(c, t, rows_text(rows, 0, table_column(t, "id")));
	row_answer(c, t, row);
	return 0;
}

int crud_by_ref(struct call *c, const struct table *t, struct problem *p)
{
	struct put put;
	check_length(c->params[0], p);
	if (row_read_new(c, t, &put.write, p) < 0 || check_same(c, &put.write, p) < 0 || read_conditions(c, &put, p) < 0)
		return -1;
	write_set(&put.write, "external_ref", c->params[0]);
	return put.only_change ? change(c, t, &put, p) : make(c, t, &put, p);
}
