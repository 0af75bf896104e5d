/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/reason.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/lanes.h"
#include "base/problem.h"
#include "base/turns.h"
#include "conf/conf.h"
#include "db/db.h"
#include "db/tx.h"
#include "http/response.h"
#include "serve/access_log.h"
#include "serve/cross_origin.h"
#include "serve/exchange.h"
#include "serve/identify.h"
#include "serve/key_log.h"
#include "serve/limits.h"
#include "serve/payload.h"
#include "serve/receipt.h"
#include "serve/router.h"
#include "serve/timing.h"
#include "work/wake.h"

enum { MOST_ATTEMPTS = 3 };

static int check_modules(const struct conf *conf, const struct module *const *modules, struct problem *p)
{
	for (const struct module *const *m = modules; *m != NULL; m++)
		if ((*m)->check != NULL && (*m)->check(conf, p) < 0)
			return -1;
	return 0;
}

/* PUBLIC_URL has no slash at its end; an origin has no path either. */
static char *origin_of(const char *url)
{
	const char *host = strstr(url, "://") + 3;
	char *origin = strndup(url, (size_t)(host - url) + strcspn(host, "/"));
	if (origin == NULL)
		abort();
	return origin;
}

int serve_new(const struct conf *conf, const struct module *const *modules, struct serve **out, struct problem *p)
{
	struct serve *s = calloc(1, sizeof *s);
	if (s == NULL)
		abort();
	s->conf = conf;
	s->modules = modules;
	s->tells_timing = conf->server_timing != NULL && strcmp(conf->server_timing, "on") == 0;
	if (check_modules(conf, modules, p) < 0 || key_log_open(conf, p) < 0 || limits_open(conf, &s->limits, p) < 0 ||
	    db_new(conf, &s->db, p) < 0) {
		free(s);
		return -1;
	}
	s->auth = auth_new(conf);
	s->own_origin = origin_of(conf->public_url);
	router_build(modules);
	*out = s;
	return 0;
}

struct db *serve_db(const struct serve *s)
{
	return s->db;
}

struct auth *serve_auth(const struct serve *s)
{
	return s->auth;
}

const struct module *const *serve_modules(const struct serve *s)
{
	return s->modules;
}

/* ---- before the handler */

