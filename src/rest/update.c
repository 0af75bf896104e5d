/* SPDX-License-Identifier: Apache-2.0 */
/* PATCH /api/<table>/{id}: RFC 7396 */
#include "rest/crud.h"

#include "base/arena.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/assign.h"
#include "rest/call.h"
#include "rest/etag.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

/* the first column a client may write, as it is */
static void write_nothing(struct sql *q, const struct table *t)
{
	const struct field *f = t->resource->fields;
	while (f->flags & (FIELD_READ_ONLY | FIELD_CREATE_ONLY | FIELD_WRITE_ONLY) || f->expression != NULL)
		f++;
	buf_printf(&q->text, "%s = t.%s", f->name, f->name);
}

static int add_update(struct call *c, const struct table *t, const struct write *w, const struct etag_wanted *wanted)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_printf(&q.text, "update public.%s t set ", t->resource->name);
	for (int i = 0; i < w->count; i++) {
		buf_printf(&q.text, "%s%s = ", i == 0 ? "" : ",", w->values[i].column);
		assign_value(&q, &w->values[i], 1);
	}
	/* nothing to change is still a write: it shows whether the caller may */
	if (w->count == 0)
		write_nothing(&q, t);
	sql_where_id(&q, c, t, c->params[0]);
	if (t->resource->keeps_deleted)
		buf_lit(&q.text, " and t.deleted_at is null");
	etag_where(&q, c, wanted);
	row_returning(&q, t);
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.update", t->resource->name), 1);
}

int crud_update(struct call *c, const struct table *t, struct problem *p)
{
	struct write w;
	struct etag_wanted wanted;
	if (row_check_id(c, t, p) < 0 || etag_wanted(c, &wanted, p) < 0 ||
	    write_read(c->arena, t->resource->fields, c->body, WRITE_UPDATE, &w, p) < 0)
		return -1;
	if (t->resource->before_write != NULL && t->resource->before_write(c, &w, p) < 0)
		return -1;
	int row = add_update(c, t, &w, &wanted), look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, row)) == 0)
		return row_why_not(c, t, look, &wanted, p);
	row_answer(c, t, row);
	return 0;
}
