/* SPDX-License-Identifier: Apache-2.0 */
#include "../rest/sample.h"
#include "../unit.h"

#include "rest/table.h"
#include "serve/router.h"

static int nothing(struct call *c, struct problem *p)
{
	(void)c;
	(void)p;
	return 0;
}

static const struct action actions[] = {
    {HTTP_POST, "/api/things/import", "importThings", "t", "s", ROLES_WRITE, 0, 200, .cost = 7, .handle = nothing},
    {HTTP_GET, "/api/things/{id}/story", "story", "t", "s", ROLES_READ, 0, 200, .handle = nothing},
    {HTTP_GET, "/api/things/latest/story", "latestStory", "t", "s", ROLES_READ, 0, 200, .handle = nothing},
    {HTTP_POST, "/api/four/{a}/{b}/{c}/{d}", "four", "t", "s", 0, ACTION_PUBLIC, 200, .handle = nothing},
    {.path = NULL}};

static const struct resource *const resources[] = {&sample_things, &sample_people, &sample_countries, NULL};
static const struct module module = {.name = "test", .resources = resources, .actions = actions};

static int build(void **state)
{
	static const struct module *const modules[] = {&module, NULL};
	(void)state;
	router_build(modules);
	return 0;
}

/* "METHOD template (params)", or what is allowed instead. */
static const char *find(struct unit *u, const char *method, const char *path)
{
	struct request r = {.path = path, .method = http_method_from(method)};
	const char *params[4] = {NULL};
	unsigned allowed;
	assert_int_equal(request_split_path(u->arena, &r, unit_again(u)), 0);
	const struct route *route = router_find(&r, params, &allowed);
	if (route == NULL)
		return allowed == 0 ? "none" : http_allow(u->arena, allowed);
	const char *all = route->template;
	for (int i = 0; i < 4 && params[i] != NULL && strchr(route->template, '{') != NULL; i++)
		all = arena_printf(u->arena, "%s %s", all, params[i]);
	return all;
}

static void test_find(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *method, *path, *wanted;
	} cases[] = {
	    {"GET", "/api/things", "/api/things"},
	    {"POST", "/api/things", "/api/things"},
	    {"GET", "/api/things/1", "/api/things/{id} 1"},
	    {"PATCH", "/api/things/1", "/api/things/{id} 1"},
	    {"DELETE", "/api/things/1", "/api/things/{id} 1"},
	    {"POST", "/api/things/1/restore", "/api/things/{id}/restore 1"},
	    {"PUT", "/api/things/by_ref/a%20b", "/api/things/by_ref/{external_ref} a b"},
	    {"POST", "/api/things/batch", "/api/things/batch"},
	    {"GET", "/api/things/batch", "POST, OPTIONS"},
	    {"GET", "/api/things/1/history", "/api/things/{id}/history 1"},
	    {"POST", "/api/things/1/history/2/restore", "/api/things/{id}/history/{change}/restore 1 2"},
	    {"GET", "/api/countries/1/history", "none"},
	    {"POST", "/api/things/bulk", "GET, HEAD, PATCH, DELETE, OPTIONS"},
	    {"GET", "/api/things.csv", "/api/things.csv"},
	    {"POST", "/api/countries/batch", "GET, HEAD, DELETE, OPTIONS"},
	    {"GET", "/api/things/1/story", "/api/things/{id}/story 1"},
	    {"POST", "/api/four/w/x/y/z", "/api/four/{a}/{b}/{c}/{d} w x y z"},
	    /* a word goes before an id in its place, in whatever order they were listed, and for every method */
	    {"POST", "/api/things/import", "/api/things/import"},
	    {"GET", "/api/things/import", "POST, OPTIONS"},
	    {"GET", "/api/things/latest/story", "/api/things/latest/story"},
	    {"POST", "/api/things/by_ref/restore", "PUT, OPTIONS"},
	    /* what is not there */
	    {"GET", "/api/nowhere", "none"},
	    {"GET", "/api/thing", "none"},
	    {"GET", "/api/thingsx", "none"},
	    {"GET", "/api/things/1/2", "none"},
	    {"GET", "/api/THINGS", "none"},
	    /* methods that are not there: an operation without roles does not exist */
	    {"PUT", "/api/things", "GET, HEAD, POST, OPTIONS"},
	    {"PUT", "/api/things/1", "GET, HEAD, PATCH, DELETE, OPTIONS"},
	    {"OPTIONS", "/api/things", "GET, HEAD, POST, OPTIONS"},
	    {"POST", "/api/people", "GET, HEAD, OPTIONS"},
	    {"DELETE", "/api/people/1", "GET, HEAD, PATCH, OPTIONS"},
	    {"POST", "/api/people/1/restore", "none"},
	    {"PUT", "/api/people/by_ref/1", "none"},
	    {"POST", "/api/countries/1/restore", "none"},
	    {"TRACE", "/api/things", "GET, HEAD, POST, OPTIONS"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = find(u, cases[i].method, cases[i].path);
		if (strcmp(got, cases[i].wanted) != 0)
			fail_msg("%s %s: %s, not %s", cases[i].method, cases[i].path, got, cases[i].wanted);
	}
}

/* Every route is found by its own path, and knows whether it writes and reads a body. */
static void test_every_route(void **state)
{
	struct unit *u = *state;
	size_t count = 0;
	for (const struct route *r; (r = router_at(count)) != NULL; count++) {
		struct request request = {.method = r->method, .segment_count = r->segment_count};
		const char *params[4];
		unsigned allowed;
		for (int i = 0; i < r->segment_count; i++)
			request.segments[i] = r->segments[i][0] == '{' ? "some-value" : r->segments[i];
		assert_ptr_equal(router_find(&request, params, &allowed), r);
		assert_int_equal(route_writes(r), r->method != HTTP_GET);
		if (r->operation == ROUTE_LIST || r->operation == ROUTE_READ || r->operation == ROUTE_REMOVE || r->operation == ROUTE_RESTORE)
			assert_false(route_has_body(r));
		assert_true((r->table == NULL) == (r->operation == ROUTE_ACTION));
		assert_true((r->action == NULL) == (r->operation != ROUTE_ACTION));
		/* default deny: somebody is named, or it is public, or whoever is signed in */
		assert_true(r->roles != 0 || r->operation == ROUTE_ACTION);
	}
	assert_int_equal(count, 4 + 11 + 7 + 4);
	(void)u;
}

/* What a request costs its caller: one unit, unless the row or the operation says more. */
static void test_costs(void **state)
{
	static const struct {
		const char *method, *path;
		unsigned cost;
	} cases[] = {{"GET", "/api/things", 1},	     {"GET", "/api/things/1", 1},      {"POST", "/api/things", 1},
		     {"PATCH", "/api/things/1", 1},   {"DELETE", "/api/things/1", 1},   {"POST", "/api/things/1/restore", 1},
		     {"POST", "/api/things/batch", 25}, {"GET", "/api/things.csv", 25}, {"POST", "/api/things/import", 7},
		     {"GET", "/api/things/1/story", 1}};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request r = {.path = cases[i].path, .method = http_method_from(cases[i].method)};
		const char *params[4];
		unsigned allowed;
		assert_int_equal(request_split_path(u->arena, &r, &u->p), 0);
		assert_int_equal(router_find(&r, params, &allowed)->cost, cases[i].cost);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_find), UNIT(test_every_route), UNIT(test_costs)};
	return cmocka_run_group_tests(tests, build, NULL);
}
