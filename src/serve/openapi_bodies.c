/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi_part.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "rest/table.h"
#include "serve/router.h"

/* A schema has its example under the same name. */
static void write_json_content(struct json_out *o, const char *name)
{
	json_out_name(o, "content");
	json_out_open(o, '{');
	json_out_name(o, "application/json");
	json_out_open(o, '{');
	json_out_member_raw(o, "schema", openapi_reference(o, "schemas", name));
	json_out_name(o, "examples");
	json_out_open(o, '{');
	json_out_member_raw(o, name, openapi_reference(o, "examples", name));
	json_out_close(o, '}');
	json_out_close(o, '}');
	json_out_close(o, '}');
}

/* Bytes of another type, which has a definition of its own elsewhere. */
static void write_other_content(struct json_out *o, const char *type)
{
	json_out_name(o, "content");
	json_out_open(o, '{');
	json_out_name(o, type);
	json_out_open(o, '{');
	json_out_close(o, '}');
	json_out_close(o, '}');
}

/* sign-up → SignUp */
static const char *capital(struct json_out *o, const char *operation, const char *behind)
{
	char *s = arena_printf(o->buf->arena, "%s%s", operation, behind);
	s[0] = (char)toupper((unsigned char)s[0]);
	return s;
}

const char *openapi_request_schema(struct json_out *o, const struct route *r)
{
	if (!route_has_body(r) || route_consumes(r) != NULL)
		return NULL;
	if (r->action != NULL)
		return capital(o, r->action->operation, "Request");
	if (r->operation == ROUTE_BATCH)
		return "Batch";
	if (r->operation == ROUTE_BULK)
		return "Bulk";
	return arena_printf(o->buf->arena, "%s%s", r->table->resource->schema, r->operation == ROUTE_UPDATE ? "Update" : "Create");
}

const char *openapi_answer_schema(struct json_out *o, const struct route *r)
{
	struct arena *a = o->buf->arena;
	if (r->operation == ROUTE_LIST)
		return arena_printf(a, "%sList", r->table->resource->schema);
	if (r->operation == ROUTE_REMOVE || route_is_export(r) || r->operation == ROUTE_CARD)
		return NULL;
	if (r->operation == ROUTE_BATCH)
		return "BatchResults";
	if (r->operation == ROUTE_BULK)
		return "BulkChange";
	if (r->operation == ROUTE_HISTORY)
		return "RecordHistory";
	if (r->action == NULL)
		return r->table->resource->schema;
	if (r->action->answers != NULL && !r->action->answers_list)
		return r->action->answers;
	if (r->action->answers != NULL || r->action->response != NULL)
		return capital(o, r->action->operation, "Response");
	return NULL;
}

static void write_request_body(struct json_out *o, const struct route *r)
{
	if (!route_has_body(r))
		return;
	json_out_name(o, "requestBody");
	json_out_open(o, '{');
	json_out_member_bool(o, "required", true);
	if (route_consumes(r) != NULL)
		write_other_content(o, route_consumes(r));
	else
		write_json_content(o, openapi_request_schema(o, r));
	json_out_close(o, '}');
}

static int success_status(const struct route *r)
{
	if (r->action != NULL)
		return r->action->status;
	return r->operation == ROUTE_CREATE ? 201 : r->operation == ROUTE_REMOVE ? 204 : 200;
}

static const char *success_text(int status)
{
	switch (status) {
	case 200:
		return "The answer.";
	case 201:
		return "Made.";
	case 202:
		return "Taken on: a job does it.";
	case 207:
		return "Each for itself: what became of each.";
	case 204:
		return "Done; there is nothing to say.";
	default:
		return "Not well; the body says what is missing.";
	}
}

static void write_header(struct json_out *o, const char *name)
{
	json_out_member_raw(o, name, openapi_reference(o, "headers", name));
}

