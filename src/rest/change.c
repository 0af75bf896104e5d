/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/change.h"

#include "base/arena.h"
#include "rest/assign.h"
#include "rest/call.h"
#include "rest/etag.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

/* insert into public.x as t (id, agency_id, …) values (…) */
static void write_insert(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w)
{
	buf_printf(&q->text, "insert into public.%s as t (id", t->resource->name);
	if (!t->resource->global)
		buf_lit(&q->text, ",agency_id");
	for (int i = 0; i < w->count; i++)
		buf_printf(&q->text, ",%s", w->values[i].column);
	buf_lit(&q->text, ") values (");
	sql_bind(q, id);
	if (!t->resource->global) {
		buf_put(&q->text, ',');
		sql_agency(q, c);
	}
	for (int i = 0; i < w->count; i++) {
		buf_put(&q->text, ',');
		assign_value(q, &w->values[i], 0);
	}
	buf_put(&q->text, ')');
}

void change_insert(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w)
{
	write_insert(q, c, t, id, w);
	row_returning(q, t);
}

static bool is_fixed(const struct write_value *v)
{
	return v->field != NULL && v->field->flags & FIELD_CREATE_ONLY;
}

/* One statement makes or changes the row, so that two callers at once end with one. */
void change_upsert(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w, bool only_make)
{
	write_insert(q, c, t, id, w);
	buf_lit(&q->text, " on conflict (agency_id, external_ref) do update set deleted_at = null");
	for (int i = 0; i < w->count; i++) {
		if (!is_fixed(&w->values[i]))
			buf_printf(&q->text, ",%s = excluded.%s", w->values[i].column, w->values[i].column);
	}
	if (only_make)
		buf_lit(&q->text, " where t.deleted_at is not null");
	row_returning(q, t);
	buf_lit(&q->text, ",(t.xmax = 0)");
}

void change_update_by_ref(struct sql *q, const struct call *c, const struct table *t, const char *ref, const struct write *w,
			  const struct etag_wanted *wanted)
{
	/* external_ref is among the values: there is always something to set */
	buf_printf(&q->text, "update public.%s t set ", t->resource->name);
	for (int i = 0, n = 0; i < w->count; i++) {
		if (is_fixed(&w->values[i]))
			continue;
		buf_printf(&q->text, "%s%s = ", n++ == 0 ? "" : ",", w->values[i].column);
		assign_value(q, &w->values[i], 0);
	}
	sql_where_ref(q, c, ref);
	buf_lit(&q->text, " and t.deleted_at is null");
	etag_where(q, c, wanted);
	row_returning(q, t);
}

/* the first column a client may write, as it is */
static void write_nothing(struct sql *q, const struct table *t)
{
	const struct field *f = t->resource->fields;
	while (f->flags & (FIELD_READ_ONLY | FIELD_CREATE_ONLY | FIELD_WRITE_ONLY) || f->expression != NULL)
		f++;
	buf_printf(&q->text, "%s = t.%s", f->name, f->name);
}

void change_update(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w,
		   const struct etag_wanted *wanted)
{
	buf_printf(&q->text, "update public.%s t set ", t->resource->name);
	for (int i = 0; i < w->count; i++) {
		buf_printf(&q->text, "%s%s = ", i == 0 ? "" : ",", w->values[i].column);
		assign_value(q, &w->values[i], 1);
	}
	/* nothing to change is still a write: it shows whether the caller may */
	if (w->count == 0)
		write_nothing(q, t);
	sql_where_id(q, c, t, id);
	if (t->resource->keeps_deleted)
		buf_lit(&q->text, " and t.deleted_at is null");
	etag_where(q, c, wanted);
	row_returning(q, t);
}

void change_remove(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct etag_wanted *wanted)
{
	if (t->resource->keeps_deleted)
		buf_printf(&q->text, "update public.%s t set deleted_at = app.now()", t->resource->name);
	else
		buf_printf(&q->text, "delete from public.%s t", t->resource->name);
	sql_where_id(q, c, t, id);
	if (t->resource->keeps_deleted)
		buf_lit(&q->text, " and t.deleted_at is null");
	etag_where(q, c, wanted);
	buf_lit(&q->text, " returning t.id");
}

void change_restore(struct sql *q, const struct call *c, const struct table *t, const char *id)
{
	buf_printf(&q->text, "update public.%s t set deleted_at = null", t->resource->name);
	sql_where_id(q, c, t, id);
	buf_lit(&q->text, " and t.deleted_at is not null");
	row_returning(q, t);
}
