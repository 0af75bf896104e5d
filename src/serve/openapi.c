/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "rest/call.h"
#include "rest/field_type.h"
#include "rest/table.h"
#include "serve/openapi_schema.h"
#include "serve/platform.h"
#include "serve/router.h"

static const char *reference(struct json_out *o, const char *kind, const char *name)
{
	return arena_printf(o->buf->arena, "{\"$ref\":\"#/components/%s/%s\"}", kind, name);
}

/* sign-up → SignUp */
static const char *capital(struct json_out *o, const char *operation)
{
	char *s = arena_strdup(o->buf->arena, operation);
	s[0] = (char)toupper((unsigned char)s[0]);
	return s;
}

/* ---- parameters */

static void write_parameter(struct json_out *o, const char *name, const char *in, bool needed, const char *doc,
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
		write_parameter(o, arena_strndup(o->buf->arena, s + 1, strlen(s) - 2), "path", true,
				ref ? "Your own id for it." : "The record's id.",
				ref ? "{\"type\":\"string\",\"minLength\":1,\"maxLength\":120}"
				    : "{\"type\":\"string\",\"format\":\"uuid\"}");
	}
}

static void write_shared(struct json_out *o, const char *name)
{
	const char *ref = reference(o, "parameters", name);
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
		write_parameter(o, f->name, "query", false, "Equal to this.", type);
		write_parameter(o, arena_printf(a, "%s[in]", f->name), "query", false, "One of these, separated by commas.",
				"{\"type\":\"string\"}");
	}
	if (f->flags & FIELD_FILTER && field_ordered(f)) {
		write_parameter(o, arena_printf(a, "%s[gte]", f->name), "query", false, "At least this.", type);
		write_parameter(o, arena_printf(a, "%s[lte]", f->name), "query", false, "At most this.", type);
		write_parameter(o, arena_printf(a, "%s[gt]", f->name), "query", false, "More than this.", type);
		write_parameter(o, arena_printf(a, "%s[lt]", f->name), "query", false, "Less than this.", type);
	}
	if (f->flags & FIELD_FILTER && field_nullable(f))
		write_parameter(o, arena_printf(a, "%s[null]", f->name), "query", false, "Without a value (true) or with one.",
				"{\"type\":\"boolean\"}");
	if (f->flags & FIELD_SEARCHED)
		write_parameter(o, arena_printf(a, "%s[%s]", f->name, f->type == FIELD_TEXTS ? "contains" : "like"), "query",
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

static void write_parameters(struct json_out *o, const struct route *r)
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
			write_parameter(o, f->name, "query", (f->flags & FIELD_REQUIRED) != 0, f->doc, "{\"type\":\"string\"}");
	if (!(r->flags & ACTION_PUBLIC)) {
		write_shared(o, "Agency-Id");
		if (route_writes(r) && !(r->flags & ACTION_TWO_TRIPS))
			write_shared(o, "Idempotency-Key");
	}
	json_out_close(o, ']');
}

/* ---- bodies and answers */

static void write_json_content(struct json_out *o, const char *schema)
{
	json_out_name(o, "content");
	json_out_open(o, '{');
	json_out_name(o, "application/json");
	json_out_open(o, '{');
	json_out_member_raw(o, "schema", schema);
	json_out_close(o, '}');
	json_out_close(o, '}');
}

static const char *request_schema(struct json_out *o, const struct route *r)
{
	struct arena *a = o->buf->arena;
	if (r->action != NULL)
		return arena_printf(a, "%sRequest", capital(o, r->action->operation));
	return arena_printf(a, "%s%s", r->table->resource->schema, r->operation == ROUTE_UPDATE ? "Update" : "Create");
}

static void write_request_body(struct json_out *o, const struct route *r)
{
	if (!route_has_body(r))
		return;
	json_out_name(o, "requestBody");
	json_out_open(o, '{');
	json_out_member_bool(o, "required", true);
	write_json_content(o, reference(o, "schemas", request_schema(o, r)));
	json_out_close(o, '}');
}

static const char *answer_schema(struct json_out *o, const struct route *r)
{
	struct arena *a = o->buf->arena;
	if (r->operation == ROUTE_LIST)
		return reference(o, "schemas", arena_printf(a, "%sList", r->table->resource->schema));
	if (r->operation == ROUTE_REMOVE)
		return NULL;
	if (r->action == NULL)
		return reference(o, "schemas", r->table->resource->schema);
	if (r->action->answers != NULL && r->action->answers_list)
		return arena_printf(a, "{\"type\":\"object\",\"required\":[\"data\"],\"properties\":{\"data\":{\"type\":\"array\",\"items\":%s}}}",
				    reference(o, "schemas", r->action->answers));
	if (r->action->answers != NULL)
		return reference(o, "schemas", r->action->answers);
	if (r->action->response != NULL)
		return reference(o, "schemas", arena_printf(a, "%sResponse", capital(o, r->action->operation)));
	return r->action->status == 204 ? NULL : "{\"type\":\"object\"}";
}

