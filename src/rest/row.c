/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/row.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/etag.h"
#include "rest/render.h"
#include "rest/signed_row.h"
#include "rest/write.h"
#include "rest/shape.h"

int row_missing(const struct table *t, struct problem *p)
{
	return problem_set(p, PROBLEM_NOT_FOUND, "there is no such %s", t->label);
}

int row_check_id(const struct call *c, const struct table *t, struct problem *p)
{
	return uuid_valid(c->params[0], strlen(c->params[0])) ? 0 : row_missing(t, p);
}

int row_read_new(struct call *c, const struct table *t, struct write *w, struct problem *p)
{
	if (write_read(c->arena, t->resource->fields, c->body, WRITE_CREATE, w, p) < 0)
		return -1;
	return t->resource->before_write == NULL ? 0 : t->resource->before_write(c, w, p);
}

void row_created(struct call *c, const struct table *t, const char *id)
{
	c->response->status = 201;
	response_header(c->response, "Location", "/api/%s/%s", table_path(t), id);
}

void row_look(struct sql *q, const struct table *t)
{
	buf_printf(&q->text, "select %s, %s from public.%s t", t->has_version >= 0 ? "t.version" : "0",
		   field_find(t->resource->fields, "owner_id") == NULL ? "null" : "t.owner_id", t->resource->name);
}

int row_add_look(struct call *c, const struct table *t, int deleted)
{
	struct sql q;
	sql_init(&q, c->arena);
	row_look(&q, t);
	sql_where_id(&q, c, t, c->params[0]);
	if (t->resource->keeps_deleted)
		buf_puts(&q.text, deleted ? " and t.deleted_at is not null" : " and t.deleted_at is null");
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.look", t->resource->name), 0);
}

int row_why_not(const struct call *c, const struct table *t, int look, const struct etag_wanted *wanted, struct problem *p)
{
	const struct rows *rows = tx_rows(c->tx, look);
	if (rows_count(rows) == 0)
		return row_missing(t, p);
	if (!etag_has(wanted, rows_int(rows, 0, 0))) {
		problem_members(p, "\"version\":%s", rows_text(rows, 0, 0));
		return problem_set(p, PROBLEM_STALE_VERSION, NULL);
	}
	const char *owner = rows_text(rows, 0, 1);
	if (owner == NULL)
		problem_members(p, "\"needs\":\"owner of the record, or admin\"");
	else
		problem_members(p, "\"needs\":\"owner of the record, or admin\",\"owner_id\":\"%s\"", owner);
	return problem_set(p, PROBLEM_FORBIDDEN, "you may read this %s, but not change it", t->label);
}

void row_returning(struct sql *q, const struct table *t)
{
	struct shape s;
	shape_all(t, &s);
	buf_lit(&q->text, " returning ");
	shape_select(&q->text, &s);
}

int row_add_read(struct call *c, const struct table *t, const char *id)
{
	struct shape shape;
	struct sql q;
	shape_all(t, &shape);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, &shape);
	buf_printf(&q.text, " from public.%s t", t->resource->name);
	sql_where_id(&q, c, t, id);
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.row", t->resource->name), 0);
}

void row_answer(struct call *c, const struct table *t, int index)
{
	struct shape s;
	shape_all(t, &s);
	etag_write(c, &s, tx_rows(c->tx, index), 0);
	render_row(&c->response->body, &s, tx_rows(c->tx, index), 0, c->conf);
	if (signed_row_is_kept(c, t))
		render_row(c->kept, &s, tx_rows(c->tx, index), 0, NULL);
}
