/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi_part.h"

#include <string.h>

#include "base/arena.h"
#include "rest/field_type.h"
#include "rest/table.h"
#include "serve/openapi_schema.h"
#include "serve/router.h"

void openapi_write_parameter(struct json_out *o, const char *name, const char *in, bool needed, const char *doc,
			    const char *schema)
{
	json_out_open(o, '{');
	json_out_member(o, "name", name);
	json_out_member(o, "in", in);
	json_out_member_bool(o, "required", needed);
	json_out_member(o, "description", doc);
	json_out_member_raw(o, "schema", schema);
	json_out_close(o, '}');
}

static void write_path_parameters(struct json_out *o, const struct route *r)
{
	for (int i = 0; i < r->segment_count; i++) {
		const char *s = r->segments[i];
		if (s[0] != '{')
			continue;
		bool ref = strcmp(s, "{external_ref}") == 0;
		openapi_write_parameter(o, arena_strndup(o->buf->arena, s + 1, strlen(s) - 2), "path", true,
				ref ? "Your own id for it, percent-encoded: a slash as %2F; not a dot or two alone." : "The record's id.",
				ref ? "{\"type\":\"string\",\"minLength\":1,\"maxLength\":120}"
				    : "{\"type\":\"string\",\"format\":\"uuid\"}");
	}
}

static void write_shared(struct json_out *o, const char *name)
{
	const char *ref = openapi_reference(o, "parameters", name);
	json_out_raw(o, ref, strlen(ref));
}

static void write_field_filters(struct json_out *o, const struct field *f)
{
	struct arena *a = o->buf->arena;
	struct buf schema;
	buf_init(&schema, a, 128);
	struct json_out s = json_out(&schema);
	struct field plain = *f;
	plain.doc = plain.example = NULL;
	plain.flags |= FIELD_NOT_NULL;
	plain.flags &= ~(unsigned)FIELD_READ_ONLY;
	schema_write_field(&s, &plain, SCHEMA_ANSWER);
	const char *type = buf_text(&schema);
	if (f->flags & FIELD_FILTER) {
		openapi_write_parameter(o, f->name, "query", false, "Equal to this.", type);
		openapi_write_parameter(o, arena_printf(a, "%s[in]", f->name), "query", false, "One of these, separated by commas.",
				"{\"type\":\"string\"}");
	}
	if (f->flags & FIELD_FILTER && field_ordered(f)) {
		openapi_write_parameter(o, arena_printf(a, "%s[gte]", f->name), "query", false, "At least this.", type);
		openapi_write_parameter(o, arena_printf(a, "%s[lte]", f->name), "query", false, "At most this.", type);
		openapi_write_parameter(o, arena_printf(a, "%s[gt]", f->name), "query", false, "More than this.", type);
		openapi_write_parameter(o, arena_printf(a, "%s[lt]", f->name), "query", false, "Less than this.", type);
	}
	if (f->flags & FIELD_FILTER && field_nullable(f))
		openapi_write_parameter(o, arena_printf(a, "%s[null]", f->name), "query", false, "Without a value (true) or with one.",
				"{\"type\":\"boolean\"}");
	if (f->flags & FIELD_SEARCHED)
		openapi_write_parameter(o, arena_printf(a, "%s[%s]", f->name, f->type == FIELD_TEXTS ? "contains" : "like"), "query",
				false, f->type == FIELD_TEXTS ? "Has all of these, separated by commas." : "Has this text in it.",
				"{\"type\":\"string\"}");
}

static void write_list_parameters(struct json_out *o, const struct table *t)
{
	static const char *const shared[] = {"limit", "cursor", "page", "count", "sort", "fields"};
	for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
		write_shared(o, shared[i]);
	if (t->resource->includes != NULL)
		write_shared(o, "include");
	if (t->resource->search != NULL)
		write_shared(o, "q");
	if (t->resource->keeps_deleted)
		write_shared(o, "deleted");
	for (int i = 0; i < t->count; i++)
		write_field_filters(o, t->columns[i].field);
}

void openapi_write_parameters(struct json_out *o, const struct route *r)
{
	json_out_name(o, "parameters");
	json_out_open(o, '[');
	write_path_parameters(o, r);
	if (r->operation == ROUTE_LIST)
		write_list_parameters(o, r->table);
	if (r->operation == ROUTE_READ) {
		write_shared(o, "fields");
		if (r->table->resource->includes != NULL)
			write_shared(o, "include");
		if (r->table->resource->keeps_deleted)
			write_shared(o, "deleted");
		write_shared(o, "If-None-Match");
	}
	if (r->operation == ROUTE_UPDATE || r->operation == ROUTE_REMOVE)
		write_shared(o, "If-Match");
	if (r->action != NULL && r->action->query != NULL)
		for (const struct field *f = r->action->query; f->type != FIELD_END; f++)
			openapi_write_parameter(o, f->name, "query", (f->flags & FIELD_REQUIRED) != 0, f->doc, "{\"type\":\"string\"}");
	if (!(r->flags & ACTION_PUBLIC)) {
		write_shared(o, "Agency-Id");
		if (route_is_one_write(r)) {
			write_shared(o, "dry_run");
			write_shared(o, "Idempotency-Key");
		}
	}
	json_out_close(o, ']');
}
