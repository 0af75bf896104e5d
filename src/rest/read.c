/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/<table>/{id} */
#include "rest/crud.h"

#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/etag.h"
#include "rest/render.h"
#include "rest/row.h"
#include "rest/selection.h"
#include "rest/sql.h"

int crud_read(struct call *c, const struct table *t, struct problem *p)
{
	struct selection s;
	struct sql q;
	if (row_check_id(c, t, p) < 0 || selection_read_one(c, t, &s, p) < 0)
		return -1;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, &s.shape);
	buf_printf(&q.text, " from public.%s t", t->resource->name);
	shape_joins(&q.text, &s.shape);
	sql_where_id(&q, c, t, c->params[0]);
	if (t->resource->keeps_deleted && s.deleted != DELETED_WITH)
		buf_puts(&q.text, s.deleted == DELETED_ONLY ? " and t.deleted_at is not null" : " and t.deleted_at is null");
	int row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.read", t->resource->name), 0);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, row);
	if (rows_count(rows) == 0)
		return row_missing(t, p);
	const char *etag = etag_write(c, &s.shape, rows, 0);
	if (etag_matches(c, etag)) {
		c->response->status = 304;
		return 0;
	}
	render_row(&c->response->body, &s.shape, rows, 0, c->conf);
	return 0;
}
