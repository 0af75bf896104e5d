/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/<table> */
#include "rest/crud.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/list.h"
#include "rest/render.h"
#include "rest/selection.h"
#include "rest/view.h"
#include "rest/where.h"

int list_add_page(struct call *c, const struct selection *s, const char *const after[])
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, &s->shape);
	/* the sort keys and the id once more, for the cursor: the fields shown may lack them */
	for (int i = 0; i < s->sort_count; i++)
		buf_printf(&q.text, ",%s", s->table->columns[table_column(s->table, s->sorts[i].field->name)].sql);
	buf_printf(&q.text, ",t.id from public.%s t", s->table->resource->name);
	shape_joins(&q.text, &s->shape);
	where_write(&q, c, s);
	if (after != NULL)
		where_write_after(&q, s, after);
	where_write_order(&q, s);
	buf_lit(&q.text, " limit ");
	sql_bind(&q, arena_printf(c->arena, "%d", s->limit + 1));
	if (s->page > 1) {
		buf_lit(&q.text, " offset ");
		sql_bind(&q, arena_printf(c->arena, "%lld", (long long)(s->page - 1) * s->limit));
	}
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.list", s->table->resource->name), 0);
}

/* Of all rows there are: where the resource can tell that without asking the policies about each. */
static bool counts_all(const struct selection *s)
{
	return s->table->resource->live != NULL && s->filter_count == 0 && s->q == NULL && s->deleted == DELETED_NO;
}

static int add_count(struct call *c, const struct selection *s)
{
	const struct resource *r = s->table->resource;
	bool all = counts_all(s);
	struct sql q;
	sql_init(&q, c->arena);
	if (all)
		buf_printf(&q.text, "select coalesce(%s('%s'),(", r->live, r->name);
	buf_printf(&q.text, "select count(*) from public.%s t", r->name);
	where_write(&q, c, s);
	if (all)
		buf_lit(&q.text, "))");
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.count", s->table->resource->name), 0);
}

static const char *next_cursor(const struct call *c, const struct selection *s, const char *list,
			       const struct rows *rows, int last)
{
	const char *values[CURSOR_MOST_VALUES];
	for (int i = 0; i <= s->sort_count; i++)
		values[i] = rows_text_or_null(rows, last, s->shape.columns + i);
	return cursor_write(c->arena, c->conf, list, values, s->sort_count + 1);
}

static void write_pagination(struct json_out *o, const struct selection *s, bool more, const char *cursor, int64_t total)
{
	json_out_name(o, "pagination");
	json_out_open(o, '{');
	json_out_member_int(o, "limit", s->limit);
	json_out_member(o, "next_cursor", cursor);
	json_out_member_bool(o, "has_more", more);
	if (total >= 0)
		json_out_member_int(o, "total", total);
	if (s->page > 0)
		json_out_member_int(o, "page", s->page);
	if (s->page > 0 && total >= 0)
		json_out_member_int(o, "pages", (total + s->limit - 1) / s->limit);
	json_out_close(o, '}');
}

int crud_list(struct call *c, const struct table *t, struct problem *p)
{
	struct selection s;
	const char *after[CURSOR_MOST_VALUES];
	if (view_apply(c, t, p) < 0 || selection_read_list(c, t, &s, p) < 0)
		return -1;
	/* a page is a place in a whole: who asks for one wants to know how many there are */
	bool count = s.exact_count || s.page > 0;
	const char *list = selection_name(c->arena, &s);
	if (s.cursor != NULL && cursor_read(c->arena, c->conf, list, s.cursor, after, s.sort_count + 1, p) < 0)
		return -1;
	int page = list_add_page(c, &s, s.cursor != NULL ? after : NULL);
	int counted = count ? add_count(c, &s) : -1;
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, page);
	int n = rows_count(rows), shown = n > s.limit ? s.limit : n;
	struct buf *b = &c->response->body;
	buf_lit(b, "{\"data\":[");
	for (int i = 0; i < shown; i++) {
		if (i > 0)
			buf_put(b, ',');
		render_row(b, &s.shape, rows, i, c->conf);
	}
	buf_lit(b, "],");
	struct json_out o = json_out(b);
	const char *cursor = n > s.limit && s.page == 0 ? next_cursor(c, &s, list, rows, shown - 1) : NULL;
	write_pagination(&o, &s, n > s.limit, cursor, count ? rows_int(tx_rows(c->tx, counted), 0, 0) : -1);
	buf_put(b, '}');
	return 0;
}