static int success_status(const struct route *r)
{
	if (r->action != NULL)
		return r->action->status;
	return r->operation == ROUTE_CREATE ? 201 : r->operation == ROUTE_REMOVE ? 204 : 200;
}

static const char *success_text(const struct route *r)
{
	switch (success_status(r)) {
	case 201:
		return "Made.";
	case 204:
		return "Done; there is nothing to say.";
	default:
		return "The answer.";
	}
}

static void write_success(struct json_out *o, const struct route *r, int status)
{
	const char *schema = answer_schema(o, r);
	json_out_name(o, arena_printf(o->buf->arena, "%d", status));
	json_out_open(o, '{');
	json_out_member(o, "description", success_text(r));
	if (schema != NULL)
		write_json_content(o, schema);
	json_out_close(o, '}');
}

/* Which problems an operation can answer with: by what it has. */
static bool can_fail_with(const struct route *r, int status)
{
	bool caller = !(r->flags & ACTION_PUBLIC), body = route_has_body(r), id = strchr(r->template, '{') != NULL;
	switch (status) {
	case 401:
		return caller || body;
	case 403:
		return caller;
	case 404:
		return caller || id;
	case 409:
		return body || r->operation == ROUTE_RESTORE;
	case 412:
		return r->operation == ROUTE_UPDATE || r->operation == ROUTE_REMOVE;
	case 413:
	case 415:
	case 422:
		return body;
	default:
		return true;
	}
}

static void write_failures(struct json_out *o, const struct route *r)
{
	static const int statuses[] = {400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503};
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		if (!can_fail_with(r, statuses[i]))
			continue;
		const char *name = arena_printf(o->buf->arena, "%d", statuses[i]);
		json_out_member_raw(o, name, reference(o, "responses", arena_printf(o->buf->arena, "Problem%d", statuses[i])));
	}
}

/* ---- operations */

static const char *operation_id(struct json_out *o, const struct route *r)
{
	static const char *const verbs[] = {[ROUTE_LIST] = "list",     [ROUTE_READ] = "get",	   [ROUTE_CREATE] = "create",
					    [ROUTE_UPDATE] = "update", [ROUTE_REMOVE] = "delete", [ROUTE_RESTORE] = "restore",
					    [ROUTE_BY_REF] = "put"};
	struct arena *a = o->buf->arena;
	if (r->action != NULL)
		return r->action->operation;
	if (r->operation == ROUTE_LIST)
		return arena_printf(a, "list%ss", r->table->resource->schema);
	return arena_printf(a, "%s%s%s", verbs[r->operation], r->table->resource->schema,
			    r->operation == ROUTE_BY_REF ? "ByRef" : "");
}

static const char *summary(struct json_out *o, const struct route *r)
{
	static const char *const forms[] = {
	    [ROUTE_LIST] = "List: %s",		  [ROUTE_READ] = "Read a %s",	   [ROUTE_CREATE] = "Make a %s",
	    [ROUTE_UPDATE] = "Change a %s",	  [ROUTE_REMOVE] = "Delete a %s", [ROUTE_RESTORE] = "Bring back a deleted %s",
	    [ROUTE_BY_REF] = "Make or change a %s by your own id"};
	if (r->action != NULL)
		return r->action->summary;
	const char *form = forms[r->operation], *at = strstr(form, "%s");
	return arena_printf(o->buf->arena, "%.*s%s%s", (int)(at - form), form,
			    r->operation == ROUTE_LIST ? r->table->resource->name : r->table->label, at + 2);
}

