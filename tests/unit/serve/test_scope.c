/* SPDX-License-Identifier: Apache-2.0 */
#include "../rest/sample.h"
#include "../unit.h"

#include "rest/call.h"
#include "serve/router.h"
#include "serve/scope.h"

static int nothing(struct call *c, struct problem *p)
{
	(void)c;
	(void)p;
	return 0;
}

static const struct action actions[] = {
    {HTTP_POST, "/api/things/import", "importThings", "t", "s", ROLES_WRITE, 0, 200, .scope = "imports", .handle = nothing},
    {HTTP_GET, "/api/secrets", "secrets", "t", "s", ROLES_READ, 0, 200, .handle = nothing},
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

/* What a request needs, "none" for no key. */
static const char *needed(struct unit *u, const char *method, const char *path, const char *query)
{
	struct request r = {.path = path, .method = http_method_from(method)};
	struct call c = {.arena = u->arena};
	const char *params[4];
	unsigned allowed;
	assert_int_equal(request_split_path(u->arena, &r, unit_again(u)), 0);
	const struct route *route = router_find(&r, params, &allowed);
	assert_non_null(route);
	assert_int_equal(query_parse(u->arena, query, &c.query, &u->p), 0);
	const char *scopes = scope_needed(u->arena, route, &c);
	return scopes == NULL ? "none" : scopes;
}

static void test_reading_and_writing_are_two_scopes(void **state)
{
	assert_string_equal(needed(*state, "GET", "/api/things", ""), "{things:read}");
	assert_string_equal(needed(*state, "GET", "/api/things/1", ""), "{things:read}");
	assert_string_equal(needed(*state, "POST", "/api/things", ""), "{things:write}");
	assert_string_equal(needed(*state, "PATCH", "/api/things/1", ""), "{things:write}");
	assert_string_equal(needed(*state, "DELETE", "/api/things/1", ""), "{things:write}");
	assert_string_equal(needed(*state, "POST", "/api/things/1/restore", ""), "{things:write}");
	assert_string_equal(needed(*state, "PUT", "/api/things/by_ref/x", ""), "{things:write}");
	assert_string_equal(needed(*state, "POST", "/api/things/import", ""), "{imports:write}");
}

static void test_a_route_without_a_word_is_closed(void **state)
{
	assert_string_equal(needed(*state, "GET", "/api/secrets", ""), "none");
	assert_string_equal(needed(*state, "GET", "/api/countries", ""), "none");
}

static void test_what_include_adds_is_read_too(void **state)
{
	assert_string_equal(needed(*state, "GET", "/api/things", "include=person"), "{things:read,people:read}");
	assert_string_equal(needed(*state, "GET", "/api/things/1", "fields=id&include=person,person"), "{things:read,people:read,people:read}");
	assert_string_equal(needed(*state, "GET", "/api/things", "include=origin"), "none");
	assert_string_equal(needed(*state, "GET", "/api/things", "include=person,origin"), "none");
	assert_string_equal(needed(*state, "GET", "/api/things", "include=nobody,,person.nobody,lost"), "{things:read,people:read}");
	assert_string_equal(needed(*state, "GET", "/api/people", "include=things"), "{people:read,things:read}");
	assert_string_equal(needed(*state, "GET", "/api/things", "include=person.things"), "{things:read,people:read,things:read}");
	assert_string_equal(needed(*state, "GET", "/api/people", "include=things.origin"), "none");
}

static void test_every_scope_is_listed_once_by_name(void **state)
{
	static const char *const wanted[] = {"imports:write", "people:read", "people:write", "things:read", "things:write"};
	(void)state;
	for (size_t i = 0; i < COUNT(wanted); i++)
		assert_string_equal(scope_at(i), wanted[i]);
	assert_null(scope_at(COUNT(wanted)));
	assert_true(scope_exists("things:read"));
	assert_false(scope_exists("things"));
	assert_false(scope_exists("secrets:read"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_reading_and_writing_are_two_scopes), UNIT(test_a_route_without_a_word_is_closed),
					   UNIT(test_what_include_adds_is_read_too), UNIT(test_every_scope_is_listed_once_by_name)};
	return cmocka_run_group_tests(tests, build, NULL);
}
