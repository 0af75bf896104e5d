/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi_part.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "rest/field_type.h"
#include "rest/table.h"
#include "serve/openapi_schema.h"
#include "serve/router.h"

void openapi_write_parameter(struct json_out *o, const char *name, const char *in, bool needed, const char *doc,
			     const char *schema, const char *example)
{
	json_out_open(o, '{');
	json_out_member(o, "name", name);
	json_out_member(o, "in", in);
	json_out_member_bool(o, "required", needed);
	json_out_member(o, "description", doc);
	json_out_member_raw(o, "schema", schema);
	if (example != NULL)
		json_out_member_raw(o, "example", example);
	json_out_close(o, '}');
}

static void write_path_parameters(struct json_out *o, const struct route *r)
{
	for (int i = 0; i < r->segment_count; i++) {
		const char *s = r->segments[i];
		if (s[0] != '{')
			continue;
		if (strcmp(s, "{change}") == 0) {
			openapi_write_parameter(o, "change", "path", true, "The change's id, as its history tells it.",
						"{\"type\":\"string\",\"pattern\":\"^[0-9]{1,18}$\"}", "\"48211\"");
			continue;
		}
		bool ref = strcmp(s, "{external_ref}") == 0;
		openapi_write_parameter(o, arena_strndup(o->buf->arena, s + 1, strlen(s) - 2), "path", true,
				ref ? "Your own id for it, percent-encoded: a slash as %2F; not a dot or two alone." : "The record's id.",
				ref ? "{\"type\":\"string\",\"minLength\":1,\"maxLength\":120}"
				    : "{\"type\":\"string\",\"format\":\"uuid\"}",
				ref ? "\"crm-4711\"" : "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\"");
	}
}

static void write_shared(struct json_out *o, const char *name)
{
	const char *ref = openapi_reference(o, "parameters", name);
	json_out_raw(o, ref, strlen(ref));
}

/* As a parameter: never null, and nothing about who may write it. */
static const char *parameter_schema(struct json_out *o, const struct field *f)
{
	struct buf schema;
	buf_init(&schema, o->buf->arena, 128);
	struct json_out s = json_out(&schema);
	struct field plain = *f;
	plain.doc = plain.example = NULL;
	plain.flags |= FIELD_NOT_NULL;
	plain.flags &= ~(unsigned)FIELD_READ_ONLY;
	schema_write_field(&s, &plain, SCHEMA_ANSWER);
	return buf_text(&schema);
}

static const char *parameter_example(struct json_out *o, const struct field *f)
{
	struct buf example;
	buf_init(&example, o->buf->arena, 128);
	struct json_out e = json_out(&example);
	struct field plain = *f;
	if (f->example != NULL && strcmp(f->example, "null") == 0)
		plain.example = NULL;
	schema_write_field_example(&e, &plain, SCHEMA_ANSWER);
	return buf_text(&example);
}

static void write_filter(struct json_out *o, const struct field *f, const char *operator, const char *doc, const char *schema,
			 const char *example)
{
	openapi_write_parameter(o, arena_printf(o->buf->arena, "%s%s", f->name, operator), "query", false, doc, schema, example);
}

#define TEXT "{\"type\":\"string\"}"

/* Of a member's id and of a time there is a second way to say it, which means another each day or for each person. */
static const char *either(struct json_out *o, const char *type, const char *other)
{
	return arena_printf(o->buf->arena, "{\"anyOf\":[%s,%s]}", type, other);
}

