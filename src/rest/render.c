/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/render.h"

#include "base/buf.h"
#include "base/json_out.h"
#include "db/rows.h"
#include "rest/field_type.h"
#include "rest/grid.h"

/* Where a row's values are: in a row of the result, or of a relation to many. */
struct source {
	const struct rows *rows;
	int row;
	const struct grid_cell *cells; /* NULL: in the result */
	const struct conf *conf;
};

static const char *value_of(const struct source *src, int column, size_t *size)
{
	if (src->cells == NULL)
		return rows_value(src->rows, src->row, column, size);
	*size = src->cells[column].size;
	return src->cells[column].text;
}

static void write_rendered(struct buf *b, const struct field *f, const char *text, const struct source *src)
{
	struct json_out o = json_out(b);
	if (src->conf == NULL)
		buf_printf(b, "%c%s %s%c", RENDER_HOLE, rows_text(src->rows, src->row, 0), f->name, RENDER_HOLE);
	else
		f->render(&o, text, src->conf);
}

static void write_value(struct buf *b, const struct field *f, const char *text, size_t size, const struct source *src)
{
	if (f->render != NULL)
		write_rendered(b, f, text, src);
	else if (text == NULL)
		buf_lit(b, "null");
	else
		field_write(b, f->type, text, size);
}

static void write_relation(struct buf *b, const struct shape *s, int p, const struct source *src);

static void write_object(struct buf *b, const struct shape *s, int p, const struct source *src)
{
	const struct shape_part *part = &s->parts[p];
	const struct source from = *src; /* in registers */
	buf_put(b, '{');
	for (int i = 0; i < part->count; i++) {
		const struct column *c = &part->table->columns[part->columns[i]];
		size_t size;
		/* every key is kept with its comma; the first goes without */
		buf_write(b, c->key + (i == 0), c->key_size - (i == 0));
		const char *text = value_of(&from, part->first + i, &size);
		write_value(b, c->field, text, size, &from);
	}
	for (int child = p + 1; child < s->part_count; child++)
		if (s->parts[child].parent == p)
			write_relation(b, s, child, src);
	buf_put(b, '}');
}

static void write_many(struct buf *b, const struct shape *s, int p, const struct source *src)
{
	const struct shape_part *part = &s->parts[p];
	const struct grid_cell *cells = NULL;
	size_t size;
	const char *text = value_of(src, part->array, &size);
	int n = grid_read(b->arena, text, size, part->width, &cells), shown = n > SHAPE_MOST_MANY ? SHAPE_MOST_MANY : n;
	buf_lit(b, "{\"data\":[");
	for (int i = 0; i < shown; i++) {
		struct source row = {src->rows, src->row, cells + i * part->width, src->conf};
		if (i > 0)
			buf_put(b, ',');
		write_object(b, s, p, &row);
	}
	buf_printf(b, "],\"has_more\":%s}", n > shown ? "true" : "false");
}

static void write_relation(struct buf *b, const struct shape *s, int p, const struct source *src)
{
	const struct shape_part *part = &s->parts[p];
	size_t size;
	buf_printf(b, ",\"%s\":", part->relation.name);
	if (part->relation.many)
		write_many(b, s, p, src);
	/* an included row always shows its id first: none, none */
	else if (value_of(src, part->first, &size) == NULL)
		buf_lit(b, "null");
	else
		write_object(b, s, p, src);
}

void render_row(struct buf *b, const struct shape *s, const struct rows *rows, int row, const struct conf *conf)
{
	struct source src = {rows, row, NULL, conf};
	write_object(b, s, 0, &src);
}
