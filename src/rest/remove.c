/* SPDX-License-Identifier: Apache-2.0 */
/* DELETE /api/<table>/{id} and POST /api/<table>/{id}/restore */
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

int crud_remove(struct call *c, const struct table *t, struct problem *p)
{
	struct sql q;
	struct etag_wanted wanted;
	if (row_check_id(c, t, p) < 0 || etag_wanted(c, &wanted, p) < 0)
		return -1;
	sql_init(&q, c->arena);
	change_remove(&q, c, t, c->params[0], &wanted);
	int row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.remove", t->resource->name), 1);
	int look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, row)) == 0)
		return row_why_not(c, t, look, &wanted, p);
	c->response->status = 204;
	return 0;
}

int crud_restore(struct call *c, const struct table *t, struct problem *p)
{
	struct sql q;
	if (row_check_id(c, t, p) < 0)
		return -1;
	sql_init(&q, c->arena);
	change_restore(&q, c, t, c->params[0]);
	int row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.restore", t->resource->name), 1);
	int look = row_add_look(c, t, 1);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, row)) == 0)
		return row_why_not(c, t, look, &(struct etag_wanted){.count = 0}, p);
	row_answer(c, t, row);
	return 0;
}
