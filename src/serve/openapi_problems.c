/* SPDX-License-Identifier: Apache-2.0 */
/* Which problems an operation can end in, and the answers that tell of them. Operations with the same
 * problems under a status share a response, which is named by them. */
#include "serve/openapi_part.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "rest/table.h"
#include "serve/router.h"

#define ALWAYS                                                                                                         \
	(PROBLEM_BIT(MALFORMED_REQUEST) | PROBLEM_BIT(BAD_QUERY) | PROBLEM_BIT(URI_TOO_LONG) | PROBLEM_BIT(HEADERS_TOO_LARGE) | \
	 PROBLEM_BIT(TOO_MANY_REQUESTS) | PROBLEM_BIT(INTERNAL) | PROBLEM_BIT(BAD_GATEWAY) | PROBLEM_BIT(OVERLOADED) |   \
	 PROBLEM_BIT(TIMEOUT) | PROBLEM_BIT(PAYLOAD_TOO_LARGE))
#define OF_CALLER                                                                                                      \
	(PROBLEM_BIT(UNAUTHENTICATED) | PROBLEM_BIT(FORBIDDEN) | PROBLEM_BIT(ORIGIN_NOT_ALLOWED) | PROBLEM_BIT(AGENCY_REQUIRED) | \
	 PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(KEYS_UNAVAILABLE))
#define OF_BODY (PROBLEM_BIT(MALFORMED_JSON) | PROBLEM_BIT(UNSUPPORTED_MEDIA_TYPE) | PROBLEM_BIT(VALIDATION))

static uint64_t of_resource(enum route_operation operation)
{
	switch (operation) {
	case ROUTE_LIST:
	case ROUTE_HISTORY:
		return PROBLEM_BIT(BAD_CURSOR);
	case ROUTE_REVERT:
		return PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(STALE_VERSION) | PROBLEM_BIT(VALIDATION);
	case ROUTE_BULK:
	case ROUTE_CREATE:
	case ROUTE_RESTORE:
		return PROBLEM_BIT(CONFLICT);
	case ROUTE_BY_REF:
	case ROUTE_UPDATE:
	case ROUTE_REMOVE:
	case ROUTE_BATCH:
		return PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(STALE_VERSION);
	case ROUTE_ACTION:
	case ROUTE_READ:
	case ROUTE_EXPORT:
	case ROUTE_CARDS:
	case ROUTE_CARD:
		break;
	}
	return 0;
}

uint64_t openapi_problems(const struct route *r)
{
	uint64_t set = ALWAYS | of_resource(r->operation);
	if (!(r->flags & ACTION_PUBLIC))
		set |= OF_CALLER;
	if (r->flags & ACTION_COOKIE)
		set |= PROBLEM_BIT(UNAUTHENTICATED) | PROBLEM_BIT(ORIGIN_NOT_ALLOWED);
	if (!(r->flags & ACTION_NO_DATABASE))
		set |= PROBLEM_BIT(DATABASE_UNAVAILABLE);
	if (strchr(r->template, '{') != NULL)
		set |= PROBLEM_BIT(NOT_FOUND);
	if (route_consumes(r) != NULL)
		set |= PROBLEM_BIT(UNSUPPORTED_MEDIA_TYPE);
	else if (route_has_body(r))
		set |= OF_BODY;
	if (route_is_one_write(r))
		set |= PROBLEM_BIT(IDEMPOTENCY_RUNNING) | PROBLEM_BIT(IDEMPOTENCY_MISMATCH);
	return r->action != NULL ? set | r->action->problems : set;
}

static uint64_t with_status(uint64_t set, int status)
{
	for (int c = 1; c < PROBLEM_COUNT; c++)
		if (problem_kind((enum problem_code)c)->status != status)
			set &= ~(UINT64_C(1) << c);
	return set;
}

static bool has(uint64_t set, int code)
{
	return (set >> code & 1) != 0;
}

/* malformed-request_or_bad-query */
static const char *name_of(struct arena *a, uint64_t set)
{
	const char *name = NULL;
	for (int c = 1; c < PROBLEM_COUNT; c++)
		if (has(set, c))
			name = name == NULL ? problem_kind((enum problem_code)c)->slug
					    : arena_printf(a, "%s_or_%s", name, problem_kind((enum problem_code)c)->slug);
	return name;
}

void openapi_write_failures(struct json_out *o, const struct route *r)
{
	struct arena *a = o->buf->arena;
	uint64_t all = openapi_problems(r);
	for (int status = 400; status < 600; status++) {
		uint64_t set = with_status(all, status);
		if (set != 0 && !(r->action != NULL && r->action->answers_also == status))
			json_out_member_raw(o, arena_printf(a, "%d", status), openapi_reference(o, "responses", name_of(a, set)));
	}
}

/* The problem's text says when the field comes: so in nginx's answers too. */
static bool retries(int code)
{
	return strstr(problem_kind((enum problem_code)code)->doc, "`Retry-After`") != NULL;
}

