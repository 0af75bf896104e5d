/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/cross_origin.h"

#include <string.h>

#include "auth/principal.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/origin.h"
#include "base/problem.h"
#include "db/tx.h"
#include "serve/exchange.h"
#include "serve/identify.h"
#include "serve/router.h"

enum { PREFLIGHT_KEPT_S = 7200 }; /* the longest that browsers keep one */

static const char can_send[] =
    "Authorization, X-API-Key, Content-Type, Idempotency-Key, If-Match, If-None-Match, Agency-Id, Stagefy-Version";
static const char can_read[] = "Content-Disposition, Dry-Run, ETag, Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Request-Id, "
			       "Retry-After, Server-Timing, WWW-Authenticate";

/* As a browser writes it, of a site that could be listed; else NULL. */
static const char *listable(const struct request *r)
{
	const char *origin = request_header(r, HEADER_ORIGIN);
	return origin != NULL && !r->repeated[HEADER_ORIGIN] && origin_valid(origin, strlen(origin)) ? origin : NULL;
}

static bool is_open(const struct route *r)
{
	return r->scope != NULL;
}

/* Of the methods there are, those that other sites' pages may use. */
static unsigned open_methods(const struct exchange *x, unsigned methods)
{
	struct request r = *x->request;
	const char *ignored[4];
	unsigned open = 0, ignored_too;
	for (unsigned m = HTTP_GET; m < HTTP_OPTIONS; m <<= 1) {
		r.method = (enum http_method)m;
		const struct route *route = methods & m ? router_find(&r, ignored, &ignored_too) : NULL;
		if (route != NULL && is_open(route))
			open |= m;
	}
	return open;
}

static void allow(struct exchange *x, const char *origin)
{
	response_header(x->response, "Access-Control-Allow-Origin", "%s", origin);
}

void cross_origin_preflight(struct exchange *x, unsigned methods)
{
	const char *origin = listable(x->request);
	unsigned open = open_methods(x, methods);
	if (open == 0)
		return;
	response_header(x->response, "Vary", "Origin, Access-Control-Request-Method");
	if (origin == NULL || request_header(x->request, HEADER_ACCESS_CONTROL_REQUEST_METHOD) == NULL)
		return;
	allow(x, origin);
	response_header(x->response, "Access-Control-Allow-Methods", "%s", http_allow(x->arena, open));
	response_header(x->response, "Access-Control-Allow-Headers", "%s", can_send);
	response_header(x->response, "Access-Control-Max-Age", "%d", PREFLIGHT_KEPT_S);
}

int cross_origin_read(struct exchange *x, bool by_cookie, struct problem *p)
{
	if (by_cookie || request_header(x->request, HEADER_ORIGIN) == NULL || identify_is_own_origin(x))
		return 0;
	x->origin = listable(x->request);
	if (route_writes(x->route) && (x->origin == NULL || !is_open(x->route)))
		return problem_set(p, PROBLEM_ORIGIN_NOT_ALLOWED, NULL);
	if (!is_open(x->route))
		x->origin = NULL;
	return 0;
}

static void ask(struct exchange *x, bool writes)
{
	static const struct statement admit = {.name = "admit_origin", .sql = "select app.admit_origin($1,$2,$3::boolean)"};
	const char *const values[] = {x->origin, x->call.principal->key_prefix, writes ? "true" : "false"};
	x->origin_index = tx_add(x->call.tx, &admit, 3, values);
}

void cross_origin_admit(struct exchange *x)
{
	if (x->origin != NULL)
		ask(x, route_writes(x->route));
}

/* Remembered with the credential, for the requests that fail before they ask. Of the text, so that nobody finds another one
 * with the same number. */
static uint64_t mark_of(const char *origin)
{
	uint8_t digest[DIGEST_SIZE];
	uint64_t mark;
	digest_sha256(origin, strlen(origin), digest);
	memcpy(&mark, digest, sizeof mark);
	return mark;
}

void cross_origin_settle(struct exchange *x)
{
	if (x->origin == NULL)
		return;
	const struct rows *rows = tx_rows(x->call.tx, x->origin_index);
	bool refused = tx_refused(x->call.tx) == x->origin_index;
	x->origin_asked |= tx_state(x->call.tx) != TX_OPEN;
	if (rows == NULL && !refused)
		return;
	x->origin_known = true;
	x->origin_allowed = !refused && rows_bool(rows, 0, 0);
	struct principal_note *note = principal_note(x->call.principal);
	if (note != NULL)
		note->origin = x->origin_allowed ? mark_of(x->origin) : 0;
}

static void ask_alone(struct exchange *x)
{
	struct problem ignored;
	problem_init(&ignored, x->arena);
	x->call.tx = tx_begin(x->serve->db, x->arena);
	identify_admit(x);
	ask(x, false);
	tx_commit(x->call.tx, &ignored);
	cross_origin_settle(x);
	tx_abandon(x->call.tx);
	x->database_us += tx_waited_us(x->call.tx);
}

static bool remembers(const struct exchange *x)
{
	const struct principal_note *note = principal_note(x->call.principal);
	return note != NULL && note->origin == mark_of(x->origin);
}

void cross_origin_tell(struct exchange *x, const struct problem *p)
{
	if (x->route == NULL || !is_open(x->route))
		return;
	response_header(x->response, "Vary", "Origin");
	if (x->origin == NULL)
		return;
	if (!x->origin_known)
		x->origin_allowed = remembers(x);
	if (!x->origin_known && !x->origin_allowed && !x->origin_asked && p->code != PROBLEM_TOO_MANY_REQUESTS)
		ask_alone(x);
	if (!x->origin_allowed)
		return;
	allow(x, x->origin);
	response_header(x->response, "Access-Control-Expose-Headers", "%s", can_read);
}
