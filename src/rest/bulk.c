/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/<table>/bulk. A named exception: three trips, since how many rows there are decides what happens, and what became of them
 * is kept. */
#include "rest/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "http/response.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/crud.h"
#include "rest/etag.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/where.h"

/* ---- the rows */

int bulk_add_ids(struct call *c, const struct bulk *b, const char *after, const char *until, int most)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_printf(&q.text, "select t.id from public.%s t", b->table->resource->name);
	where_write(&q, c, &b->selection);
	if (after != NULL) {
		buf_lit(&q.text, " and t.id > ");
		sql_bind(&q, after);
	}
	if (until != NULL) {
		buf_lit(&q.text, " and t.created_at <= ");
		sql_bind(&q, until);
	}
	buf_printf(&q.text, " order by t.id limit %d", most);
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.bulk.ids", b->table->resource->name), 0);
}

static int add_count(struct call *c, const struct bulk *b)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_printf(&q.text, "select count(*) from public.%s t", b->table->resource->name);
	where_write(&q, c, &b->selection);
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.count", b->table->resource->name), 0);
}

/* ---- their changes */

/* As in a batch; whether anything moved is what the row says of itself (app.touch_row). */
static void write_change(struct sql *q, const struct call *c, const struct bulk *b, const char *id)
{
	const struct etag_wanted any = {.count = 0};
	const struct table *t = b->table;
	buf_lit(&q->text, "with w as (");
	if (b->deletes)
		change_remove(q, c, t, id, &any);
	else
		change_update(q, c, t, id, &b->write, &any);
	buf_puts(&q->text, b->deletes ? ", true as moved" : ", t.updated_at = app.now() as moved");
	buf_lit(&q->text, ") select w.moved from (values (1)) o(n) left join w on true where case when w.moved is null then app.refuse_change(");
	sql_bind(q, t->resource->name);
	buf_put(&q->text, ',');
	sql_bind(q, t->label);
	buf_put(&q->text, ',');
	sql_bind(q, c->agency_id);
	buf_put(&q->text, ',');
	sql_bind(q, id);
	buf_lit(&q->text, ",false,null) else true end");
}

int bulk_add_changes(struct call *c, const struct bulk *b, const char *const ids[], int count)
{
	int first = -1;
	tx_allow_many(c->tx);
	for (int i = 0; i < count; i++) {
		struct sql q;
		sql_init(&q, c->arena);
		write_change(&q, c, b, ids[i]);
		int index = sql_add_apart(&q, c->tx, arena_printf(c->arena, "%s.bulk", b->table->resource->name), 1);
		first = i == 0 ? index : first;
	}
	return first;
}

/* "stale-version" or the violation's own code */
static void write_refusal(struct json_out *o, const char *id, const struct problem *p)
{
	const struct violation *v = p->violations;
	json_out_open(o, '{');
	json_out_member(o, "id", id);
	json_out_member(o, "code", v != NULL ? v->code : problem_kind(p->code)->slug);
	json_out_member(o, "pointer", v != NULL ? v->pointer : "");
	json_out_member(o, "detail", v != NULL ? v->detail : p->detail != NULL ? p->detail : problem_kind(p->code)->title);
	json_out_close(o, '}');
}

void bulk_tally(struct call *c, int first, const char *const ids[], int count, struct bulk_tally *out)
{
	struct buf b;
	buf_init(&b, c->arena, 256);
	struct json_out o = json_out(&b);
	*out = (struct bulk_tally){0};
	json_out_open(&o, '[');
	for (int i = 0; i < count; i++) {
		struct problem own;
		problem_init(&own, c->arena);
		if (tx_apart(c->tx, first + i, &own) < 0) {
			out->refused++;
			write_refusal(&o, ids[i], &own);
		} else if (rows_bool(tx_rows(c->tx, first + i), 0, 0)) {
			out->changed++;
		} else {
			out->same++;
		}
	}
	json_out_close(&o, ']');
	out->refusals = buf_text(&b);
}

/* ---- the request */

