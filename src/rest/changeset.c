/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/changeset.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "db/rows.h"
#include "db/tx.h"
#include "http/response.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/crud.h"
#include "rest/etag.h"
#include "rest/render.h"
#include "rest/signed_row.h"
#include "rest/table.h"

/* A change that finds no row is refused by the statement itself: behind it in the pipe others already wait to be committed.
 * with w as (update …) select w.* … where case when w.id is null then app.refuse_change(…) else true end */
static void write_refusal(struct sql *q, const struct call *c, const struct table *t, const struct changeset_item *item)
{
	buf_lit(&q->text, ") select w.* from (values (1)) o(n) left join w on true where case when w.id is null then app.refuse_change(");
	sql_bind(q, t->resource->name);
	buf_put(&q->text, ',');
	sql_bind(q, t->label);
	buf_put(&q->text, ',');
	sql_bind(q, c->agency_id);
	buf_put(&q->text, ',');
	sql_bind(q, item->id);
	buf_printf(&q->text, ",%s,", item->op == CHANGESET_RESTORE ? "true" : "false");
	sql_bind(q, item->version == 0 ? NULL : arena_printf(c->arena, "%lld", (long long)item->version));
	buf_lit(&q->text, ") else true end");
}

static void write_change(struct sql *q, const struct call *c, const struct table *t, const struct changeset_item *item)
{
	int64_t version = item->version;
	const struct etag_wanted wanted = {&version, version != 0};
	switch (item->op) {
	case CHANGESET_CREATE:
		change_insert(q, c, t, item->id, &item->write);
		return;
	case CHANGESET_PUT:
		change_upsert(q, c, t, item->id, &item->write, false);
		return;
	case CHANGESET_UPDATE:
		buf_lit(&q->text, "with w as (");
		change_update(q, c, t, item->id, &item->write, &wanted);
		break;
	case CHANGESET_DELETE:
		buf_lit(&q->text, "with w as (");
		change_remove(q, c, t, item->id, &wanted);
		break;
	default:
		buf_lit(&q->text, "with w as (");
		change_restore(q, c, t, item->id);
	}
	write_refusal(q, c, t, item);
}

static void add_statements(struct call *c, const struct table *t, struct changeset *b)
{
	tx_allow_many(c->tx);
	for (size_t i = 0; i < b->count; i++) {
		struct changeset_item *item = &b->items[i];
		struct sql q;
		if (item->problem.code != PROBLEM_NONE)
			continue;
		sql_init(&q, c->arena);
		write_change(&q, c, t, item);
		const char *name = arena_printf(c->arena, "%s.batch.%s", t->resource->name, changeset_op_name(item->op));
		item->row = b->atomic ? sql_add(&q, c->tx, name, 1) : sql_add_apart(&q, c->tx, name, 1);
	}
}

/* A violation that Postgres found is one of the body; a record that is missing, stale or another's is the operation's. */
static void place(struct problem *p, size_t index)
{
	changeset_place(p, index, p->violations == NULL ? "" : "/body");
}

/* All has failed: which operation it was. Others may be in the way by now, so nothing is said about those behind it. */
static int place_refusal(const struct call *c, const struct changeset *b, struct problem *p)
{
	int refused = tx_refused(c->tx);
	for (size_t i = 0; i < b->count && refused >= 0; i++)
		if (b->items[i].problem.code == PROBLEM_NONE && b->items[i].row == refused)
			place(p, i);
	return -1;
}

static int status_of(const struct changeset_item *item, const struct table *t, const struct rows *rows)
{
	switch (item->op) {
	case CHANGESET_CREATE:
		return 201;
	case CHANGESET_PUT:
		return rows_bool(rows, 0, t->count) ? 201 : 200;
	case CHANGESET_DELETE:
		return 204;
	default:
		return 200;
	}
}

static void write_result(const struct call *c, const struct table *t, const struct changeset_item *item, struct buf *b,
			 const struct conf *conf)
{
	struct shape s;
	if (item->problem.code != PROBLEM_NONE) {
		buf_printf(b, "{\"status\":%d,\"problem\":", problem_kind(item->problem.code)->status);
		response_write_problem(b, &item->problem, c->request->id);
		buf_put(b, '}');
		return;
	}
	const struct rows *rows = tx_rows(c->tx, item->row);
	buf_printf(b, "{\"status\":%d", status_of(item, t, rows));
	if (item->op != CHANGESET_DELETE) {
		shape_all(t, &s);
		buf_lit(b, ",\"body\":");
		render_row(b, &s, rows, 0, conf);
	}
	buf_put(b, '}');
}

static void write_results(const struct call *c, const struct table *t, const struct changeset *batch, struct buf *b,
			  const struct conf *conf)
{
	buf_lit(b, "{\"results\":[");
	for (size_t i = 0; i < batch->count; i++) {
		buf_puts(b, i == 0 ? "" : ",");
		write_result(c, t, &batch->items[i], b, conf);
	}
	buf_lit(b, "]}");
}

int crud_batch(struct call *c, const struct table *t, struct problem *p)
{
	struct changeset batch;
	if (changeset_read(c, t, &batch, p) < 0)
		return -1;
	add_statements(c, t, &batch);
	if (call_execute(c, p) < 0)
		return place_refusal(c, &batch, p);
	c->response->status = batch.atomic ? 200 : 207;
	for (size_t i = 0; i < batch.count; i++) {
		struct changeset_item *item = &batch.items[i];
		if (!batch.atomic && item->problem.code == PROBLEM_NONE && tx_apart(c->tx, item->row, &item->problem) < 0)
			place(&item->problem, i);
	}
	write_results(c, t, &batch, &c->response->body, c->conf);
	if (signed_row_is_kept(c, t))
		write_results(c, t, &batch, c->kept, NULL);
	return 0;
}
