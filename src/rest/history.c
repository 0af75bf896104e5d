/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/<table>/{id}/history: for whoever may read the record, and of its changes those that they may read. */
#include "rest/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/crud.h"
#include "rest/cursor.h"
#include "rest/field_type.h"
#include "rest/row.h"
#include "rest/table.h"

enum { SEQ, AT, ACTION, ACTOR_ID, ACTOR_NAME, KEY_ID, REQUEST_ID, BATCH_ID, DIFF };
enum { USUAL = 25, MOST = 200 };

bool history_offered(const struct table *t)
{
	return t->resource->keeps_deleted && t->resource->roles.read != 0;
}

bool history_shows(const struct field *f)
{
	return f->expression == NULL && !(f->flags & (FIELD_READ_ONLY | FIELD_WRITE_ONLY));
}

struct page {
	const char *list; /* names it, for the cursor */
	const char *before; /* NULL: from the newest on */
	int limit;
};

static int refuse(const struct query_param *param, const char *code, const char *detail, struct problem *p)
{
	problem_set(p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood", param->written);
	return problem_violation(p, param->written, code, NULL, "%s", detail);
}

static int read_param(const struct call *c, const struct query_param *param, struct page *page, struct problem *p)
{
	if (strcmp(param->written, "cursor") == 0)
		return cursor_read(c->arena, c->conf, page->list, param->value, &page->before, 1, p);
	if (strcmp(param->written, "limit") != 0)
		return refuse(param, "unknown_parameter", "is no parameter here; there are limit and cursor", p);
	size_t n = strlen(param->value);
	page->limit = n > 0 && n <= 3 && strspn(param->value, "0123456789") == n ? (int)strtol(param->value, NULL, 10) : 0;
	return page->limit >= 1 && page->limit <= MOST ? 0 : refuse(param, "out_of_range", "must be a whole number from 1 to 200", p);
}

static int read_page(const struct call *c, const struct table *t, struct page *page, struct problem *p)
{
	*page = (struct page){.list = arena_printf(c->arena, "history|%s|%s", t->resource->name, c->params[0]), .limit = USUAL};
	for (int i = 0; i < c->query.count; i++)
		if (read_param(c, &c->query.params[i], page, p) < 0)
			return -1;
	return 0;
}

/* "{price,status}" */
static const char *shown_fields(const struct call *c, const struct table *t)
{
	const char **names = arena_new_array(c->arena, const char *, (size_t)t->count);
	size_t n = 0;
	for (int i = 0; i < t->count; i++)
		if (history_shows(t->columns[i].field))
			names[n++] = t->columns[i].field->name;
	return field_array(c->arena, names, n);
}

/* Deleted rows have one too. */
static int add_row(struct call *c, const struct table *t)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_printf(&q.text, "select 1 from public.%s t", t->resource->name);
	sql_where_id(&q, c, t, c->params[0]);
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.history.look", t->resource->name), 0);
}

/* What only moved something of the server's own is no news. */
static int add_changes(struct call *c, const struct table *t, const struct page *page)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select h.seq, h.at, h.action, h.actor_id, h.actor_name, h.key_id, h.request_id, h.batch_id, h.diff "
			 "from public.record_history h where h.agency_id = ");
	sql_agency(&q, c);
	buf_lit(&q.text, " and h.table_name = ");
	sql_bind(&q, t->resource->name);
	buf_lit(&q.text, " and h.row_id = ");
	sql_bind(&q, c->params[0]);
	buf_lit(&q.text, " and (h.action <> 'updated' or h.diff ?| ");
	sql_bind(&q, shown_fields(c, t));
	buf_lit(&q.text, "::text[])");
	if (page->before != NULL) {
		buf_lit(&q.text, " and h.seq < ");
		sql_bind(&q, page->before);
		buf_lit(&q.text, "::bigint");
	}
	buf_lit(&q.text, " order by h.seq desc limit ");
	sql_bind(&q, arena_printf(c->arena, "%d", page->limit + 1));
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.history", t->resource->name), 0);
}

