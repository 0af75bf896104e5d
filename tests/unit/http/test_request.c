/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "http/request.h"

static const char *split(struct unit *u, const char *path)
{
	struct request r = {.path = path};
	const char *all = "";
	if (request_split_path(u->arena, &r, unit_again(u)) < 0)
		return problem_kind(u->p.code)->slug;
	for (int i = 0; i < r.segment_count; i++)
		all = arena_printf(u->arena, "%s/%s", all, r.segments[i]);
	return all;
}

static void test_paths(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *path, *wanted;
	} cases[] = {
	    {"/api/properties", "/properties"},
	    {"/api/properties/1/restore", "/properties/1/restore"},
	    {"/api/by_ref/a%20b%C3%A9", "/by_ref/a bé"},
	    {"/api/a+b", "/a+b"},
	    {"/api/...", "/..."},
	    {"/api/%2e%2e%2e", "/..."},
	    {"/api/a%5Cb", "/a\\b"},
	    {"/api/%252e", "/%2e"},
	    {"/api/1/2/3/4/5/6/7/8/9/10/11/12", "/1/2/3/4/5/6/7/8/9/10/11/12"},
	    {"/api/1/2/3/4/5/6/7/8/9/10/11/12/13", "not-found"},
	    {"", "not-found"},
	    {"/", "not-found"},
	    {"/api", "not-found"},
	    {"/api/", "not-found"},
	    {"/apix/a", "not-found"},
	    {"/API/a", "not-found"},
	    {"api/a", "not-found"},
	    {"//api/a", "not-found"},
	    {"/api//a", "not-found"},
	    {"/api/a/", "not-found"},
	    {"/api/a//b", "not-found"},
	    {"/api/./a", "not-found"},
	    {"/api/a/..", "not-found"},
	    {"/api/a/%2e%2e/b", "not-found"},
	    {"/api/.%2E", "not-found"},
	    {"/api/%", "malformed-request"},
	    {"/api/a%2", "malformed-request"},
	    {"/api/a%zz", "malformed-request"},
	    {"/api/a%00", "malformed-request"},
	    {"/api/%ff", "malformed-request"},
	    {"/api/%c0%af", "malformed-request"},
	    {"/api/caf\xe9", "malformed-request"},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(split(u, cases[i].path), cases[i].wanted);
}

static void test_sentences(void **state)
{
	struct unit *u = *state;
	split(u, "/api/%");
	expect_problem(&u->p, PROBLEM_MALFORMED_REQUEST, "the path has a broken percent escape");
	split(u, "/api/a%00b");
	expect_problem(&u->p, PROBLEM_MALFORMED_REQUEST, "the path has an encoded NUL");
	split(u, "/api/%ff");
	expect_problem(&u->p, PROBLEM_MALFORMED_REQUEST, "the path is not UTF-8");
}

static void test_methods(void **state)
{
	struct unit *u = *state;
	assert_int_equal(http_method_from("GET"), HTTP_GET);
	assert_int_equal(http_method_from("OPTIONS"), HTTP_OPTIONS);
	static const char *const others[] = {"", "get", "GETT", "GE", "TRACE", "CONNECT", "PROPFIND"};
	for (size_t i = 0; i < COUNT(others); i++)
		assert_int_equal(http_method_from(others[i]), HTTP_OTHER);
	assert_string_equal(http_allow(u->arena, HTTP_GET | HTTP_POST), "GET, HEAD, POST, OPTIONS");
	assert_string_equal(http_allow(u->arena, HTTP_PUT | HTTP_PATCH | HTTP_DELETE), "PUT, PATCH, DELETE, OPTIONS");
	assert_string_equal(http_allow(u->arena, 0), "OPTIONS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_paths), UNIT(test_sentences), UNIT(test_methods)};
	return UNIT_RUN(tests);
}
