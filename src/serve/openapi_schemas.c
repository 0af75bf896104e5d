/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas of the components, and for each an example under the same name. */
#include "serve/openapi_part.h"

#include <string.h>

#include "base/arena.h"
#include "rest/bulk.h"
#include "rest/changeset.h"
#include "rest/shape.h"
#include "serve/openapi_schema.h"
#include "serve/router.h"

/* Writes a schema, or the example of it: `given`, unless that is NULL. */
typedef void writer(struct json_out *o, const char *name, const struct field *fields, enum schema_use use, const char *doc,
		    const char *given, const struct resource *r);

static void write_included(struct buf *b, struct json_out *o, const struct relation *x)
{
	const char *row = openapi_reference(o, "schemas", x->target->resource->schema);
	buf_printf(b, "%s\"%s\":", b->size > 0 ? "," : "", x->name);
	if (x->many)
		buf_printf(b, "{\"type\":\"object\",\"description\":\"With include=%s.\",\"required\":[\"data\",\"has_more\"],\"properties\":{"
			      "\"data\":{\"type\":\"array\",\"maxItems\":%d,\"items\":%s},\"has_more\":{\"type\":\"boolean\",\"description\":"
			      "\"Whether there are further rows; the list of %s with %s= has all.\"}}}",
			   x->name, SHAPE_MOST_MANY, row, x->target->resource->name, x->field);
	else
		buf_printf(b, "{\"anyOf\":[%s,{\"type\":\"null\"}],\"description\":\"With include=%s.\"}", row, x->name);
}

static const char *included(struct json_out *o, const struct resource *r)
{
	struct buf b;
	struct relation x;
	if (r == NULL)
		return NULL;
	buf_init(&b, o->buf->arena, 256);
	for (int i = 0; table_relation(table_find(r->name), i, &x); i++)
		write_included(&b, o, &x);
	return b.size > 0 ? buf_text(&b) : NULL;
}

static void write_schema(struct json_out *o, const char *name, const struct field *fields, enum schema_use use, const char *doc,
			 const char *given, const struct resource *r)
{
	(void)given;
	json_out_name(o, name);
	schema_write_object(o, fields, use, doc, use == SCHEMA_ANSWER ? included(o, r) : NULL);
}

static void write_example(struct json_out *o, const char *name, const struct field *fields, enum schema_use use, const char *doc,
			  const char *given, const struct resource *r)
{
	(void)doc;
	(void)r;
	json_out_name(o, name);
	json_out_open(o, '{');
	json_out_name(o, "value");
	if (given != NULL)
		json_out_raw(o, given, strlen(given));
	else
		schema_write_example(o, fields, use);
	json_out_close(o, '}');
}

static bool answers(const char *name)
{
	for (size_t i = 0; router_at(i) != NULL; i++)
		if (router_at(i)->action != NULL && router_at(i)->action->answers != NULL && strcmp(router_at(i)->action->answers, name) == 0)
			return true;
	return false;
}

static void each_of_resource(struct json_out *o, const struct resource *r, writer *write)
{
	struct arena *a = o->buf->arena;
	if (r->roles.list | r->roles.read | r->roles.create | r->roles.update || answers(r->schema))
		write(o, r->schema, r->fields, SCHEMA_ANSWER, r->doc, NULL, r);
	if (r->roles.create != 0)
		write(o, arena_printf(a, "%sCreate", r->schema), r->fields, SCHEMA_CREATE, r->doc, NULL, r);
	if (r->roles.update != 0)
		write(o, arena_printf(a, "%sUpdate", r->schema), r->fields, SCHEMA_UPDATE, r->doc, NULL, r);
}

static bool written_before(size_t index, const char *name)
{
	for (size_t i = 0; i < index; i++) {
		const struct action *a = router_at(i)->action;
		if (a != NULL && a->answers != NULL && a->response != NULL && strcmp(a->answers, name) == 0)
			return true;
	}
	return false;
}

static void each_of_action(struct json_out *o, size_t index, writer *write)
{
	const struct action *x = router_at(index)->action;
	if (x == NULL || x->flags & ACTION_HIDDEN)
		return;
	if (x->request != NULL)
		write(o, openapi_request_schema(o, router_at(index)), x->request, SCHEMA_REQUEST, x->summary, x->example, NULL);
	if (x->response == NULL || (x->answers != NULL && written_before(index, x->answers)))
		return;
	write(o, openapi_answer_schema(o, router_at(index)), x->response, SCHEMA_RESPONSE, x->summary, NULL, NULL);
}

static void each(struct json_out *o, writer *write)
{
	for (size_t i = 0; table_at(i) != NULL; i++)
		each_of_resource(o, table_at(i)->resource, write);
	for (size_t i = 0; router_at(i) != NULL; i++)
		each_of_action(o, i, write);
}

/* The resource whose rows a route answers as a list: "Property" for PropertyList. */
static const char *listed(const struct route *r)
{
	if (r->operation == ROUTE_LIST)
		return r->table->resource->schema;
	return r->action != NULL && r->action->answers_list && !(r->flags & ACTION_HIDDEN) ? r->action->answers : NULL;
}

