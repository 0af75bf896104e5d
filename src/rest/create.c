/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/<table> and PUT /api/<table>/by_ref/{external_ref} */
#include "rest/crud.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

static int read_body(struct call *c, const struct table *t, struct write *w, struct problem *p)
{
	if (write_read(c->arena, t->resource->fields, c->body, WRITE_CREATE, w, p) < 0)
		return -1;
	return t->resource->before_write == NULL ? 0 : t->resource->before_write(c, w, p);
}

static void created(struct call *c, const struct table *t, const char *id)
{
	c->response->status = 201;
	response_header(c->response, "Location", "/api/%s/%s", t->resource->name, id);
}

int crud_create(struct call *c, const struct table *t, struct problem *p)
{
	struct write w;
	struct sql q;
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (read_body(c, t, &w, p) < 0)
		return -1;
	uuid_v7(id);
	sql_init(&q, c->arena);
	change_insert(&q, c, t, id, &w);
	int row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.create", t->resource->name), 1);
	if (call_execute(c, p) < 0)
		return -1;
	created(c, t, id);
	row_answer(c, t, row);
	return 0;
}

/* Told beside what is wrong with the body. */
static void check_length(const char *ref, struct problem *p)
{
	if (utf8_length(ref, strlen(ref)) > 120)
		problem_violation(p, "/external_ref", "too_long", "{\"max\":120}", "must have at most 120 characters");
}

static int check_same(const struct call *c, const struct write *w, struct problem *p)
{
	const char *ref = c->params[0], *in_body = write_text(w, "external_ref");
	if (in_body != NULL && strcmp(in_body, ref) != 0)
		return problem_violation(p, "/external_ref", "mismatch", NULL, "must be the reference in the path, or left out");
	return 0;
}

int crud_by_ref(struct call *c, const struct table *t, struct problem *p)
{
	struct write w;
	struct sql q;
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	check_length(c->params[0], p);
	if (read_body(c, t, &w, p) < 0 || check_same(c, &w, p) < 0)
		return -1;
	write_set(&w, "external_ref", c->params[0]);
	uuid_v7(id);
	sql_init(&q, c->arena);
	change_upsert(&q, c, t, id, &w);
	int row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.by_ref", t->resource->name), 1);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, row);
	if (rows_bool(rows, 0, t->count))
		created(c, t, rows_text(rows, 0, table_column(t, "id")));
	row_answer(c, t, row);
	return 0;
}