static int find_route(struct exchange *x, struct problem *p)
{
	unsigned allowed;
	if (request_split_path(x->arena, x->request, p) < 0)
		return -1;
	x->route = router_find(x->request, x->call.params, &allowed);
	if (x->route != NULL)
		return 0;
	if (allowed == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no '%s'", query_shown(x->arena, x->request->path));
	if (x->request->method == HTTP_OPTIONS) {
		x->response->status = 204;
		response_header(x->response, "Allow", "%s", http_allow(x->arena, allowed));
		cross_origin_preflight(x, allowed);
		return 1;
	}
	problem_members(p, "\"allow\":\"%s\"", http_allow(x->arena, allowed));
	return problem_set(p, PROBLEM_METHOD_NOT_ALLOWED, "%s does not exist here; there are %s",
			   x->request->method == HTTP_OTHER ? "this method" : x->request->method_name,
			   http_allow(x->arena, allowed));
}

static int read_dry_run(struct exchange *x, const struct query_param *param, struct problem *p)
{
	x->call.dry_run = strcmp(param->value, "true") == 0;
	if (x->call.dry_run || strcmp(param->value, "false") == 0)
		return 0;
	problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'dry_run' is not understood");
	return problem_violation(p, param->written, "type", NULL, "must be true or false");
}

/* Lists and single rows read their parameters by themselves; actions declare theirs; writes take dry_run. */
static int read_query(struct exchange *x, struct problem *p)
{
	const struct route *r = x->route;
	struct query *q = &x->call.query;
	if (query_parse(x->arena, x->request->query, q, p) < 0)
		return -1;
	if (route_reads_query(r))
		return 0;
	for (int i = 0; i < q->count; i++) {
		const struct field *known = r->action == NULL || r->action->query == NULL ? NULL : r->action->query;
		if (known != NULL && field_find(known, q->params[i].written) != NULL)
			continue;
		if (route_is_one_write(r) && strcmp(q->params[i].written, "dry_run") == 0) {
			read_dry_run(x, &q->params[i], p);
			continue;
		}
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood",
			    query_shown(x->arena, q->params[i].written));
		problem_violation(p, q->params[i].written, "unknown_parameter", NULL, "is no parameter here");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

static bool needs_caller(const struct route *r)
{
	return !(r->flags & ACTION_PUBLIC);
}

static int prepare(struct exchange *x, struct problem *p)
{
	int rc = find_route(x, p);
	if (rc != 0)
		return rc;
	if (x->route->flags & ACTION_COOKIE && identify_own_origin(x, p) < 0)
		return -1;
	if (needs_caller(x->route) && (identify_caller(x, p) < 0 || limits_take(x, p) < 0))
		return -1;
	if (read_query(x, p) < 0 || payload_read(x, p) < 0)
		return -1;
	if (!route_is_one_write(x->route))
		return 0;
	rc = receipt_wanted(x, &x->call.keyed, p);
	/* what does not happen has no receipt: the key is still good for the request itself */
	x->call.keyed = x->call.keyed && !x->call.dry_run;
	return rc;
}

/* ---- the handler, and again if the transaction could not be had */

static int run_handler(struct exchange *x, struct problem *p)
{
	struct call *c = &x->call;
	return x->route->operation == ROUTE_ACTION ? x->route->action->handle(c, p)
						   : x->route->handle(c, x->route->table, p);
}

static void begin(struct exchange *x)
{
	x->call.tx = tx_begin(x->serve->db, x->arena);
	x->call.auth_index = -1;
	if (x->call.dry_run)
		tx_rehearse(x->call.tx);
	if (needs_caller(x->route)) {
		identify_admit(x);
		cross_origin_admit(x);
	}
}

void serve_next_trip(struct call *c)
{
	struct exchange *x = (struct exchange *)(void *)((char *)c - offsetof(struct exchange, call));
	struct arena *own = x->arena;
	x->database_us += tx_waited_us(c->tx);
	x->arena = c->arena;
	begin(x);
	x->arena = own;
}

static int attempt(struct exchange *x, struct problem *p)
{
	struct call *c = &x->call;
	response_init(x->response, x->arena);
	if (x->route->operation == ROUTE_ACTION)
		x->response->status = x->route->action->status;
	begin(x);
	if (c->keyed)
		receipt_claim(x);
	int rc = run_handler(x, p);
	if (rc == 0 && c->keyed) {
		receipt_store(x);
		rc = tx_commit(c->tx, p);
	}
	/* app.authenticate decides with the commit: without one nobody has been let in */
	if (rc == 0 && needs_caller(x->route) && tx_state(c->tx) != (c->dry_run ? TX_UNDONE : TX_COMMITTED))
		rc = problem_set(p, PROBLEM_INTERNAL, "the handler of %s committed nothing", x->route->template);
	limits_settle(x);
	cross_origin_settle(x);
	tx_abandon(c->tx);
	x->database_us += tx_waited_us(c->tx);
	return rc;
}

/* A little longer each time, and never the same for two. */
static void pause_before_retry(unsigned attempts)
{
	unsigned random;
	digest_random(&random, sizeof random);
	lanes_clear();
	turns_give();
	usleep((5000u << attempts) + random % 10000);
}

static bool worth_another(const struct exchange *x)
{
	enum tx_end end = tx_state(x->call.tx);
	return x->attempts < MOST_ATTEMPTS && (end == TX_RETRY || end == TX_LOST);
}

static int run(struct exchange *x, struct problem *p)
{
	for (;;) {
		x->attempts++;
		if (attempt(x, p) == 0)
			return 0;
		if (receipt_replays(x)) {
			problem_init(p, x->arena);
			return receipt_replay(x, p);
		}
		bool again = worth_another(x);
		if (!again && !identify_forget_agency(x, p))
			return -1;
		if (again)
			pause_before_retry(x->attempts);
		problem_init(p, x->arena);
	}
}

/* ---- the answer */

static void answer_problem(struct exchange *x, struct problem *p)
{
	/* the credential was well made, and the database knows nobody by it */
	if (p->code == PROBLEM_UNAUTHENTICATED && p->members == NULL) {
		enum reason reason = identify_refused(x, p);
		problem_init(p, x->arena);
		reason_refuse(reason, p);
	}
	/* a cookie that is good for nothing is taken back with the refusal; nothing else of the answer stays */
	const char *cookie = response_find(x->response, "Set-Cookie");
	response_problem(x->response, p, x->request->id);
	if (x->response->status == 401 && cookie != NULL)
		response_header(x->response, "Set-Cookie", "%s", cookie);
	if (x->response->status == 401)
		response_header(x->response, "WWW-Authenticate", "%s", reason_challenge(p));
	if (p->code == PROBLEM_METHOD_NOT_ALLOWED) {
		unsigned allowed;
		const char *ignored[4];
		router_find(x->request, ignored, &allowed);
		response_header(x->response, "Allow", "%s", http_allow(x->arena, allowed));
	}
}

static void add_common_headers(struct exchange *x, const struct problem *p)
{
	response_header(x->response, "Request-Id", "%s", x->request->id);
	if (x->call.dry_run)
		response_header(x->response, "Dry-Run", "true");
	limits_tell(x);
	cross_origin_tell(x, p);
	timing_tell(x);
	if (response_find(x->response, "Cache-Control") == NULL)
		response_header(x->response, "Cache-Control", "%s", x->route != NULL && needs_caller(x->route) ? "private, no-cache" : "no-store");
}

void serve_request(struct serve *s, struct arena *a, struct request *r, struct response *answer, struct problem *early)
{
	struct exchange x = {.serve = s, .arena = a, .request = r, .response = answer};
	struct problem p;
	x.call = (struct call){.arena = a, .conf = s->conf, .request = r, .response = answer, .auth_index = -1, .next_trip = serve_next_trip, .app = s};
	problem_init(&p, a);
	if (early->code != PROBLEM_NONE)
		p = *early;
	else if (prepare(&x, &p) == 0)
		run(&x, &p);
	if (p.code != PROBLEM_NONE)
		answer_problem(&x, &p);
	add_common_headers(&x, &p);
	access_log_write(&x, &p);
	key_log_note(&x, &p);
}

void serve_after(struct serve *s, struct arena *a)
{
	wake_workers(s->conf, s->db);
	key_log_flush(s->db, a);
}