static void write_operation(struct json_out *o, const struct route *r)
{
	static const char *const methods[] = {"get", "post", "put", "patch", "delete"};
	static const enum http_method codes[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE};
	for (int i = 0; i < 5; i++)
		if (codes[i] == r->method)
			json_out_name(o, methods[i]);
	json_out_open(o, '{');
	json_out_member(o, "operationId", operation_id(o, r));
	json_out_name(o, "tags");
	json_out_open(o, '[');
	json_out_string(o, r->action != NULL ? r->action->tag : r->table->resource->name);
	json_out_close(o, ']');
	json_out_member(o, "summary", summary(o, r));
	json_out_member(o, "description", r->table != NULL ? r->table->resource->doc : summary(o, r));
	if (r->flags & ACTION_PUBLIC)
		json_out_member_raw(o, "security", "[]");
	write_parameters(o, r);
	write_request_body(o, r);
	json_out_name(o, "responses");
	json_out_open(o, '{');
	write_success(o, r, success_status(r));
	if (r->operation == ROUTE_BY_REF)
		write_success(o, r, 201);
	write_failures(o, r);
	json_out_close(o, '}');
	json_out_close(o, '}');
}

static bool written_before(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(router_at(i)->template, router_at(index)->template) == 0)
			return true;
	return false;
}

static void write_paths(struct json_out *o)
{
	json_out_name(o, "paths");
	json_out_open(o, '{');
	for (size_t i = 0; router_at(i) != NULL; i++) {
		if (router_at(i)->flags & ACTION_HIDDEN || written_before(i))
			continue;
		json_out_name(o, router_at(i)->template);
		json_out_open(o, '{');
		for (size_t j = i; router_at(j) != NULL; j++)
			if (strcmp(router_at(i)->template, router_at(j)->template) == 0)
				write_operation(o, router_at(j));
		json_out_close(o, '}');
	}
	json_out_close(o, '}');
}

/* ---- components */

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
			   i->name, reference(o, "schemas", t->resource->schema), i->name);
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
					 reference(o, "schemas", r->schema), reference(o, "schemas", "Pagination")));
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
		json_out_name(o, arena_printf(a, "%sRequest", capital(o, x->operation)));
		schema_write_object(o, x->request, SCHEMA_REQUEST, x->summary, NULL);
	}
	if (x->response == NULL || (x->answers != NULL && schema_written_before(index, x->answers)))
		return;
	json_out_name(o, x->answers != NULL ? x->answers : arena_printf(a, "%sResponse", capital(o, x->operation)));
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
				    arena_printf(o->buf->arena, "{\"application/problem+json\":{\"schema\":%s}}", reference(o, "schemas", "Problem")));
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
    {"If-Match", "header", "The ETag that was read: 412 when somebody changed the record since.", "{\"type\":\"string\"}"},
    {"If-None-Match", "header", "The ETag you have: 304 when it is still the same.", "{\"type\":\"string\"}"},
    {"Agency-Id", "header", "Which agency, when the caller belongs to several.", "{\"type\":\"string\",\"format\":\"uuid\"}"},
    {"Idempotency-Key", "header", "A text of your own: the same request with it takes effect once, and is answered the same for 24 h.",
     "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}"},
};

static void write_components(struct json_out *o)
{
	json_out_name(o, "components");
	json_out_open(o, '{');
	json_out_member_raw(o, "securitySchemes",
			    "{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"A session token of the configured issuer.\"}}");
	json_out_name(o, "parameters");
	json_out_open(o, '{');
	for (size_t i = 0; i < sizeof shared_parameters / sizeof shared_parameters[0]; i++) {
		json_out_name(o, shared_parameters[i].name);
		o->comma = false;
		write_parameter(o, shared_parameters[i].name, shared_parameters[i].in, false, shared_parameters[i].doc,
				shared_parameters[i].schema);
	}
	json_out_close(o, '}');
	write_problem_responses(o);
	write_schemas(o);
	json_out_close(o, '}');
}

void openapi_write(struct buf *b, const char *public_url)
{
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	json_out_member(&o, "openapi", "3.1.0");
	json_out_name(&o, "info");
	json_out_open(&o, '{');
	json_out_member(&o, "title", "Stagefy");
	json_out_member(&o, "version", STAGEFY_VERSION);
	json_out_member(&o, "description", "The back end that estate agencies run on. Errors are RFC 9457 problems; lists go on by cursor; "
					   "every write may carry an Idempotency-Key.");
	json_out_member_raw(&o, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
	json_out_close(&o, '}');
	json_out_name(&o, "servers");
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	json_out_member(&o, "url", public_url);
	json_out_close(&o, '}');
	json_out_close(&o, ']');
	json_out_member_raw(&o, "security", "[{\"bearer\":[]}]");
	write_paths(&o);
	write_components(&o);
	json_out_close(&o, '}');
}

int platform_openapi(struct call *c, struct problem *p)
{
	(void)p;
	response_header(c->response, "Cache-Control", "public, max-age=300");
	openapi_write(&c->response->body, c->conf->public_url);
	return 0;
}
