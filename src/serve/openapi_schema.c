/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi_schema.h"

#include <string.h>

#include "rest/field_type.h"
#include "rest/format.h"

bool schema_shows(const struct field *f, enum schema_use use)
{
	switch (use) {
	case SCHEMA_ANSWER:
	case SCHEMA_RESPONSE:
		return !(f->flags & FIELD_WRITE_ONLY);
	case SCHEMA_UPDATE:
		return !(f->flags & (FIELD_READ_ONLY | FIELD_CREATE_ONLY));
	case SCHEMA_CREATE:
	case SCHEMA_REQUEST:
		break;
	}
	return !(f->flags & FIELD_READ_ONLY);
}

static bool can_be_null(const struct field *f)
{
	return !(f->flags & (FIELD_NOT_NULL | FIELD_REQUIRED)) && f->type != FIELD_I18N && f->type != FIELD_TEXTS &&
	       f->type != FIELD_LIST;
}

static void write_type(struct json_out *o, const struct field *f)
{
	const char *type = field_json_type(f->type);
	json_out_name(o, "type");
	if (!can_be_null(f)) {
		json_out_string(o, type);
		return;
	}
	json_out_open(o, '[');
	json_out_string(o, type);
	json_out_string(o, "null");
	json_out_close(o, ']');
}

static void write_choices(struct json_out *o, const struct field *f)
{
	json_out_name(o, "enum");
	json_out_open(o, '[');
	for (const char *c = f->choices; *c != '\0';) {
		size_t n = strcspn(c, "|");
		json_out_string_n(o, c, n);
		c += n + (c[n] == '|');
	}
	if (can_be_null(f))
		json_out_null(o);
	json_out_close(o, ']');
}

static void write_number(struct json_out *o, const char *name, double v)
{
	json_out_name(o, name);
	o->comma = true;
	buf_printf(o->buf, "%.15g", v);
}

static void write_bounds(struct json_out *o, const struct field *f, enum schema_use use)
{
	bool text = f->type == FIELD_TEXT, list = f->type == FIELD_TEXTS || f->type == FIELD_LIST;
	if (f->least == 0 && f->most == 0)
		return;
	/* what is stored may be older than a bound */
	if (text && (f->least > 0 && use != SCHEMA_ANSWER))
		write_number(o, "minLength", f->least);
	if (text && f->most > 0)
		write_number(o, "maxLength", f->most);
	if (list && f->most > 0)
		write_number(o, "maxItems", f->most);
	if (f->type == FIELD_INT || f->type == FIELD_DECIMAL) {
		write_number(o, "minimum", f->least);
		write_number(o, "maximum", f->most);
	}
}

static void write_contents(struct json_out *o, const struct field *f, enum schema_use use)
{
	if (f->type == FIELD_TEXTS) {
		json_out_member_raw(o, "items", "{\"type\":\"string\",\"maxLength\":80}");
	} else if (f->type == FIELD_I18N) {
		json_out_name(o, "additionalProperties");
		json_out_open(o, '{');
		json_out_member_raw(o, "type", use == SCHEMA_UPDATE ? "[\"string\",\"null\"]" : "\"string\"");
		if (f->most > 0)
			write_number(o, "maxLength", f->most);
		json_out_close(o, '}');
	} else if (f->type == FIELD_LIST && f->fields != NULL) {
		json_out_name(o, "items");
		schema_write_object(o, f->fields, use, NULL, NULL);
	} else if (f->type == FIELD_LIST) {
		json_out_member_raw(o, "items", "{\"type\":\"object\",\"additionalProperties\":true}");
	} else if (f->type == FIELD_JSON || (f->type == FIELD_OBJECT && f->fields == NULL)) {
		json_out_member_raw(o, "additionalProperties", "true");
	}
}

void schema_write_field(struct json_out *o, const struct field *f, enum schema_use use)
{
	if (f->type == FIELD_OBJECT && f->fields != NULL && !can_be_null(f)) {
		schema_write_object(o, f->fields, use, f->doc, NULL);
		return;
	}
	if (f->type == FIELD_OBJECT && f->fields != NULL) {
		json_out_open(o, '{');
		if (f->doc != NULL)
			json_out_member(o, "description", f->doc);
		json_out_name(o, "anyOf");
		json_out_open(o, '[');
		schema_write_object(o, f->fields, use, f->doc, NULL);
		json_out_raw(o, "{\"type\":\"null\"}", strlen("{\"type\":\"null\"}"));
		json_out_close(o, ']');
		json_out_close(o, '}');
		return;
	}
	json_out_open(o, '{');
	write_type(o, f);
	if (f->type == FIELD_ID)
		json_out_member(o, "format", "uuid");
	if (f->type == FIELD_TIME)
		json_out_member(o, "format", "date-time");
	if (f->type == FIELD_DATE)
		json_out_member(o, "format", "date");
	if (f->format != FORMAT_NONE) {
		const char *form = format_row(f->format)->schema;
		json_out_raw(o, form, strlen(form));
	}
	if (f->type == FIELD_CHOICE)
		write_choices(o, f);
	write_bounds(o, f, use);
	write_contents(o, f, use);
	if (f->flags & FIELD_READ_ONLY && use == SCHEMA_ANSWER)
		json_out_member_bool(o, "readOnly", true);
	if (f->doc != NULL)
		json_out_member(o, "description", f->doc);
	if (f->example != NULL) {
		json_out_name(o, "examples");
		json_out_open(o, '[');
		json_out_raw(o, f->example, strlen(f->example));
		json_out_close(o, ']');
	}
	json_out_close(o, '}');
}

static bool required(const struct field *f, enum schema_use use)
{
	if (use == SCHEMA_RESPONSE)
		return true;
	if (use == SCHEMA_ANSWER)
		return strcmp(f->name, "id") == 0; /* `fields` may leave out all others */
	return use != SCHEMA_UPDATE && f->flags & FIELD_REQUIRED;
}

static void write_required(struct json_out *o, const struct field *fields, enum schema_use use)
{
	bool any = false;
	for (const struct field *f = fields; f->type != FIELD_END; f++) {
		if (!schema_shows(f, use) || !required(f, use))
			continue;
		if (!any) {
			json_out_name(o, "required");
			json_out_open(o, '[');
		}
		any = true;
		json_out_string(o, f->name);
	}
	if (any)
		json_out_close(o, ']');
}

void schema_write_object(struct json_out *o, const struct field *fields, enum schema_use use, const char *doc,
			 const char *extra)
{
	json_out_open(o, '{');
	json_out_member(o, "type", "object");
	if (doc != NULL)
		json_out_member(o, "description", doc);
	json_out_name(o, "properties");
	json_out_open(o, '{');
	for (const struct field *f = fields; f->type != FIELD_END; f++) {
		if (!schema_shows(f, use))
			continue;
		json_out_name(o, f->name);
		schema_write_field(o, f, use);
	}
	if (extra != NULL)
		json_out_raw(o, extra, strlen(extra));
	json_out_close(o, '}');
	write_required(o, fields, use);
	/* what is sent must be known; what is answered may grow */
	if (use == SCHEMA_CREATE || use == SCHEMA_UPDATE || use == SCHEMA_REQUEST)
		json_out_member_bool(o, "additionalProperties", false);
	json_out_close(o, '}');
}
