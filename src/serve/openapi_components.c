/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi_part.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "rest/changeset.h"
#include "rest/table.h"
#include "serve/openapi_schema.h"
#include "serve/router.h"

static const char *included(struct json_out *o, const struct resource *r)
{
	struct buf b;
	if (r->includes == NULL)
		return NULL;
	buf_init(&b, o->buf->arena, 256);
	for (const struct include *i = r->includes; i->name != NULL; i++) {
		const struct table *t = table_find(i->table);
		if (t == NULL)
			continue;
		buf_printf(&b, "%s\"%s\":{\"anyOf\":[%s,{\"type\":\"null\"}],\"description\":\"With include=%s.\"}", b.size > 0 ? "," : "",
			   i->name, openapi_reference(o, "schemas", t->resource->schema), i->name);
	}
	return b.size > 0 ? buf_text(&b) : NULL;
}

static void write_resource_schemas(struct json_out *o, const struct table *t)
{
	const struct resource *r = t->resource;
	struct arena *a = o->buf->arena;
	json_out_name(o, r->schema);
	schema_write_object(o, r->fields, SCHEMA_ANSWER, r->doc, included(o, r));
	if (r->roles.create != 0) {
		json_out_name(o, arena_printf(a, "%sCreate", r->schema));
		schema_write_object(o, r->fields, SCHEMA_CREATE, r->doc, NULL);
	}
	if (r->roles.update != 0) {
		json_out_name(o, arena_printf(a, "%sUpdate", r->schema));
		schema_write_object(o, r->fields, SCHEMA_UPDATE, r->doc, NULL);
	}
	json_out_member_raw(o, arena_printf(a, "%sList", r->schema),
			    arena_printf(a,
					 "{\"type\":\"object\",\"required\":[\"data\",\"pagination\"],\"properties\":{\"data\":{"
					 "\"type\":\"array\",\"items\":%s},\"pagination\":%s}}",
					 openapi_reference(o, "schemas", r->schema), openapi_reference(o, "schemas", "Pagination")));
}

static bool schema_written_before(size_t index, const char *name)
{
	for (size_t i = 0; i < index; i++) {
		const struct action *a = router_at(i)->action;
		if (a != NULL && a->answers != NULL && a->response != NULL && strcmp(a->answers, name) == 0)
			return true;
	}
	return false;
}

static void write_action_schemas(struct json_out *o, size_t index)
{
	const struct action *x = router_at(index)->action;
	struct arena *a = o->buf->arena;
	if (x == NULL || x->flags & ACTION_HIDDEN)
		return;
	if (x->request != NULL) {
		json_out_name(o, arena_printf(a, "%sRequest", openapi_capital(o, x->operation)));
		schema_write_object(o, x->request, SCHEMA_REQUEST, x->summary, NULL);
	}
	if (x->response == NULL || (x->answers != NULL && schema_written_before(index, x->answers)))
		return;
	json_out_name(o, x->answers != NULL ? x->answers : arena_printf(a, "%sResponse", openapi_capital(o, x->operation)));
	schema_write_object(o, x->response, SCHEMA_RESPONSE, x->summary, NULL);
}

static void write_schemas(struct json_out *o)
{
	json_out_name(o, "schemas");
	json_out_open(o, '{');
	for (size_t i = 0; table_at(i) != NULL; i++)
		write_resource_schemas(o, table_at(i));
	for (size_t i = 0; router_at(i) != NULL; i++)
		write_action_schemas(o, i);
	json_out_name(o, "Batch");
	schema_write_object(o, changeset_fields, SCHEMA_REQUEST, "Changes of one table, each as a request of its own would be.", NULL);
	json_out_member_raw(o, "BatchResults",
			    "{\"type\":\"object\",\"required\":[\"results\"],\"properties\":{\"results\":{\"type\":\"array\",\"description\":"
			    "\"In the order of the operations.\",\"items\":{\"type\":\"object\",\"required\":[\"status\"],\"properties\":{"
			    "\"status\":{\"type\":\"integer\",\"description\":\"As of a request of its own.\"},"
			    "\"body\":{\"type\":\"object\",\"additionalProperties\":true,\"description\":\"The record as it is now; not after delete.\"},"
			    "\"problem\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}}");
	json_out_member_raw(o, "Pagination",
			    "{\"type\":\"object\",\"required\":[\"limit\",\"next_cursor\",\"has_more\"],\"properties\":{"
			    "\"limit\":{\"type\":\"integer\"},\"next_cursor\":{\"type\":[\"string\",\"null\"]},"
			    "\"has_more\":{\"type\":\"boolean\"},\"total\":{\"type\":\"integer\"},\"page\":{\"type\":\"integer\"},"
			    "\"pages\":{\"type\":\"integer\"}}}");
	json_out_member_raw(o, "Problem",
			    "{\"type\":\"object\",\"description\":\"RFC 9457. type leads to a page on the problem.\","
			    "\"required\":[\"type\",\"title\",\"status\",\"detail\",\"request_id\"],\"properties\":{"
			    "\"type\":{\"type\":\"string\",\"format\":\"uri-reference\"},\"title\":{\"type\":\"string\"},"
			    "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},\"request_id\":{\"type\":\"string\"},"
			    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"pointer\",\"code\",\"params\",\"detail\"],"
			    "\"properties\":{\"pointer\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},"
			    "\"params\":{\"type\":\"object\",\"additionalProperties\":true},\"detail\":{\"type\":\"string\"}}}}},"
			    "\"additionalProperties\":true}");
	json_out_close(o, '}');
}

