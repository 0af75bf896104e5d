/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/render.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "db/rows.h"
#include "rest/field_type.h"

static void write_value(struct buf *b, const struct field *f, const struct rows *rows, int row, int column,
			const struct conf *conf)
{
	size_t size;
	const char *text = rows_value(rows, row, column, &size);
	if (f->render != NULL && conf == NULL) {
		buf_printf(b, "%c%s%c", RENDER_HOLE, f->name, RENDER_HOLE);
	} else if (f->render != NULL) {
		struct json_out o = json_out(b);
		f->render(&o, text, conf);
	} else if (text == NULL) {
		buf_lit(b, "null");
	} else {
		field_write(b, f->type, text, size);
	}
}

static void write_part(struct buf *b, const struct shape_part *part, const struct rows *rows, int row,
		       const struct conf *conf)
{
	buf_put(b, '{');
	for (int i = 0; i < part->count; i++) {
		const struct column *c = &part->table->columns[part->columns[i]];
		/* every key is kept with its comma; the first goes without */
		buf_write(b, c->key + (i == 0), c->key_size - (i == 0));
		write_value(b, c->field, rows, row, part->first + i, conf);
	}
	buf_put(b, '}');
}

void render_row(struct buf *b, const struct shape *s, const struct rows *rows, int row, const struct conf *conf)
{
	write_part(b, &s->parts[0], rows, row, conf);
	for (int p = 1; p < s->part_count; p++) {
		const struct shape_part *part = &s->parts[p];
		b->size--; /* the brace goes behind what is included */
		buf_lit(b, ",\"");
		buf_puts(b, part->include->name);
		buf_lit(b, "\":");
		/* an included row always shows its id first: none, none */
		if (rows_is_null(rows, row, part->first))
			buf_lit(b, "null");
		else
			write_part(b, part, rows, row, conf);
		buf_put(b, '}');
	}
}
