/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/answer.h"

#include "base/json_out.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/field_type.h"

static void write_members(struct json_out *o, const struct call *c, const struct rows *rows, int row, const struct field *fields)
{
	for (int i = 0; fields[i].type != FIELD_END; i++) {
		json_out_name(o, fields[i].name);
		bool null = rows_is_null(rows, row, i);
		if (fields[i].render != NULL) {
			fields[i].render(o, null ? NULL : rows_text(rows, row, i), c->conf);
		} else if (null) {
			json_out_null(o);
		} else {
			field_write(o->buf, fields[i].type, rows_text(rows, row, i), rows_size(rows, row, i));
			o->comma = true;
		}
	}
}

static void write_row(struct json_out *o, const struct call *c, const struct rows *rows, int row, const struct field *fields)
{
	json_out_open(o, '{');
	write_members(o, c, rows, row, fields);
	json_out_close(o, '}');
}

void answer_members(struct json_out *o, const struct call *c, int index, const struct field *fields)
{
	write_members(o, c, tx_rows(c->tx, index), 0, fields);
}

void answer_member(struct json_out *o, const struct call *c, const char *name, int index, const struct field *fields)
{
	const struct rows *rows = tx_rows(c->tx, index);
	json_out_name(o, name);
	json_out_open(o, '[');
	for (int i = 0; i < rows_count(rows); i++)
		write_row(o, c, rows, i, fields);
	json_out_close(o, ']');
}

void answer_object(struct call *c, int index, const struct field *fields)
{
	struct json_out o = json_out(&c->response->body);
	write_row(&o, c, tx_rows(c->tx, index), 0, fields);
}

void answer_rows(struct call *c, int index, const struct field *fields)
{
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	answer_member(&o, c, "data", index, fields);
	json_out_close(&o, '}');
}