static void write_headers(struct json_out *o, const struct route *r, int status)
{
	bool row = r->table != NULL && !route_is_of_many(r) && r->operation != ROUTE_REMOVE && r->operation != ROUTE_HISTORY &&
		   r->operation != ROUTE_CARD;
	json_out_name(o, "headers");
	json_out_open(o, '{');
	write_header(o, "Request-Id");
	if (row && r->table->has_version >= 0)
		write_header(o, "ETag");
	if ((row && status == 201) || status == 202)
		write_header(o, "Location");
	if (route_is_one_write(r)) {
		write_header(o, "Idempotent-Replayed");
		write_header(o, "Dry-Run");
	}
	if (status == 503)
		write_header(o, "Retry-After");
	if (!(r->flags & ACTION_PUBLIC)) {
		write_header(o, "RateLimit-Policy");
		write_header(o, "RateLimit");
		write_header(o, "Server-Timing");
	}
	json_out_close(o, '}');
}

static void write_text(struct json_out *o, const char *type, const char *example)
{
	json_out_name(o, type);
	json_out_open(o, '{');
	json_out_member_raw(o, "schema", "{\"type\":\"string\"}");
	json_out_member(o, "example", example);
	json_out_close(o, '}');
}

/* What is no JSON. */
static void write_text_content(struct json_out *o, const char *type, const char *example)
{
	json_out_name(o, "content");
	json_out_open(o, '{');
	write_text(o, type, example);
	json_out_close(o, '}');
}

static void write_action_content(struct json_out *o, const struct action *a)
{
	json_out_name(o, "content");
	json_out_open(o, '{');
	if (a->content_also != NULL)
		write_text(o, a->content_also, a->example_also);
	write_text(o, a->content, a->example);
	json_out_close(o, '}');
}

#define CARD_EXAMPLE "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jos\303\251e Weber\r\nN:Weber;Jos\303\251e;;;\r\nEMAIL:josee@example.com\r\nEND:VCARD\r\n"

static void write_success(struct json_out *o, const struct route *r, int status)
{
	const char *schema = openapi_answer_schema(o, r);
	json_out_name(o, arena_printf(o->buf->arena, "%d", status));
	json_out_open(o, '{');
	json_out_member(o, "description", success_text(status));
	write_headers(o, r, status);
	if (r->operation == ROUTE_EXPORT)
		write_text_content(o, "text/csv", "id,created_at\r\n");
	else if (r->operation == ROUTE_CARDS || r->operation == ROUTE_CARD)
		write_text_content(o, "text/vcard", CARD_EXAMPLE);
	else if (r->action != NULL && r->action->content != NULL)
		write_action_content(o, r->action);
	else if (schema != NULL)
		write_json_content(o, schema);
	else if (status != 204 && (r->action == NULL || !(r->action->flags & ACTION_EMPTY)))
		json_out_member_raw(o, "content", "{\"application/json\":{\"schema\":{\"type\":\"object\",\"additionalProperties\":true},\"example\":{}}}");
	json_out_close(o, '}');
}

static void write_not_modified(struct json_out *o, const struct route *r)
{
	json_out_name(o, "304");
	json_out_open(o, '{');
	json_out_member(o, "description", "It is still the one that If-None-Match names.");
	write_headers(o, r, 304);
	json_out_close(o, '}');
}

void openapi_write_bodies(struct json_out *o, const struct route *r)
{
	write_request_body(o, r);
	json_out_name(o, "responses");
	json_out_open(o, '{');
	write_success(o, r, success_status(r));
	if (r->operation == ROUTE_BY_REF)
		write_success(o, r, 201);
	if (r->operation == ROUTE_BATCH)
		write_success(o, r, 207);
	if (r->operation == ROUTE_BULK)
		write_success(o, r, 202);
	if (r->operation == ROUTE_READ)
		write_not_modified(o, r);
	if (r->action != NULL && r->action->answers_also != 0)
		write_success(o, r, r->action->answers_also);
	openapi_write_failures(o, r);
	json_out_close(o, '}');
}
