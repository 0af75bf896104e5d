/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi_part.h"

#include <string.h>

#include "base/arena.h"
#include "rest/table.h"
#include "serve/router.h"

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
		return arena_printf(a, "%sRequest", openapi_capital(o, r->action->operation));
	if (r->operation == ROUTE_BATCH)
		return "Batch";
	return arena_printf(a, "%s%s", r->table->resource->schema, r->operation == ROUTE_UPDATE ? "Update" : "Create");
}

static void write_request_body(struct json_out *o, const struct route *r)
{
	if (!route_has_body(r))
		return;
	json_out_name(o, "requestBody");
	json_out_open(o, '{');
	json_out_member_bool(o, "required", true);
	write_json_content(o, openapi_reference(o, "schemas", request_schema(o, r)));
	json_out_close(o, '}');
}

static const char *answer_schema(struct json_out *o, const struct route *r)
{
	struct arena *a = o->buf->arena;
	if (r->operation == ROUTE_LIST)
		return openapi_reference(o, "schemas", arena_printf(a, "%sList", r->table->resource->schema));
	if (r->operation == ROUTE_REMOVE)
		return NULL;
	if (r->operation == ROUTE_BATCH)
		return openapi_reference(o, "schemas", "BatchResults");
	if (r->action == NULL)
		return openapi_reference(o, "schemas", r->table->resource->schema);
	if (r->action->answers != NULL && r->action->answers_list)
		return arena_printf(a, "{\"type\":\"object\",\"required\":[\"data\"],\"properties\":{\"data\":{\"type\":\"array\",\"items\":%s}}}",
				    openapi_reference(o, "schemas", r->action->answers));
	if (r->action->answers != NULL)
		return openapi_reference(o, "schemas", r->action->answers);
	if (r->action->response != NULL)
		return openapi_reference(o, "schemas", arena_printf(a, "%sResponse", openapi_capital(o, r->action->operation)));
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
		return r->operation == ROUTE_BATCH || r->operation == ROUTE_UPDATE || r->operation == ROUTE_REMOVE;
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
		json_out_member_raw(o, name, openapi_reference(o, "responses", arena_printf(o->buf->arena, "Problem%d", statuses[i])));
	}
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
	write_failures(o, r);
	json_out_close(o, '}');
}
