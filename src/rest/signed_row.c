/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/signed_row.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/render.h"
#include "rest/sql.h"
#include "rest/table.h"

void signed_row_keep(struct call *c, const struct table *t, const struct rows *rows)
{
	struct shape s;
	shape_all(t, &s);
	c->kept = arena_new_one(c->arena, struct buf);
	buf_init(c->kept, c->arena, c->response->body.size);
	render_row(c->kept, &s, rows, 0, NULL);
}

/* {"id":"…": every row shows it first */
static const char *id_of(struct arena *a, const char *kept, size_t n)
{
	static const char start[] = "{\"id\":\"";
	size_t skip = sizeof start - 1;
	bool has_one = n > skip + UUID_TEXT_SIZE && memcmp(kept, start, skip) == 0 && uuid_valid(kept + skip, UUID_TEXT_SIZE - 1);
	return has_one ? arena_strndup(a, kept + skip, UUID_TEXT_SIZE - 1) : NULL;
}

static int add_select(struct call *c, const struct table *t, const char *id)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	for (int i = 0; i < t->count; i++)
		if (t->columns[i].field->render != NULL)
			buf_printf(&q.text, "%s,", t->columns[i].sql);
	buf_printf(&q.text, "t.id from public.%s t", t->resource->name);
	sql_where_id(&q, c, t, id);
	if (t->resource->keeps_deleted)
		buf_lit(&q.text, " and t.deleted_at is null");
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.replay", t->resource->name), 0);
}

/* A hole that names a field which an older version had, and this one has not, is null too. */
static void fill(struct call *c, const struct table *t, const char *name, const struct rows *rows)
{
	struct json_out o = json_out(&c->response->body);
	int column = 0;
	for (int i = 0; i < t->count; i++) {
		const struct field *f = t->columns[i].field;
		if (f->render == NULL)
			continue;
		if (strcmp(f->name, name) == 0) {
			f->render(&o, rows_count(rows) == 0 ? NULL : rows_text_or_null(rows, 0, column), c->conf);
			return;
		}
		column++;
	}
	json_out_null(&o);
}

int signed_row_complete(struct call *c, const struct table *t, const char *kept, size_t n, struct problem *p)
{
	const char *id = id_of(c->arena, kept, n), *end = kept + n, *hole, *close;
	if (id == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "a stored answer of %s does not begin with an id", t->resource->name);
	int index = add_select(c, t, id);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	for (; (hole = memchr(kept, RENDER_HOLE, (size_t)(end - kept))) != NULL; kept = close + 1) {
		close = memchr(hole + 1, RENDER_HOLE, (size_t)(end - hole - 1));
		if (close == NULL)
			return problem_set(p, PROBLEM_INTERNAL, "a stored answer of %s is cut off", t->resource->name);
		buf_write(&c->response->body, kept, (size_t)(hole - kept));
		fill(c, t, arena_strndup(c->arena, hole + 1, (size_t)(close - hole - 1)), tx_rows(c->tx, index));
	}
	buf_write(&c->response->body, kept, (size_t)(end - kept));
	return 0;
}