static void write_headers(struct json_out *o, uint64_t set)
{
	bool some = false, each = true;
	for (int c = 1; c < PROBLEM_COUNT; c++)
		if (has(set, c)) {
			some = some || retries(c);
			each = each && retries(c);
		}
	json_out_name(o, "headers");
	json_out_open(o, '{');
	json_out_member_raw(o, "Request-Id", openapi_reference(o, "headers", "Request-Id"));
	if (some && each)
		json_out_member_raw(o, "Retry-After", openapi_reference(o, "headers", "Retry-After"));
	else if (some)
		json_out_member_raw(o, "Retry-After", "{\"description\":\"Seconds, where the text of the problem says so.\","
						      "\"schema\":{\"type\":\"integer\"},\"example\":1}");
	if (with_status(set, 429) != 0) {
		json_out_member_raw(o, "RateLimit-Policy", openapi_reference(o, "headers", "RateLimit-Policy"));
		json_out_member_raw(o, "RateLimit", openapi_reference(o, "headers", "RateLimit"));
	}
	if (with_status(set, 401) != 0)
		json_out_member_raw(o, "WWW-Authenticate", openapi_reference(o, "headers", "WWW-Authenticate"));
	json_out_close(o, '}');
}

static void write_response(struct json_out *o, uint64_t set)
{
	struct buf text;
	buf_init(&text, o->buf->arena, 512);
	for (int c = 1; c < PROBLEM_COUNT; c++)
		if (has(set, c)) {
			const struct problem_kind *k = problem_kind((enum problem_code)c);
			buf_printf(&text, "%s%s (/problems/%s): %s", text.size > 0 ? "\n\n" : "", k->title, k->slug, k->doc);
		}
	json_out_name(o, name_of(o->buf->arena, set));
	json_out_open(o, '{');
	json_out_member(o, "description", buf_text(&text));
	write_headers(o, set);
	json_out_name(o, "content");
	json_out_open(o, '{');
	json_out_name(o, "application/problem+json");
	json_out_open(o, '{');
	json_out_member_raw(o, "schema", openapi_reference(o, "schemas", "Problem"));
	json_out_name(o, "examples");
	json_out_open(o, '{');
	for (int c = 1; c < PROBLEM_COUNT; c++)
		if (has(set, c)) {
			const char *slug = problem_kind((enum problem_code)c)->slug;
			json_out_member_raw(o, slug, openapi_reference(o, "examples", slug));
		}
	json_out_close(o, '}');
	json_out_close(o, '}');
	json_out_close(o, '}');
	json_out_close(o, '}');
}

static uint64_t of_any(void)
{
	uint64_t set = 0;
	for (size_t i = 0; router_at(i) != NULL; i++)
		if (!(router_at(i)->flags & ACTION_HIDDEN))
			set |= openapi_problems(router_at(i));
	return set;
}

static bool told_before(size_t index, uint64_t set, int status)
{
	for (size_t i = 0; i < index; i++) {
		const struct route *r = router_at(i);
		bool told = !(r->flags & ACTION_HIDDEN) && !(r->action != NULL && r->action->answers_also == status);
		if (told && with_status(openapi_problems(r), status) == set)
			return true;
	}
	return false;
}

void openapi_write_problem_responses(struct json_out *o)
{
	json_out_name(o, "responses");
	json_out_open(o, '{');
	for (int status = 400; status < 600; status++) {
		if (with_status(of_any(), status) == 0)
			continue;
		for (size_t i = 0; router_at(i) != NULL; i++) {
			const struct route *r = router_at(i);
			uint64_t set = with_status(openapi_problems(r), status);
			if (set != 0 && !(r->flags & ACTION_HIDDEN) && !(r->action != NULL && r->action->answers_also == status) &&
			    !told_before(i, set, status))
				write_response(o, set);
		}
	}
	json_out_close(o, '}');
}

/* What makes a problem a good example is what its text promises. */
static const char *members_of(int code)
{
	switch (code) {
	case PROBLEM_BAD_QUERY:
		return "\"errors\":[{\"pointer\":\"colour\",\"code\":\"unknown_parameter\",\"params\":{},\"detail\":\"is no parameter here\"}]";
	case PROBLEM_UNAUTHENTICATED:
		return "\"reason\":\"missing\"";
	case PROBLEM_FORBIDDEN:
		return "\"needs\":\"admin\"";
	case PROBLEM_CONFLICT:
		return "\"errors\":[{\"pointer\":\"/reference\",\"code\":\"not_unique\",\"params\":{},\"detail\":\"is taken\"}]";
	case PROBLEM_STALE_VERSION:
		return "\"version\":4";
	case PROBLEM_PAYLOAD_TOO_LARGE:
		return "\"limit\":1048576";
	case PROBLEM_UNSUPPORTED_MEDIA_TYPE:
		return "\"accepts\":[\"application/json\",\"application/merge-patch+json\"]";
	case PROBLEM_VALIDATION:
		return "\"errors\":[{\"pointer\":\"/address\",\"code\":\"required\",\"params\":{},\"detail\":\"is needed\"}]";
	default:
		return NULL;
	}
}

void openapi_write_problem_examples(struct json_out *o)
{
	uint64_t any = of_any();
	for (int c = 1; c < PROBLEM_COUNT; c++) {
		const struct problem_kind *k = problem_kind((enum problem_code)c);
		if (!has(any, c))
			continue;
		json_out_name(o, k->slug);
		json_out_open(o, '{');
		json_out_member(o, "summary", k->title);
		json_out_name(o, "value");
		json_out_open(o, '{');
		json_out_member(o, "type", arena_printf(o->buf->arena, "/problems/%s", k->slug));
		json_out_member(o, "title", k->title);
		json_out_member_int(o, "status", k->status);
		json_out_member(o, "detail", k->doc);
		json_out_member(o, "request_id", "019aa0c4-7d80-7e22-b1c3-5d6f708192a3");
		if (members_of(c) != NULL)
			json_out_raw(o, members_of(c), strlen(members_of(c)));
		json_out_close(o, '}');
		json_out_close(o, '}');
	}
}
