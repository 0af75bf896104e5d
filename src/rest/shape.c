/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/shape.h"

#include <ctype.h>

#include "base/buf.h"
#include "rest/field_type.h"

static void shape_one(const struct table *t, const int *columns, int count, struct shape *out)
{
	out->parts[0] = (struct shape_part){.table = t, .columns = columns, .count = count, .width = count};
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

int shape_include(struct shape *s, int parent, const struct relation *relation)
{
	const struct table *target = relation->target;
	if (s->part_count == SHAPE_MOST_PARTS)
		return -1;
	int p = s->part_count++;
	s->parts[p] = (struct shape_part){.table = target,
					  .relation = *relation,
					  .parent = parent,
					  .source = relation->many ? p : s->parts[parent].source,
					  .columns = target->summary,
					  .count = target->summary_count};
	return p;
}

/* Whether it is a relation to many whose array is a column of `source`. */
static bool is_array_of(const struct shape *s, int part, int source)
{
	return s->parts[part].relation.many && s->parts[s->parts[part].parent].source == source;
}

static int number_source(struct shape *s, int source)
{
	int n = 0;
	for (int p = source; p < s->part_count; p++) {
		if (s->parts[p].source == source) {
			s->parts[p].first = n;
			n += s->parts[p].count;
		} else if (is_array_of(s, p, source)) {
			s->parts[p].array = n++;
		}
	}
	return n;
}

void shape_number(struct shape *s)
{
	for (int p = 0; p < s->part_count; p++)
		if (s->parts[p].source == p)
			s->parts[p].width = number_source(s, p);
	s->columns = s->parts[0].width;
}

/* The row itself is t, included ones are i1, i2, … */
static void write_alias(struct buf *b, int part)
{
	if (part == 0)
		buf_put(b, 't');
	else
		buf_printf(b, "i%d", part);
}

/* A column's SQL speaks of its table as t. */
static void write_column(struct buf *b, const struct column *c, int part)
{
	for (const char *s = c->sql; *s != '\0'; s++) {
		bool start = s == c->sql || !(isalnum((unsigned char)s[-1]) || s[-1] == '_' || s[-1] == '.');
		if (start && s[0] == 't' && s[1] == '.')
			write_alias(b, part);
		else
			buf_put(b, *s);
	}
}

static void write_part(struct buf *b, const struct shape *s, int p, const char *cast)
{
	const struct shape_part *part = &s->parts[p];
	for (int i = 0; i < part->count; i++) {
		const struct column *c = &part->table->columns[part->columns[i]];
		if (part->first + i > 0)
			buf_put(b, ',');
		if (p == 0)
			buf_puts(b, c->sql);
		else
			write_column(b, c, p);
		if (cast != NULL)
			buf_puts(b, cast);
	}
}

/* The policies say so too; said here, it is a condition on the index */
static void write_same_agency(struct buf *b, const struct shape *s, int p)
{
	const struct shape_part *part = &s->parts[p];
	if (part->table->resource->global || s->parts[part->parent].table->resource->global)
		return;
	buf_printf(b, " and i%d.agency_id = ", p);
	write_alias(b, part->parent);
	buf_lit(b, ".agency_id");
}

static void write_live(struct buf *b, const struct shape *s, int p)
{
	if (s->parts[p].table->resource->keeps_deleted)
		buf_printf(b, " and i%d.deleted_at is null", p);
}

static void write_joins(struct buf *b, const struct shape *s, int source)
{
	for (int p = source + 1; p < s->part_count; p++) {
		const struct shape_part *part = &s->parts[p];
		if (part->source != source)
			continue;
		buf_printf(b, " left join public.%s i%d on i%d.id = ", part->table->resource->name, p, p);
		write_alias(b, part->parent);
		buf_printf(b, ".%s", part->relation.field);
		write_same_agency(b, s, p);
		write_live(b, s, p);
	}
}

/* As a list has it: nulls last, and the id breaks ties. */
static void write_order(struct buf *b, const struct shape_part *part, int p)
{
	bool descending = *part->relation.sort == '-';
	const char *name = part->relation.sort + descending, *down = descending ? " desc" : "";
	const struct field *f = part->table->columns[table_column(part->table, name)].field;
	buf_printf(b, " order by i%d.%s%s%s, i%d.id%s", p, name, down, descending && field_nullable(f) ? " nulls last" : "", p, down);
}

static void write_source(struct buf *b, const struct shape *s, int source, const char *cast);

static void write_array(struct buf *b, const struct shape *s, int p)
{
	const struct shape_part *part = &s->parts[p];
	buf_lit(b, "(select array_agg(x.r) from (select array[");
	write_source(b, s, p, "::text");
	buf_printf(b, "] from public.%s i%d", part->table->resource->name, p);
	write_joins(b, s, p);
	buf_printf(b, " where i%d.%s = ", p, part->relation.field);
	write_alias(b, part->parent);
	buf_lit(b, ".id");
	write_same_agency(b, s, p);
	write_live(b, s, p);
	write_order(b, part, p);
	buf_printf(b, " limit %d) x(r))", SHAPE_MOST_MANY + 1);
}

static void write_source(struct buf *b, const struct shape *s, int source, const char *cast)
{
	for (int p = source; p < s->part_count; p++) {
		if (s->parts[p].source == source) {
			write_part(b, s, p, cast);
		} else if (is_array_of(s, p, source)) {
			buf_put(b, ',');
			write_array(b, s, p);
		}
	}
}

void shape_select(struct buf *b, const struct shape *s)
{
	write_source(b, s, 0, NULL);
}

void shape_joins(struct buf *b, const struct shape *s)
{
	write_joins(b, s, 0);
}
