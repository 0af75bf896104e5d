/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/<table>/{id}/history/{change}/restore: what the record was right behind that change, as a PATCH of the fields that have
 * changed since. Two trips: what was there is read, and then checked as a body would be. */
#include "rest/crud.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/etag.h"
#include "rest/history.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

enum { FOUND, BEFORE };

static int missing(struct problem *p)
{
	return problem_set(p, PROBLEM_NOT_FOUND, "there is no such change of it");
}

/* The place of a change among all: at most what a bigint holds. */
static bool is_place(const char *s)
{
	size_t n = strlen(s);
	return n > 0 && n <= 18 && strspn(s, "0123456789") == n;
}

/* A field was what the first later change of it found there. */
static int add_before(struct call *c, const struct table *t)
{
	static const struct statement before = {
		.name = "history.before",
		.sql = "with h as (select seq, action, diff from public.record_history where agency_id = coalesce($1, app.agency_id()) "
		       "and table_name = $2 and row_id = $3 and seq >= $4::bigint) "
		       "select exists (select from h where seq = $4::bigint), (select jsonb_object_agg(f.key, f.value) from ("
		       "select distinct on (d.key) d.key, d.value -> 0 as value from h, jsonb_each(h.diff) d "
		       "where h.seq > $4::bigint and h.action <> 'created' order by d.key, h.seq) f)"};
	const char *const values[] = {c->agency_id, t->resource->name, c->params[0], c->params[1]};
	return tx_add(c->tx, &before, 4, values);
}

static bool can_go_back(const struct field *f)
{
	return history_shows(f) && !(f->flags & FIELD_CREATE_ONLY);
}

/* The body that a client would send for it. */
static const struct jvalue *make_body(struct call *c, const struct table *t, const struct rows *rows)
{
	const struct jvalue *was = NULL, *v, *body = NULL;
	struct json_fault fault;
	struct buf b;
	if (!rows_is_null(rows, 0, BEFORE))
		jvalue_parse(c->arena, rows_text(rows, 0, BEFORE), rows_size(rows, 0, BEFORE), &was, &fault);
	buf_init(&b, c->arena, 512);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (int i = 0; i < t->count; i++) {
		const struct field *f = t->columns[i].field;
		if (can_go_back(f) && jvalue_find(was, f->name, &v))
			json_out_member_raw(&o, f->name, v == NULL ? "null" : jvalue_print(c->arena, v));
	}
	json_out_close(&o, '}');
	jvalue_parse(c->arena, b.data, b.size, &body, &fault);
	return body;
}

/* Whole, not merged into what is there: a language that came later goes again. */
static void replace_objects(struct write *w)
{
	for (int i = 0; i < w->count; i++)
		if (w->values[i].field != NULL && (w->values[i].field->type == FIELD_I18N || w->values[i].field->type == FIELD_JSON))
			w->values[i].json = NULL;
}

static int read_write(struct call *c, const struct table *t, const struct rows *rows, struct write *w, struct problem *p)
{
	if (write_read(c->arena, t->resource->fields, make_body(c, t, rows), WRITE_UPDATE, w, p) < 0)
		return -1;
	if (t->resource->before_write != NULL && t->resource->before_write(c, w, p) < 0)
		return -1;
	replace_objects(w);
	return 0;
}

int crud_revert(struct call *c, const struct table *t, struct problem *p)
{
	struct write w;
	struct etag_wanted wanted;
	struct sql q;
	if (row_check_id(c, t, p) < 0 || etag_wanted(c, &wanted, p) < 0)
		return -1;
	if (!is_place(c->params[1]))
		return missing(p);
	int row = row_add_look(c, t, 0), before = add_before(c, t);
	if (tx_read(c->tx, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, row)) == 0)
		return row_missing(t, p);
	if (!rows_bool(tx_rows(c->tx, before), 0, FOUND))
		return missing(p);
	if (read_write(c, t, tx_rows(c->tx, before), &w, p) < 0)
		return -1;
	sql_init(&q, c->arena);
	change_update(&q, c, t, c->params[0], &w, &wanted);
	row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.revert", t->resource->name), 1);
	int look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, row)) == 0)
		return row_why_not(c, t, look, &wanted, p);
	row_answer(c, t, row);
	return 0;
}