/* Postgres says +00:00 within JSON where answers say Z. */
static const char *value_text(struct arena *a, const struct field *f, const struct jvalue *v)
{
	static const char zero[] = "+00:00";
	const char *s = f->type == FIELD_TIME ? jvalue_string(v) : NULL;
	size_t n = s == NULL ? 0 : strlen(s), k = sizeof zero - 1;
	if (n > k && strcmp(s + n - k, zero) == 0)
		return arena_printf(a, "\"%.*sZ\"", (int)(n - k), s);
	return v == NULL ? "null" : jvalue_print(a, v);
}

/* The diff of a new row has values, that of others pairs of them. */
static void write_fields(struct json_out *o, const struct table *t, const struct jvalue *diff, bool created)
{
	struct arena *a = o->buf->arena;
	json_out_name(o, "changes");
	json_out_open(o, '[');
	for (int i = 0; i < t->count; i++) {
		const struct field *f = t->columns[i].field;
		const struct jvalue *v;
		if (!history_shows(f) || !jvalue_find(diff, f->name, &v))
			continue;
		json_out_open(o, '{');
		json_out_member(o, "field", f->name);
		json_out_member_raw(o, "before", created ? "null" : value_text(a, f, jvalue_at(v, 0)));
		json_out_member_raw(o, "after", value_text(a, f, created ? v : jvalue_at(v, 1)));
		json_out_close(o, '}');
	}
	json_out_close(o, ']');
}

static void write_change(struct json_out *o, const struct table *t, const struct rows *rows, int row)
{
	const struct jvalue *diff = NULL;
	struct json_fault fault;
	struct buf *b = o->buf;
	jvalue_parse(b->arena, rows_text(rows, row, DIFF), rows_size(rows, row, DIFF), &diff, &fault);
	json_out_open(o, '{');
	json_out_member(o, "id", rows_text(rows, row, SEQ));
	json_out_name(o, "created_at");
	field_write(b, FIELD_TIME, rows_text(rows, row, AT), rows_size(rows, row, AT));
	o->comma = true;
	json_out_member(o, "action", rows_text(rows, row, ACTION));
	json_out_member(o, "actor_id", rows_text_or_null(rows, row, ACTOR_ID));
	json_out_member(o, "actor_name", rows_text_or_null(rows, row, ACTOR_NAME));
	json_out_member(o, "key_id", rows_text_or_null(rows, row, KEY_ID));
	json_out_member(o, "request_id", rows_text_or_null(rows, row, REQUEST_ID));
	json_out_member(o, "batch_id", rows_text_or_null(rows, row, BATCH_ID));
	write_fields(o, t, diff, strcmp(rows_text(rows, row, ACTION), "created") == 0);
	json_out_close(o, '}');
}

int crud_history(struct call *c, const struct table *t, struct problem *p)
{
	struct page page;
	if (row_check_id(c, t, p) < 0 || read_page(c, t, &page, p) < 0)
		return -1;
	int look = add_row(c, t), changes = add_changes(c, t, &page);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, look)) == 0)
		return row_missing(t, p);
	const struct rows *rows = tx_rows(c->tx, changes);
	int n = rows_count(rows), shown = n > page.limit ? page.limit : n;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "data");
	json_out_open(&o, '[');
	for (int i = 0; i < shown; i++)
		write_change(&o, t, rows, i);
	json_out_close(&o, ']');
	json_out_name(&o, "pagination");
	json_out_open(&o, '{');
	json_out_member_int(&o, "limit", page.limit);
	const char *last = n > shown ? rows_text(rows, shown - 1, SEQ) : NULL;
	json_out_member(&o, "next_cursor", last == NULL ? NULL : cursor_write(c->arena, c->conf, page.list, &last, 1));
	json_out_member_bool(&o, "has_more", n > shown);
	json_out_close(&o, '}');
	json_out_close(&o, '}');
	return 0;
}
