/* SPDX-License-Identifier: Apache-2.0 */
/* The transport cases of jwt.json, and what else a request can carry. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "auth/credential.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/problem.h"

static int open_world(void **state)
{
	static struct world w;
	world_open(&w);
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	world_close(*state);
	return 0;
}

#define T "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"
#define T2 "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ5In0.c2ln"

/* <T> and <T2> in a case's text become tokens. */
static const char *fill(struct world *w, const char *s)
{
	if (s == NULL)
		return NULL;
	const char *out = arena_strdup(w->arena, s), *at;
	while ((at = strstr(out, "<T>")) != NULL)
		out = arena_printf(w->arena, "%.*s" T "%s", (int)(at - out), out, at + 3);
	while ((at = strstr(out, "<T2>")) != NULL)
		out = arena_printf(w->arena, "%.*s" T2 "%s", (int)(at - out), out, at + 4);
	return out;
}

struct outcome {
	int rc;
	struct credential c;
	struct problem p;
};

static struct outcome choose(struct world *w, const char *authorization, const char *cookie, const char *method,
			     const char *origin)
{
	static const char *const allowed[] = {"https://stagefy.example", "https://app.stagefy.example"};
	struct outcome o = {0};
	struct credential_input in = {.authorization = &authorization,
				      .authorization_count = authorization != NULL,
				      .cookies = &cookie,
				      .cookie_count = cookie != NULL,
				      .method = method == NULL ? "GET" : method,
				      .origin = origin,
				      .allowed_origins = allowed,
				      .allowed_count = 2,
				      .clerk = true};
	problem_init(&o.p, w->arena);
	o.rc = credential_choose(&in, &o.c, &o.p);
	return o;
}

static bool is_token(const struct credential *c, const char *token)
{
	return c->kind == CREDENTIAL_TOKEN && c->size == strlen(token) && memcmp(c->text, token, c->size) == 0;
}

static void test_vectors(void **state)
{
	struct world *w = *state;
	const struct jvalue *cases = jvalue_get(w->vectors, "transport_cases");
	assert_int_equal(jvalue_size(cases), 15);
	for (size_t i = 0; i < jvalue_size(cases); i++) {
		const struct jvalue *c = jvalue_at(cases, i);
		const char *use = jvalue_string(jvalue_get(c, "use"));
		struct outcome o =
			choose(w, fill(w, jvalue_string(jvalue_get(c, "authorization"))),
			       fill(w, jvalue_string(jvalue_get(c, "cookie"))), jvalue_string(jvalue_get(c, "method")),
			       jvalue_string(jvalue_get(c, "origin")));
		if (use == NULL)
			assert_true(o.rc < 0 || o.c.kind == CREDENTIAL_NONE);
		else if (strcmp(use, "T") == 0)
			assert_true(o.rc == 0 && is_token(&o.c, T));
		else
			assert_true(o.rc == 0 && o.c.kind == CREDENTIAL_API_KEY);
	}
}

static void test_header(void **state)
{
	struct world *w = *state;
	static const char *const bad[] = {
		"Bearer",    "Bearer ",	      "Bearer  " T,	  " Bearer " T,	      "Bearer\t" T,
		"Bearer:" T, "Bearer " T " ", "Bearer " T "," T2, "Bearer \"" T "\"", "Basic dXNlcjpwYXNz",
		T,	     "Token " T,      "Bearer a=b",	  "BearerX " T,	      "Bearer " T "\n",
		"Bearer ="};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct outcome o = choose(w, bad[i], NULL, "GET", NULL);
		assert_int_equal(o.rc, -1);
		assert_int_equal(o.p.code, PROBLEM_UNAUTHENTICATED);
		assert_string_equal(o.p.members, "\"reason\":\"unsupported_scheme\"");
		assert_string_equal(reason_challenge(&o.p),
				    "Bearer error=\"invalid_token\", error_description=\"unsupported_scheme\"");
	}
	static const char *const good[] = {"Bearer " T, "bearer " T, "BEARER " T};
	for (size_t i = 0; i < 3; i++) {
		struct outcome o = choose(w, good[i], NULL, "POST", "https://evil.example"); /* a header is no cookie */
		assert_int_equal(o.rc, 0);
		assert_true(is_token(&o.c, T));
		assert_false(o.c.from_cookie);
		assert_null(o.c.cookie);
	}
	struct outcome none = choose(w, NULL, NULL, "POST", NULL);
	assert_int_equal(none.rc, 0);
	assert_int_equal(none.c.kind, CREDENTIAL_NONE);
}

static void test_api_keys(void **state)
{
	struct world *w = *state;
	struct problem p;
	struct json_fault fault;
	char *text;
	size_t n;
	const struct jvalue *doc;
	problem_init(&p, w->arena);
	assert_int_equal(file_read(w->arena, arena_printf(w->arena, "%s/api-keys.json", getenv("VECTORS")), 1 << 16,
				   &text, &n, &p),
			 0);
	assert_int_equal(jvalue_parse(w->arena, text, n, &doc, &fault), 0);
	const struct jvalue *valid = jvalue_get(doc, "valid");
	assert_int_equal(jvalue_size(valid), 3);
	for (size_t i = 0; i < jvalue_size(valid); i++) {
		const char *key = jvalue_string(jvalue_get(jvalue_at(valid, i), "key"));
		struct outcome o = choose(w, arena_printf(w->arena, "Bearer %s", key), "__session=" T, "GET", NULL);
		assert_int_equal(o.rc, 0);
		assert_int_equal(o.c.kind, CREDENTIAL_API_KEY);
		assert_memory_equal(o.c.text, key, strlen(key));
		assert_int_equal(o.c.size, strlen(key));
		assert_null(o.c.cookie);
	}
}

