/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/csv.h"

#include <stdbool.h>
#include <string.h>

#include "base/json_out.h"
#include "base/jvalue.h"
#include "db/rows.h"
#include "rest/field_type.h"
#include "rest/shape.h"

static bool is_number(const char *s, size_t n)
{
	size_t i = n > 0 && (*s == '+' || *s == '-'), digits = 0;
	for (; i < n && ((s[i] >= '0' && s[i] <= '9') || s[i] == '.'); i++)
		digits += s[i] != '.';
	return i == n && digits > 0;
}

static bool is_formula(const char *s, size_t n)
{
	return n > 0 && memchr("=+-@\t\r", *s, 6) != NULL && !is_number(s, n);
}

static bool needs_quotes(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == ',' || s[i] == '"' || s[i] == '\r' || s[i] == '\n')
			return true;
	return n > 0 && (s[0] == ' ' || s[n - 1] == ' ');
}

void csv_write_text(struct buf *b, const char *s, size_t n)
{
	bool quotes = needs_quotes(s, n);
	if (quotes)
		buf_put(b, '"');
	if (is_formula(s, n))
		buf_put(b, '\'');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			buf_put(b, '"');
		buf_put(b, s[i]);
	}
	if (quotes)
		buf_put(b, '"');
}

/* The text of a JSON string, nothing for null, and all else as it is. */
static void write_json(struct buf *b, const struct buf *json)
{
	const struct jvalue *v;
	struct json_fault fault;
	if (json->data[0] != '"') {
		if (json->size != 4 || memcmp(json->data, "null", 4) != 0)
			csv_write_text(b, json->data, json->size);
	} else if (jvalue_parse(json->arena, json->data, json->size, &v, &fault) == 0) {
		csv_write_text(b, jvalue_string(v), jvalue_string_size(v));
	}
}

static void write_cell(struct buf *b, const struct field *f, const char *text, size_t n, const struct conf *conf, struct arena *scratch)
{
	bool plain = f->render == NULL && (f->type == FIELD_TEXT || f->type == FIELD_CHOICE || f->type == FIELD_ID ||
					   f->type == FIELD_INT || f->type == FIELD_DECIMAL);
	struct buf json;
	if (text == NULL)
		return;
	if (plain) {
		csv_write_text(b, text, n);
		return;
	}
	buf_init(&json, scratch, n + 64);
	struct json_out o = json_out(&json);
	if (f->render != NULL)
		f->render(&o, text, conf);
	else
		field_write(&json, f->type, text, n);
	write_json(b, &json);
}

void csv_write_names(struct buf *b, const struct shape *s)
{
	const struct shape_part *part = &s->parts[0];
	for (int i = 0; i < part->count; i++) {
		buf_puts(b, i == 0 ? "" : ",");
		buf_puts(b, part->table->columns[part->columns[i]].field->name);
	}
	buf_lit(b, "\r\n");
}

void csv_write_row(struct buf *b, const struct shape *s, const struct rows *rows, int row, const struct conf *conf,
		   struct arena *scratch)
{
	const struct shape_part *part = &s->parts[0];
	for (int i = 0; i < part->count; i++) {
		size_t n;
		const char *text = rows_value(rows, row, i, &n);
		buf_puts(b, i == 0 ? "" : ",");
		write_cell(b, part->table->columns[part->columns[i]].field, text, n, conf, scratch);
	}
	buf_lit(b, "\r\n");
}
