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

const char *table_path(const struct table *t)
{
	return t->resource->path != NULL ? t->resource->path : t->resource->name;
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

static bool relation_to(const struct include *i, struct relation *out)
{
	*out = (struct relation){.name = i->name, .target = table_find(i->table), .field = i->field};
	return out->target != NULL;
}

static bool relation_from(const struct table *t, const struct table *other, const struct include *i, struct relation *out)
{
	const char *sort = i->back_sort != NULL ? i->back_sort : other->resource->sort;
	*out = (struct relation){.name = i->back, .target = other, .field = i->field, .many = true, .sort = sort};
	return i->back != NULL && strcmp(i->table, t->resource->name) == 0;
}

bool table_relation(const struct table *t, int i, struct relation *out)
{
	struct relation found;
	for (const struct include *x = t->resource->includes; x != NULL && x->name != NULL; x++)
		if (relation_to(x, &found) && i-- == 0) {
			*out = found;
			return true;
		}
	for (size_t n = 0; n < table_count; n++)
		for (const struct include *x = tables[n]->resource->includes; x != NULL && x->name != NULL; x++)
			if (relation_from(t, tables[n], x, &found) && i-- == 0) {
				*out = found;
				return true;
			}
	return false;
}
