/* SPDX-License-Identifier: Apache-2.0 */
/* PATCH /api/<table>/{id}: RFC 7396 */
#include "rest/crud.h"

#include "base/arena.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/etag.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

static int add_update(struct call *c, const struct table *t, const struct write *w, const struct etag_wanted *wanted)
{
	struct sql q;
	sql_init(&q, c->arena);
	change_update(&q, c, t, c->params[0], w, wanted);
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