static const char list_schema[] = "{\"type\":\"object\",\"required\":[\"data\"%s],\"properties\":{\"data\":{\"type\":\"array\",\"items\":%s}%s}}";

static void write_list_schema(struct json_out *o, const struct route *r, const char *row)
{
	bool pages = r->operation == ROUTE_LIST;
	const char *pagination = arena_printf(o->buf->arena, ",\"pagination\":%s", openapi_reference(o, "schemas", "Pagination"));
	json_out_member_raw(o, openapi_answer_schema(o, r),
			    arena_printf(o->buf->arena, list_schema, pages ? ",\"pagination\"" : "", openapi_reference(o, "schemas", row),
					 pages ? pagination : ""));
}

/* What a list shows unasked. */
static void write_summary(struct json_out *o, const struct table *t, bool whole)
{
	json_out_open(o, '{');
	for (const struct field *f = t->resource->fields; f->type != FIELD_END; f++) {
		if (!schema_shows(f, SCHEMA_ANSWER) || (!whole && f->flags & FIELD_DETAIL))
			continue;
		json_out_name(o, f->name);
		schema_write_field_example(o, f, SCHEMA_ANSWER);
	}
	json_out_close(o, '}');
}

static const struct table *table_of_schema(const char *schema)
{
	const struct table *t;
	for (size_t i = 0; (t = table_at(i)) != NULL; i++)
		if (strcmp(t->resource->schema, schema) == 0)
			break;
	return t;
}

static void write_list_example(struct json_out *o, const struct route *r, const char *row)
{
	const struct table *t = r->table != NULL ? r->table : table_of_schema(row);
	json_out_name(o, openapi_answer_schema(o, r));
	json_out_open(o, '{');
	json_out_name(o, "value");
	json_out_open(o, '{');
	json_out_name(o, "data");
	json_out_open(o, '[');
	if (t != NULL)
		write_summary(o, t, r->operation != ROUTE_LIST);
	json_out_close(o, ']');
	if (r->operation == ROUTE_LIST)
		json_out_member_raw(o, "pagination", "{\"limit\":25,\"next_cursor\":null,\"has_more\":false}");
	json_out_close(o, '}');
	json_out_close(o, '}');
}

