/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/payload.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "serve/exchange.h"
#include "serve/router.h"

static bool is_type(const char *type, const char *wanted)
{
	size_t n = strcspn(type, "; ");
	return n == strlen(wanted) && strncasecmp(type, wanted, n) == 0;
}

static bool is_json(const char *type)
{
	return is_type(type, "application/json") || is_type(type, "application/merge-patch+json");
}

static int check_type(const struct request *r, const char *consumes, struct problem *p)
{
	const char *type = request_header(r, HEADER_CONTENT_TYPE), *encoding = request_header(r, HEADER_CONTENT_ENCODING);
	if (encoding != NULL && strcasecmp(encoding, "identity") != 0)
		return problem_set(p, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "compressed bodies are not read: send it as it is");
	if (type != NULL && (consumes == NULL ? is_json(type) : is_type(type, consumes)))
		return 0;
	if (consumes != NULL) {
		problem_members(p, "\"accepts\":[\"%s\"]", consumes);
		return problem_set(p, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "send the body with Content-Type: %s", consumes);
	}
	problem_members(p, "\"accepts\":[\"application/json\",\"application/merge-patch+json\"]");
	return problem_set(p, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "send the body with Content-Type: application/json");
}

/* A file as it is: the handler finds it in the request. */
static bool is_file(const struct exchange *x)
{
	static const char *const types[] = {"text/csv", "text/vcard", "text/x-vcard", "application/x-ndjson", "application/octet-stream"};
	const char *type = request_header(x->request, HEADER_CONTENT_TYPE), *encoding = request_header(x->request, HEADER_CONTENT_ENCODING);
	if (!(x->route->flags & ACTION_FILE) || type == NULL || (encoding != NULL && strcasecmp(encoding, "identity") != 0))
		return false;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (is_type(type, types[i]))
			return true;
	return false;
}

static int refuse(const struct json_fault *fault, struct problem *p)
{
	if (fault->kind < JSON_HAS_NUL && fault->kind != JSON_OK)
		return problem_set(p, PROBLEM_MALFORMED_JSON, "the body %s (byte %zu)", jvalue_fault_text(fault->kind),
				   fault->offset);
	return problem_violation(p, "", "format", NULL, "the body %s (byte %zu)", jvalue_fault_text(fault->kind), fault->offset);
}

int payload_read(struct exchange *x, struct problem *p)
{
	const struct request *r = x->request;
	const char *consumes = route_consumes(x->route);
	struct json_fault fault = {JSON_OK, 0};
	if (!route_has_body(x->route)) {
		if (r->body_size > 0 && route_writes(x->route) && strspn(r->body, " \t\r\n") < r->body_size &&
		    !(r->body_size == 2 && memcmp(r->body, "{}", 2) == 0))
			return problem_set(p, PROBLEM_MALFORMED_REQUEST, "this request takes no body");
		return 0;
	}
	if (r->body_size == 0)
		return consumes != NULL ? problem_set(p, PROBLEM_MALFORMED_REQUEST, "a body is needed")
					: problem_set(p, PROBLEM_MALFORMED_JSON, "a JSON body is needed");
	if (is_file(x))
		return 0;
	if (check_type(r, consumes, p) < 0)
		return -1;
	if (consumes != NULL)
		return 0;
	if (jvalue_parse_body(x->arena, r->body, r->body_size, &x->call.body, &fault) < 0)
		return refuse(&fault, p);
	return 0;
}