static void write_problem_responses(struct json_out *o)
{
	json_out_name(o, "responses");
	json_out_open(o, '{');
	for (int status = 400; status < 600; status++) {
		struct buf text;
		buf_init(&text, o->buf->arena, 256);
		for (int c = 1; c < PROBLEM_COUNT; c++) {
			const struct problem_kind *k = problem_kind((enum problem_code)c);
			if (k->status == status)
				buf_printf(&text, "%s%s (/problems/%s)", text.size > 0 ? "; " : "", k->title, k->slug);
		}
		if (text.size == 0)
			continue;
		json_out_name(o, arena_printf(o->buf->arena, "Problem%d", status));
		json_out_open(o, '{');
		json_out_member(o, "description", buf_text(&text));
		json_out_member_raw(o, "content",
				    arena_printf(o->buf->arena, "{\"application/problem+json\":{\"schema\":%s}}", openapi_reference(o, "schemas", "Problem")));
		json_out_close(o, '}');
	}
	json_out_close(o, '}');
}

static const struct {
	const char *name, *in, *doc, *schema;
} shared_parameters[] = {
    {"limit", "query", "How many rows, at most.", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":25}"},
    {"cursor", "query", "next_cursor of the page before.", "{\"type\":\"string\"}"},
    {"page", "query", "A page by its number, instead of a cursor; brings the totals.", "{\"type\":\"integer\",\"minimum\":1}"},
    {"count", "query", "exact adds the total.", "{\"type\":\"string\",\"enum\":[\"exact\"]}"},
    {"sort", "query", "Up to three fields, each with - in front for the other way round. Nulls come last.", "{\"type\":\"string\"}"},
    {"fields", "query", "Only these fields, separated by commas. Long texts come only so.", "{\"type\":\"string\"}"},
    {"include", "query", "Rows that this one points to, by name, separated by commas.", "{\"type\":\"string\"}"},
    {"q", "query", "Words to look for; the last may be the beginning of one.", "{\"type\":\"string\",\"maxLength\":200}"},
    {"deleted", "query", "only: deleted rows. with: those too.", "{\"type\":\"string\",\"enum\":[\"only\",\"with\"]}"},
    {"If-Match", "header", "The ETag that was read (or a list, or *): 412 when somebody changed the record since.", "{\"type\":\"string\"}"},
    {"dry_run", "query", "true: the answer says what would happen, with Dry-Run: true, and nothing is changed. An Idempotency-Key is not used up.",
     "{\"type\":\"boolean\",\"default\":false}"},
    {"If-None-Match", "header", "The ETag you have: 304 when it is still the same.", "{\"type\":\"string\"}"},
    {"Agency-Id", "header", "Which agency, when the caller belongs to several.", "{\"type\":\"string\",\"format\":\"uuid\"}"},
    {"Idempotency-Key", "header", "A text of your own: the same request with it takes effect once, and is answered the same for 24 h.",
     "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}"},
};

void openapi_write_components(struct json_out *o)
{
	json_out_name(o, "components");
	json_out_open(o, '{');
	json_out_member_raw(o, "securitySchemes",
			    "{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"A session token of the configured issuer.\"},"
			    "\"api_key\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-API-Key\",\"description\":\"A key of the agency (sfy_live_…, "
			    "or sfy_test_… for its sandbox), also understood in Authorization: Bearer. An operation names the scope that the key needs; "
			    "what include adds to an answer needs the reading of that too.\"}}");
	json_out_name(o, "parameters");
	json_out_open(o, '{');
	for (size_t i = 0; i < sizeof shared_parameters / sizeof shared_parameters[0]; i++) {
		json_out_name(o, shared_parameters[i].name);
		o->comma = false;
		openapi_write_parameter(o, shared_parameters[i].name, shared_parameters[i].in, false, shared_parameters[i].doc,
				shared_parameters[i].schema);
	}
	json_out_close(o, '}');
	write_problem_responses(o);
	write_schemas(o);
	json_out_close(o, '}');
}