void openapi_write_schemas(struct json_out *o)
{
	json_out_name(o, "schemas");
	json_out_open(o, '{');
	each(o, write_schema);
	const struct route *r;
	for (size_t i = 0; (r = router_at(i)) != NULL; i++) {
		const char *row = listed(r);
		if (row != NULL)
			write_list_schema(o, r, row);
	}
	write_schema(o, "Batch", changeset_fields, SCHEMA_REQUEST, "Changes of one table, each as a request of its own would be.", NULL, NULL);
	json_out_member_raw(o, "BatchResults",
			    "{\"type\":\"object\",\"required\":[\"results\"],\"properties\":{\"results\":{\"type\":\"array\",\"description\":"
			    "\"In the order of the operations.\",\"items\":{\"type\":\"object\",\"required\":[\"status\"],\"properties\":{"
			    "\"status\":{\"type\":\"integer\",\"description\":\"As of a request of its own.\"},"
			    "\"body\":{\"type\":\"object\",\"additionalProperties\":true,\"description\":\"The record as it is now; not after delete.\"},"
			    "\"problem\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}}");
	write_schema(o, "Bulk", bulk_fields, SCHEMA_REQUEST, "One change for many records: which, how many they are, and what becomes of them.", NULL, NULL);
	json_out_member_raw(o, "RecordHistory",
			    "{\"type\":\"object\",\"required\":[\"data\",\"pagination\"],\"properties\":{\"data\":{\"type\":\"array\",\"items\":{"
			    "\"type\":\"object\",\"required\":[\"id\",\"created_at\",\"action\",\"actor_id\",\"actor_name\",\"key_id\",\"request_id\",\"batch_id\",\"changes\"],"
			    "\"properties\":{"
			    "\"id\":{\"type\":\"string\",\"description\":\"Of the change: a whole number, greater than those of the changes before it.\"},"
			    "\"created_at\":{\"type\":\"string\",\"format\":\"date-time\",\"description\":\"When.\"},"
			    "\"action\":{\"type\":\"string\",\"enum\":[\"created\",\"updated\",\"deleted\",\"restored\"],\"description\":\"What became of the record.\"},"
			    "\"actor_id\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\",\"description\":\"Who: a user; null: nobody, as of a schedule.\"},"
			    "\"actor_name\":{\"type\":[\"string\",\"null\"],\"description\":\"As colleagues know them.\"},"
			    "\"key_id\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\",\"description\":\"The API key of theirs that it was done with.\"},"
			    "\"request_id\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\",\"description\":\"The request, or the one that asked for the job.\"},"
			    "\"batch_id\":{\"type\":[\"string\",\"null\"],\"format\":\"uuid\",\"description\":\"The bulk change, import or undoing that it is part of.\"},"
			    "\"changes\":{\"type\":\"array\",\"description\":\"In the order of the record's fields.\",\"items\":{\"type\":\"object\","
			    "\"required\":[\"field\",\"before\",\"after\"],\"properties\":{"
			    "\"field\":{\"type\":\"string\",\"description\":\"Its name.\"},"
			    "\"before\":{\"description\":\"What was there; null: nothing.\"},\"after\":{\"description\":\"What is there since.\"}}}}}}},"
			    "\"pagination\":{\"$ref\":\"#/components/schemas/Pagination\"}}}");
	json_out_member_raw(o, "Pagination",
			    "{\"type\":\"object\",\"description\":\"Where a list goes on.\","
			    "\"required\":[\"limit\",\"next_cursor\",\"has_more\"],\"properties\":{"
			    "\"limit\":{\"type\":\"integer\",\"description\":\"How many rows, at most.\"},"
			    "\"next_cursor\":{\"type\":[\"string\",\"null\"],\"description\":\"What to send as cursor for the next rows; null with page, and at the end.\"},"
			    "\"has_more\":{\"type\":\"boolean\",\"description\":\"Whether there are further rows.\"},"
			    "\"total\":{\"type\":\"integer\",\"description\":\"All rows that fit; with count=exact or page.\"},"
			    "\"page\":{\"type\":\"integer\",\"description\":\"The number of this page; with page.\"},"
			    "\"pages\":{\"type\":\"integer\",\"description\":\"How many pages there are; with page.\"}}}");
	json_out_member_raw(o, "Problem",
			    "{\"type\":\"object\",\"description\":\"RFC 9457. type leads to a page on the problem.\","
			    "\"required\":[\"type\",\"title\",\"status\",\"detail\",\"request_id\"],\"properties\":{"
			    "\"type\":{\"type\":\"string\",\"format\":\"uri-reference\",\"description\":\"Which problem; also the address of its page.\"},"
			    "\"title\":{\"type\":\"string\",\"description\":\"The problem in a few words, always the same.\"},"
			    "\"status\":{\"type\":\"integer\",\"description\":\"The HTTP status.\"},"
			    "\"detail\":{\"type\":\"string\",\"description\":\"What happened this time, and the way out.\"},"
			    "\"request_id\":{\"type\":\"string\",\"format\":\"uuid\",\"description\":\"What to name when you write to us.\"},"
			    "\"errors\":{\"type\":\"array\",\"description\":\"Every broken rule.\","
			    "\"items\":{\"type\":\"object\",\"required\":[\"pointer\",\"code\",\"params\",\"detail\"],"
			    "\"properties\":{\"pointer\":{\"type\":\"string\",\"description\":\"Where: a JSON pointer into the body, or the name of a parameter.\"},"
			    "\"code\":{\"type\":\"string\",\"description\":\"Which rule, for programs.\"},"
			    "\"params\":{\"type\":\"object\",\"additionalProperties\":true,\"description\":\"Its figures, for texts in the reader's language.\"},"
			    "\"detail\":{\"type\":\"string\",\"description\":\"The rule as the end of a sentence that begins with the field's name.\"}}}}},"
			    "\"additionalProperties\":true}");
	json_out_close(o, '}');
}

void openapi_write_examples(struct json_out *o)
{
	each(o, write_example);
	write_example(o, "Batch", changeset_fields, SCHEMA_REQUEST, NULL,
		      "{\"operations\":[{\"op\":\"update\",\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\",\"if_match\":3,"
		      "\"body\":{\"external_ref\":\"crm-4711\"}},{\"op\":\"delete\",\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4f\"}],\"atomic\":true}",
		      NULL);
	json_out_member_raw(o, "BatchResults", "{\"value\":{\"results\":[{\"status\":201,\"body\":{\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\",\"version\":1}},"
					       "{\"status\":204}]}}");
	write_example(o, "Bulk", bulk_fields, SCHEMA_REQUEST, NULL,
		      "{\"ids\":[\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\"],\"expected_count\":1,\"delete\":true}",
		      NULL);
	json_out_member_raw(o, "RecordHistory",
			    "{\"value\":{\"data\":[{\"id\":\"48211\",\"created_at\":\"2026-05-12T09:30:00Z\",\"action\":\"updated\","
			    "\"actor_id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\",\"actor_name\":\"Léa Hoffmann\",\"key_id\":null,"
			    "\"request_id\":\"019aa0c4-7d80-7e22-b1c3-5d6f708192a3\",\"batch_id\":null,\"changes\":[{\"field\":\"external_ref\",\"before\":null,"
			    "\"after\":\"crm-4711\"}]}],\"pagination\":{\"limit\":25,\"next_cursor\":null,\"has_more\":false}}}");
	const struct route *r;
	for (size_t i = 0; (r = router_at(i)) != NULL; i++) {
		const char *row = listed(r);
		if (row != NULL)
			write_list_example(o, r, row);
	}
}
