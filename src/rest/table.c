/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { MOST_TABLES = 64 };

static struct table *tables[MOST_TABLES];
static size_t table_count;
static struct arena *forever;

static void add_column(struct table *t, const struct field *f)
{
	/* words and patterns are asked of a search function: without one such a filter would be passed over */
	bool searches = f->flags & FIELD_SEARCHED || (f->type == FIELD_TEXTS && f->flags & FIELD_FILTER);
	if (searches && t->resource->search == NULL)
		abort();
	struct column *c = &t->columns[t->count];
	c->field = f;
	c->sql = f->expression == NULL ? arena_printf(forever, "t.%s", f->name)
				       : arena_printf(forever, "(%s)", f->expression);
	c->key = arena_printf(forever, ",\"%s\":", f->name);
	c->key_size = strlen(c->key);
	if (f->render != NULL)
		t->has_window = t->count;
	t->all[t->count] = t->count;
	if (!(f->flags & FIELD_DETAIL))
		t->summary[t->summary_count++] = t->count;
	t->count++;
}

static const char *label_of(const char *schema)
{
	struct buf b;
	buf_init(&b, forever, 32);
	for (const char *c = schema; *c != '\0'; c++) {
		if (isupper((unsigned char)*c) && c != schema)
			buf_put(&b, ' ');
		buf_put(&b, (char)tolower((unsigned char)*c));
	}
	return buf_text(&b);
}

void table_register(const struct resource *r)
{
	int n = 0;
	if (forever == NULL)
		forever = arena_new(16384);
	if (table_count == MOST_TABLES)
		abort();
	for (const struct field *f = r->fields; f->type != FIELD_END; f++)
		n++;
	struct table *t = arena_new_one(forever, struct table);
	t->resource = r;
	t->columns = arena_new_array(forever, struct column, (size_t)n);
	t->summary = arena_new_array(forever, int, (size_t)n);
	t->all = arena_new_array(forever, int, (size_t)n);
	t->has_window = -1;
	for (const struct field *f = r->fields; f->type != FIELD_END; f++)
		if (!(f->flags & FIELD_WRITE_ONLY))
			add_column(t, f);
	t->has_version = table_column(t, "version");
	t->has_updated_at = table_column(t, "updated_at");
	t->label = r->label != NULL ? r->label : label_of(r->schema);
	tables[table_count++] = t;
}

const struct table *table_find(const char *name)
{
	for (size_t i = 0; i < table_count; i++)
		if (strcmp(tables[i]->resource->name, name) == 0)
			return tables[i];
	return NULL;
}

const struct table *table_at(size_t i)
{
	return i < table_count ? tables[i] : NULL;
}

int table_column(const struct table *t, const char *name)
{
	for (int i = 0; i < t->count; i++)
		if (*t->columns[i].field->name == *name && strcmp(t->columns[i].field->name, name) == 0)
			return i;
	return -1;
}

static void shape_one(const struct table *t, const int *columns, int count, struct shape *out)
{
	out->parts[0] = (struct shape_part){.table = t, .columns = columns, .count = count};
	out->part_count = 1;
	out->columns = count;
}

void shape_all(const struct table *t, struct shape *out)
{
	shape_one(t, t->all, t->count, out);
}

void shape_summary(const struct table *t, struct shape *out)
{
	shape_one(t, t->summary, t->summary_count, out);
}

/* Included tables are i1, i2, …: their columns' SQL is that of the table with another alias. */
static void select_included(struct buf *b, const struct column *c, int part)
{
	for (const char *s = c->sql; *s != '\0'; s++) {
		bool start = s == c->sql || !(isalnum((unsigned char)s[-1]) || s[-1] == '_' || s[-1] == '.');
		if (start && s[0] == 't' && s[1] == '.') {
			buf_printf(b, "i%d.", part);
			s++;
		} else {
			buf_put(b, *s);
		}
	}
}

void shape_select(struct buf *b, const struct shape *s)
{
	for (int p = 0; p < s->part_count; p++) {
		const struct shape_part *part = &s->parts[p];
		for (int i = 0; i < part->count; i++) {
			const struct column *c = &part->table->columns[part->columns[i]];
			if (p > 0 || i > 0)
				buf_put(b, ',');
			if (p == 0)
				buf_puts(b, c->sql);
			else
				select_included(b, c, p);
		}
	}
}

void shape_joins(struct buf *b, const struct shape *s)
{
	for (int p = 1; p < s->part_count; p++) {
		const struct include *i = s->parts[p].include;
		const struct resource *r = s->parts[p].table->resource;
		buf_printf(b, " left join public.%s i%d on i%d.id = t.%s", r->name, p, p, i->field);
		if (!r->global)
			buf_printf(b, " and i%d.agency_id = t.agency_id", p);
		if (r->keeps_deleted)
			buf_printf(b, " and i%d.deleted_at is null", p);
	}
}
