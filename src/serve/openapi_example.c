/* SPDX-License-Identifier: Apache-2.0 */
/* Examples from field rows: the field's own, or one that its type and form make believable. */
#include "serve/openapi_schema.h"

#include <string.h>

#include "rest/format.h"

static void write_object(struct json_out *o, const struct field *fields, enum schema_use use);

static void write_by_type(struct json_out *o, const struct field *f, enum schema_use use)
{
	switch (f->type) {
	case FIELD_ID:
		json_out_string(o, "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e");
		break;
	case FIELD_TEXT:
		json_out_string(o, f->format == FORMAT_NONE ? f->name : format_row(f->format)->example);
		break;
	case FIELD_INT:
	case FIELD_DECIMAL:
		json_out_int(o, f->least > 0 ? (int64_t)f->least : f->most > 0 || f->most == f->least);
		break;
	case FIELD_BOOL:
		json_out_bool(o, true);
		break;
	case FIELD_TIME:
		json_out_string(o, "2026-05-12T09:30:00Z");
		break;
	case FIELD_DATE:
		json_out_string(o, "2026-05-12");
		break;
	case FIELD_CHOICE:
		json_out_string_n(o, f->choices, strcspn(f->choices, "|"));
		break;
	case FIELD_I18N:
		json_out_raw(o, "{\"en\":\"text\",\"fr\":\"texte\"}", strlen("{\"en\":\"text\",\"fr\":\"texte\"}"));
		break;
	case FIELD_TEXTS:
		json_out_raw(o, "[\"text\"]", strlen("[\"text\"]"));
		break;
	case FIELD_LIST:
		json_out_open(o, '[');
		if (f->fields != NULL)
			write_object(o, f->fields, use);
		json_out_close(o, ']');
		break;
	case FIELD_OBJECT:
	case FIELD_JSON:
	case FIELD_END:
	case FIELD_TYPE_COUNT:
		write_object(o, f->fields, use);
		break;
	}
}

void schema_write_field_example(struct json_out *o, const struct field *f, enum schema_use use)
{
	if (f->example != NULL)
		json_out_raw(o, f->example, strlen(f->example));
	else
		write_by_type(o, f, use);
}

/* What is sent says what matters: nothing that is null, and no record that the reader does not have. */
static bool worth_sending(const struct field *f)
{
	if (f->flags & FIELD_REQUIRED)
		return true;
	return f->type != FIELD_ID && (f->example == NULL || strcmp(f->example, "null") != 0);
}

/* A change names what changes: the first few. */
enum { CHANGES = 3 };

static void write_object(struct json_out *o, const struct field *fields, enum schema_use use)
{
	int left = use == SCHEMA_UPDATE ? CHANGES : -1;
	bool sent = use != SCHEMA_ANSWER && use != SCHEMA_RESPONSE;
	json_out_open(o, '{');
	for (const struct field *f = fields; f != NULL && f->type != FIELD_END && left != 0; f++) {
		if (!schema_shows(f, use) || (sent && !worth_sending(f)))
			continue;
		json_out_name(o, f->name);
		schema_write_field_example(o, f, use);
		left--;
	}
	json_out_close(o, '}');
}

void schema_write_example(struct json_out *o, const struct field *fields, enum schema_use use)
{
	write_object(o, fields, use);
}
