/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/<table> */
#include "rest/crud.h"

#include "base/arena.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

int crud_create(struct call *c, const struct table *t, struct problem *p)
{
	struct write w;
	struct sql q;
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (row_read_new(c, t, &w, p) < 0)
		return -1;
	uuid_v7(id);
	sql_init(&q, c->arena);
	change_insert(&q, c, t, id, &w);
	int row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.create", t->resource->name), 1);
	if (call_execute(c, p) < 0)
		return -1;
	row_created(c, t, id);
	row_answer(c, t, row);
	return 0;
}