static void test_repeated(void **state)
{
	struct world *w = *state;
	const char *two[] = {"Bearer " T, "Bearer " T}, *cookies[] = {"a=b", "__session=" T, "__session=" T};
	struct credential c;
	struct problem p;
	struct credential_input in = {.authorization = two, .authorization_count = 2, .method = "GET", .clerk = true};
	problem_init(&p, w->arena);
	assert_int_equal(credential_choose(&in, &c, &p), -1);
	assert_int_equal(p.code, PROBLEM_MALFORMED_REQUEST);
	in = (struct credential_input){.cookies = cookies, .cookie_count = 3, .method = "GET", .clerk = true};
	problem_init(&p, w->arena);
	assert_int_equal(credential_choose(&in, &c, &p), -1);
	assert_int_equal(p.code, PROBLEM_MALFORMED_REQUEST);
	in.cookie_count = 2;
	problem_init(&p, w->arena);
	assert_int_equal(credential_choose(&in, &c, &p), 0);
	assert_true(is_token(&c, T) && c.from_cookie);
}

static void test_key_header(void **state)
{
	struct world *w = *state;
	const char *keys[] = {"sfy_live_x", "sfy_live_y"}, *authorization = "Bearer " T, *cookie = "__session=" T;
	struct credential c;
	struct problem p;
	struct credential_input in = {.api_keys = keys, .api_key_count = 1, .cookies = &cookie, .cookie_count = 1,
				      .method = "POST", .clerk = true};
	problem_init(&p, w->arena);
	assert_int_equal(credential_choose(&in, &c, &p), 0);
	assert_int_equal(c.kind, CREDENTIAL_API_KEY);
	assert_true(c.size == strlen(keys[0]) && memcmp(c.text, keys[0], c.size) == 0);
	assert_true(!c.from_cookie && c.cookie == NULL);
	in.api_key_count = 2;
	assert_int_equal(credential_choose(&in, &c, &p), -1);
	assert_int_equal(p.code, PROBLEM_MALFORMED_REQUEST);
	in.api_key_count = 1;
	in.authorization = &authorization;
	in.authorization_count = 1;
	problem_init(&p, w->arena);
	assert_int_equal(credential_choose(&in, &c, &p), -1);
	assert_int_equal(p.code, PROBLEM_MALFORMED_REQUEST);
}

static void test_cookie(void **state)
{
	struct world *w = *state;
	static const char *const none[] = {
		"",	      ";",	   "session=" T,    "__session_ab12=" T, "__SESSION=" T, "x__session=" T,
		"__session=", "__session", "a=__session=" T};
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		struct outcome o = choose(w, NULL, none[i], "GET", NULL);
		assert_int_equal(o.rc, 0);
		assert_int_equal(o.c.kind, CREDENTIAL_NONE);
	}
	static const char *const good[] = {"__session=" T, "a=b; __session=" T "; c=d", "a=b;__session=" T ";",
					   " __session=" T " ", "__session_ab12=" T2 "; __session=" T};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct outcome o = choose(w, NULL, good[i], "GET", NULL);
		assert_true(o.c.from_cookie && is_token(&o.c, T));
	}
	struct outcome both = choose(w, "Bearer " T, "__session=" T2, "POST", NULL);
	assert_int_equal(both.rc, 0);
	assert_true(is_token(&both.c, T));
	assert_int_equal(both.c.cookie_size, strlen(T2));
	assert_memory_equal(both.c.cookie, T2, strlen(T2));
}

/* A browser sends the cookie for any page: only the page's own origin may write with it. */
static void test_cookie_writes(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *method, *origin;
		bool allowed;
	} rows[] = {
		{"GET", NULL, true},
		{"HEAD", "https://evil.example", true},
		{"OPTIONS", NULL, true},
		{"POST", "https://stagefy.example", true},
		{"DELETE", "https://app.stagefy.example", true},
		{"POST", NULL, false},
		{"POST", "", false},
		{"POST", "null", false},
		{"POST", "https://stagefy.example/", false},
		{"POST", "http://stagefy.example", false},
		{"POST", "https://stagefy.example.evil.example", false},
		{"POST", "https://evil.example", false},
		{"PATCH", "https://evil.example", false},
		{"get", "https://evil.example", false},
		{"QUERY", NULL, false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct outcome o = choose(w, NULL, "__session=" T, rows[i].method, rows[i].origin);
		assert_int_equal(o.rc, rows[i].allowed ? 0 : -1);
		assert_int_equal(o.p.code, rows[i].allowed ? PROBLEM_NONE : PROBLEM_ORIGIN_NOT_ALLOWED);
	}
}

static void test_cookie_without_clerk(void **state)
{
	struct world *w = *state;
	const char *cookie = "__session=" T "; __session=" T2;
	struct credential c;
	struct problem p;
	struct credential_input in = {.cookies = &cookie, .cookie_count = 1, .method = "POST"};
	problem_init(&p, w->arena);
	assert_int_equal(credential_choose(&in, &c, &p), 0);
	assert_int_equal(c.kind, CREDENTIAL_NONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_vectors),
					   TEST(test_header),
					   TEST(test_api_keys),
					   TEST(test_repeated),
					   TEST(test_key_header),
					   TEST(test_cookie),
					   TEST(test_cookie_writes),
					   TEST(test_cookie_without_clerk)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
