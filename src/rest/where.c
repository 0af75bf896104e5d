/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/where.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "rest/call.h"
#include "rest/field_type.h"

static const char *column_sql(const struct selection *s, const struct field *f)
{
	return s->table->columns[table_column(s->table, f->name)].sql;
}

static bool searched(const struct selection_filter *f)
{
	return strcmp(f->operator, "like") == 0 || strcmp(f->operator, "contains") == 0;
}

static void write_filter(struct sql *q, const struct selection *s, const struct selection_filter *f)
{
	static const struct {
		const char *name, *sql;
	} operators[] = {{"eq", " = "}, {"gt", " > "}, {"gte", " >= "}, {"lt", " < "}, {"lte", " <= "}};
	buf_lit(&q->text, " and ");
	buf_puts(&q->text, column_sql(s, f->field));
	if (strcmp(f->operator, "null") == 0) {
		buf_puts(&q->text, strcmp(f->value, "true") == 0 ? " is null" : " is not null");
		return;
	}
	/* of the widest type, so that a value no column holds is compared, not refused */
	const char *cast = f->field->type == FIELD_INT ? "::int8" : "";
	if (strcmp(f->operator, "in") == 0) {
		buf_lit(&q->text, " = any(");
		sql_bind(q, f->value);
		buf_printf(&q->text, "%s)", *cast == '\0' ? "" : "::int8[]");
		return;
	}
	for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
		if (strcmp(operators[i].name, f->operator) == 0)
			buf_puts(&q->text, operators[i].sql);
	if (f->value == NULL) {
		buf_lit(&q->text, "app.user_id()");
		return;
	}
	sql_bind(q, f->value);
	buf_puts(&q->text, cast);
}

static const char *like_patterns(const struct call *c, const struct selection *s)
{
	struct buf b;
	int n = 0;
	buf_init(&b, c->arena, 128);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (int i = 0; i < s->filter_count; i++)
		if (strcmp(s->filters[i].operator, "like") == 0 && ++n > 0)
			json_out_member(&o, s->filters[i].field->name, s->filters[i].value);
	json_out_close(&o, '}');
	return n > 0 ? buf_text(&b) : NULL;
}

static const char *wanted_tags(const struct call *c, const struct selection *s)
{
	const char *tags[SELECTION_MOST_FILTERS * 4];
	size_t n = 0;
	for (int i = 0; i < s->filter_count; i++) {
		if (strcmp(s->filters[i].operator, "contains") != 0)
			continue;
		char *rest = arena_strdup(c->arena, s->filters[i].value), *item;
		while ((item = strsep(&rest, ",")) != NULL && n < sizeof tags / sizeof tags[0])
			tags[n++] = item;
	}
	return n > 0 ? field_array(c->arena, tags, n) : NULL;
}

/* Words, tags and patterns reach an index only in a definer function, whose ids are joined back under
 * the policy: their operators are not leakproof (sql/README.md). */
static void write_search(struct sql *q, const struct call *c, const struct selection *s)
{
	const char *patterns = like_patterns(c, s), *tags = wanted_tags(c, s);
	if (s->q == NULL && patterns == NULL && tags == NULL)
		return;
	buf_lit(&q->text, " and t.id in (select ");
	buf_puts(&q->text, s->table->resource->search);
	buf_put(&q->text, '(');
	sql_agency(q, c);
	buf_put(&q->text, ',');
	sql_bind(q, s->q);
	buf_put(&q->text, ',');
	sql_bind(q, tags);
	buf_put(&q->text, ',');
	sql_bind(q, patterns);
	buf_lit(&q->text, "))");
}

void where_write(struct sql *q, const struct call *c, const struct selection *s)
{
	buf_lit(&q->text, " where ");
	if (s->table->resource->global) {
		buf_lit(&q->text, "true");
	} else {
		buf_lit(&q->text, "t.agency_id = ");
		sql_agency(q, c);
	}
	if (s->table->resource->keeps_deleted && s->deleted != DELETED_WITH)
		buf_puts(&q->text, s->deleted == DELETED_ONLY ? " and t.deleted_at is not null" : " and t.deleted_at is null");
	for (int i = 0; i < s->filter_count; i++)
		if (!searched(&s->filters[i]))
			write_filter(q, s, &s->filters[i]);
	if (s->table->resource->search != NULL)
		write_search(q, c, s);
}

/* Keys i and following, with the id behind them: (k after v) or (k = v and …). Nulls come last both ways. */
static void write_key(struct sql *q, const struct selection *s, const char *const values[], int i)
{
	bool last = i == s->sort_count, descending = s->sorts[last ? i - 1 : i].descending;
	const char *sql = last ? "t.id" : column_sql(s, s->sorts[i].field);
	bool nullable = !last && field_nullable(s->sorts[i].field);
	if (values[i] == NULL) {
		buf_printf(&q->text, "(%s is null and ", sql);
		write_key(q, s, values, i + 1);
		buf_put(&q->text, ')');
		return;
	}
	buf_printf(&q->text, "(%s %c ", sql, descending ? '<' : '>');
	sql_bind(q, values[i]);
	if (nullable)
		buf_printf(&q->text, " or %s is null", sql);
	if (!last) {
		buf_printf(&q->text, " or (%s = ", sql);
		sql_bind(q, values[i]);
		buf_lit(&q->text, " and ");
		write_key(q, s, values, i + 1);
		buf_put(&q->text, ')');
	}
	buf_put(&q->text, ')');
}

void where_write_after(struct sql *q, const struct selection *s, const char *const values[])
{
	buf_lit(&q->text, " and ");
	/* one key that is never null: a comparison of rows, which is one condition on the index */
	if (s->sort_count == 1 && !field_nullable(s->sorts[0].field)) {
		buf_printf(&q->text, "(%s, t.id) %c (", column_sql(s, s->sorts[0].field),
			   s->sorts[0].descending ? '<' : '>');
		sql_bind(q, values[0]);
		buf_put(&q->text, ',');
		sql_bind(q, values[1]);
		buf_put(&q->text, ')');
		return;
	}
	write_key(q, s, values, 0);
}

void where_write_order(struct sql *q, const struct selection *s)
{
	buf_lit(&q->text, " order by ");
	for (int i = 0; i < s->sort_count; i++) {
		buf_puts(&q->text, column_sql(s, s->sorts[i].field));
		if (s->sorts[i].descending)
			buf_puts(&q->text, field_nullable(s->sorts[i].field) ? " desc nulls last" : " desc");
		buf_lit(&q->text, ", ");
	}
	buf_puts(&q->text, s->sorts[s->sort_count - 1].descending ? "t.id desc" : "t.id");
}
