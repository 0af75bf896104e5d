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
#include "rest/field_type.h"
#include "rest/render.h"
#include "rest/sql.h"
#include "rest/table.h"

bool signed_row_is_kept(struct call *c, const struct table *t)
{
	if (!c->keyed || t->has_window < 0)
		return false;
	c->kept = arena_new_one(c->arena, struct buf);
	buf_init(c->kept, c->arena, c->response->body.size + 64);
	return true;
}

/* What stands between two RENDER_HOLEs: the row and the field. */
struct hole {
	const char *at, *end; /* in the text, the marks included */
	const char *id, *field;
};

/* The next hole from `from` on. 1: there is one; 0: there is none; -1: it is cut off, or no hole of ours. */
static int next_hole(struct arena *a, const char *from, const char *end, struct hole *out)
{
	const char *at = memchr(from, RENDER_HOLE, (size_t)(end - from));
	if (at == NULL)
		return 0;
	const char *close = memchr(at + 1, RENDER_HOLE, (size_t)(end - at - 1)), *field = at + UUID_TEXT_SIZE + 1;
	if (close == NULL || close < field || at[UUID_TEXT_SIZE] != ' ' || !uuid_valid(at + 1, UUID_TEXT_SIZE - 1))
		return -1;
	*out = (struct hole){at, close + 1, arena_strndup(a, at + 1, UUID_TEXT_SIZE - 1), arena_strndup(a, field, (size_t)(close - field))};
	return 1;
}

/* The rows of all holes, each once, since those of one row stand together; as an array of Postgres. NULL: a broken hole. */
static const char *ids_of(struct arena *a, const char *kept, const char *end)
{
	const char **ids = arena_new_array(a, const char *, (size_t)(end - kept) / UUID_TEXT_SIZE + 1);
	struct hole hole;
	size_t n = 0;
	int rc;
	for (; (rc = next_hole(a, kept, end, &hole)) > 0; kept = hole.end)
		if (n == 0 || strcmp(ids[n - 1], hole.id) != 0)
			ids[n++] = hole.id;
	return rc < 0 ? NULL : field_array(a, ids, n);
}

/* t.id, then the columns that the table's fields with `render` are made of, in their order. */
static int add_select(struct call *c, const struct table *t, const char *ids)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select t.id");
	for (int i = 0; i < t->count; i++)
		if (t->columns[i].field->render != NULL)
			buf_printf(&q.text, ",%s", t->columns[i].sql);
	buf_printf(&q.text, " from public.%s t where ", t->resource->name);
	if (!t->resource->global) {
		buf_lit(&q.text, "t.agency_id = ");
		sql_agency(&q, c);
		buf_lit(&q.text, " and ");
	}
	buf_lit(&q.text, "t.id = any (");
	sql_bind(&q, ids);
	buf_lit(&q.text, "::uuid[])");
	if (t->resource->keeps_deleted)
		buf_lit(&q.text, " and t.deleted_at is null");
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.replay", t->resource->name), 0);
}

static const char *value_of(const struct rows *rows, const char *id, int column)
{
	for (int i = 0; i < rows_count(rows); i++)
		if (strcmp(rows_text(rows, i, 0), id) == 0)
			return rows_text_or_null(rows, i, column);
	return NULL;
}

/* A field that an older version had, and this one has not, is null too. */
static void fill(struct call *c, const struct table *t, const struct hole *hole, const struct rows *rows)
{
	struct json_out o = json_out(&c->response->body);
	int column = 1;
	for (int i = 0; i < t->count; i++) {
		const struct field *f = t->columns[i].field;
		if (f->render == NULL)
			continue;
		if (strcmp(f->name, hole->field) == 0) {
			f->render(&o, value_of(rows, hole->id, column), c->conf);
			return;
		}
		column++;
	}
	json_out_null(&o);
}

int signed_row_complete(struct call *c, const struct table *t, const char *kept, size_t n, struct problem *p)
{
	const char *end = kept + n, *ids = ids_of(c->arena, kept, end);
	struct hole hole;
	if (ids == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "a stored answer of %s is damaged", t->resource->name);
	int index = add_select(c, t, ids);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	for (; next_hole(c->arena, kept, end, &hole) > 0; kept = hole.end) {
		buf_write(&c->response->body, kept, (size_t)(hole.at - kept));
		fill(c, t, &hole, tx_rows(c->tx, index));
	}
	buf_write(&c->response->body, kept, (size_t)(end - kept));
	return 0;
}