static void write_field_filters(struct json_out *o, const struct field *f)
{
	const char *type = parameter_schema(o, f), *example = parameter_example(o, f);
	bool member = f->type == FIELD_ID && f->target != NULL && strcmp(f->target, "users") == 0;
	if (f->flags & FIELD_FILTER && member)
		write_filter(o, f, "", "Equal to this; me: the caller.", either(o, type, "{\"const\":\"me\"}"), example);
	if (f->flags & FIELD_FILTER && f->type == FIELD_TIME)
		type = either(o, type, "{\"type\":\"string\",\"pattern\":\"^-?P[0-9]{1,4}D$\",\"description\":\"-P7D: the beginning of the day a week ago, in UTC.\"}");
	if (f->flags & FIELD_FILTER) {
		if (!member)
			write_filter(o, f, "", "Equal to this.", type, example);
		write_filter(o, f, "[in]", "One of these, separated by commas.", TEXT, NULL);
	}
	if (f->flags & FIELD_FILTER && field_ordered(f)) {
		write_filter(o, f, "[gte]", "At least this.", type, example);
		write_filter(o, f, "[lte]", "At most this.", type, example);
		write_filter(o, f, "[gt]", "More than this.", type, example);
		write_filter(o, f, "[lt]", "Less than this.", type, example);
	}
	if (f->flags & FIELD_FILTER && field_nullable(f))
		write_filter(o, f, "[null]", "Without a value (true) or with one.", "{\"type\":\"boolean\"}", "false");
	if (f->flags & FIELD_SEARCHED && f->type == FIELD_TEXTS)
		write_filter(o, f, "[contains]", "Has all of these, separated by commas.", TEXT, NULL);
	else if (f->flags & FIELD_SEARCHED)
		write_filter(o, f, "[like]", "Has this text in it.", TEXT, NULL);
}

static bool has_relations(const struct table *t)
{
	struct relation first;
	return table_relation(t, 0, &first);
}

/* A file has all rows, without pages and with nothing included; a card has no fields to choose. */
static void write_list_parameters(struct json_out *o, const struct route *r)
{
	static const char *const shared[] = {"limit", "cursor", "page", "count", "sort", "fields"};
	const struct table *t = r->table;
	bool flat = route_is_export(r);
	for (size_t i = flat ? 4 : 0; i < (r->operation == ROUTE_CARDS ? 5 : sizeof shared / sizeof shared[0]); i++)
		write_shared(o, shared[i]);
	if (!flat && has_relations(t))
		write_shared(o, "include");
	if (t->resource->search != NULL)
		write_shared(o, "q");
	if (t->resource->keeps_deleted)
		write_shared(o, "deleted");
	if (t->resource->views)
		write_shared(o, "view");
	for (int i = 0; i < t->count; i++)
		write_field_filters(o, t->columns[i].field);
}

void openapi_write_parameters(struct json_out *o, const struct route *r)
{
	json_out_name(o, "parameters");
	json_out_open(o, '[');
	write_path_parameters(o, r);
	if (r->operation == ROUTE_LIST || route_is_export(r))
		write_list_parameters(o, r);
	if (r->operation == ROUTE_CARDS || r->operation == ROUTE_CARD)
		openapi_write_parameter(o, "version", "query", false, "Of vCard: 4.0 unless given.", "{\"type\":\"string\",\"enum\":[\"3.0\",\"4.0\"]}",
					"\"3.0\"");
	if (r->operation == ROUTE_READ) {
		write_shared(o, "fields");
		if (has_relations(r->table))
			write_shared(o, "include");
		if (r->table->resource->keeps_deleted)
			write_shared(o, "deleted");
		write_shared(o, "If-None-Match");
	}
	if (r->operation == ROUTE_HISTORY) {
		write_shared(o, "limit");
		write_shared(o, "cursor");
	}
	if (r->operation == ROUTE_UPDATE || r->operation == ROUTE_REMOVE || r->operation == ROUTE_REVERT)
		write_shared(o, "If-Match");
	if (r->operation == ROUTE_BY_REF) {
		write_shared(o, "If-Match");
		openapi_write_parameter(o, "If-None-Match", "header", false, "*: only if there is no such record, else 412.",
					"{\"type\":\"string\",\"enum\":[\"*\"]}", "\"*\"");
	}
	if (r->action != NULL && r->action->problems & PROBLEM_BIT(STALE_VERSION))
		write_shared(o, "If-Match");
	if (r->action != NULL && r->action->query != NULL)
		for (const struct field *f = r->action->query; f->type != FIELD_END; f++)
			openapi_write_parameter(o, f->name, "query", (f->flags & FIELD_REQUIRED) != 0, f->doc, parameter_schema(o, f),
						parameter_example(o, f));
	if (!(r->flags & ACTION_PUBLIC))
		write_shared(o, "Agency-Id");
	if (route_is_one_write(r)) {
		write_shared(o, "dry_run");
		write_shared(o, "Idempotency-Key");
	}
	json_out_close(o, ']');
}