static void begin_batch(struct call *c, const char *id)
{
	static const struct statement begin = {.name = "bulk.begin", .sql = "select app.begin_batch($1)", .writes = true};
	tx_add(c->tx, &begin, 1, &id);
}

/* In the transaction of its changes. */
static void add_done(struct call *c, const struct bulk *b, const char *id, int matched, const struct bulk_tally *tally)
{
	static const struct statement add = {
		.name = "bulk.done",
		.sql = "insert into public.bulk_changes (id, table_name, query, change, matched, changed, same, refused, refusals, ended_at) "
		       "values ($1::uuid, $2, $3, $4::jsonb, $5::int, $6::int, $7::int, $8::int, $9::jsonb, app.now())",
		.writes = true};
	struct arena *a = c->arena;
	const char *const values[] = {id, b->table->resource->name, b->query, b->change, arena_printf(a, "%d", matched),
				      arena_printf(a, "%d", tally->changed), arena_printf(a, "%d", tally->same),
				      arena_printf(a, "%d", tally->refused), tally->refusals};
	tx_add(c->tx, &add, 9, values);
}

static void add_job(struct call *c, const struct bulk *b, const char *id, const char *matched)
{
	static const struct statement add = {
		.name = "bulk.ask",
		.sql = "insert into public.bulk_changes (id, table_name, query, change, matched, job_id) "
		       "values ($1::uuid, $2, $3, $4::jsonb, $5::int, work.enqueue('bulk.run', jsonb_build_object('bulk_id', $1::uuid)))",
		.writes = true};
	const char *const values[] = {id, b->table->resource->name, b->query, b->change, matched};
	tx_add(c->tx, &add, 5, values);
}

static int refuse_count(const struct bulk *b, const char *found, struct problem *p)
{
	problem_members(p, "\"expected\":%s,\"found\":%s", b->expected, found);
	return problem_set(p, PROBLEM_CONFLICT, "there are %s by now, not the %s expected: nothing was changed", found, b->expected);
}

static const char *const *ids_of(const struct call *c, const struct rows *rows)
{
	int n = rows_count(rows);
	const char **ids = arena_new_array(c->arena, const char *, (size_t)n + 1);
	for (int i = 0; i < n; i++)
		ids[i] = rows_text(rows, i, 0);
	return ids;
}

static int change_now(struct call *c, const struct bulk *b, const char *id, const struct rows *rows, struct problem *p)
{
	struct bulk_tally tally;
	const char *const *ids = ids_of(c, rows);
	begin_batch(c, id);
	int first = bulk_add_changes(c, b, ids, rows_count(rows));
	if (tx_read(c->tx, p) < 0)
		return -1;
	bulk_tally(c, first, ids, rows_count(rows), &tally);
	add_done(c, b, id, rows_count(rows), &tally);
	return 0;
}

int crud_bulk(struct call *c, const struct table *t, struct problem *p)
{
	struct bulk b;
	const struct table *bulks = table_find("bulk_changes");
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (bulk_read(c, t, &b, p) < 0)
		return -1;
	int count = add_count(c, &b), ids = bulk_add_ids(c, &b, NULL, NULL, BULK_MOST_AT_ONCE);
	if (tx_read(c->tx, p) < 0)
		return -1;
	const char *found = rows_text(tx_rows(c->tx, count), 0, 0);
	if (strcmp(found, b.expected) != 0)
		return refuse_count(&b, found, p);
	uuid_v7(id);
	bool now = strtoll(found, NULL, 10) <= BULK_MOST_AT_ONCE;
	if (!now)
		add_job(c, &b, id, found);
	else if (change_now(c, &b, id, tx_rows(c->tx, ids), p) < 0)
		return -1;
	int row = row_add_read(c, bulks, id);
	if (call_execute(c, p) < 0)
		return -1;
	c->response->status = now ? 200 : 202;
	if (!now)
		response_header(c->response, "Location", "/api/bulk_changes/%s", id);
	row_answer(c, bulks, row);
	return 0;
}
