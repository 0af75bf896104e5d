/* SPDX-License-Identifier: Apache-2.0 */
/* jwt.json through the entry point: each case gets its verdict and one of its reasons. */
#include "world.h"

#include <stdio.h>
#include <string.h>

#include "auth/clerk.h"
#include "auth/jwks.h"
#include "auth/key.h"
#include "base/arena.h"
#include "base/clock.h"
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

static const char *text_of(const struct jvalue *v, const char *name)
{
	return jvalue_string(jvalue_get(v, name));
}

static bool lists(const struct jvalue *list, const char *word)
{
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const char *one = jvalue_string(jvalue_at(list, i));
		if (one != NULL && strcmp(one, word) == 0)
			return true;
	}
	return false;
}

static void expect_member(const char *name, const struct jvalue *identity, const char *member, const char *got)
{
	const struct jvalue *wanted;
	if (!jvalue_find(identity, member, &wanted))
		return;
	const char *text = jvalue_string(wanted);
	if (text == NULL ? got != NULL : got == NULL || strcmp(got, text) != 0)
		fail_msg("%s: %s is '%s', not '%s'", name, member, got, text);
}

static void expect_identity(const char *name, const struct jvalue *c, const struct principal *who)
{
	const struct jvalue *identity = jvalue_get(c, "identity");
	expect_member(name, identity, "user", who->subject);
	if (who->kind == ISSUER_CLERK) {
		expect_member(name, identity, "org", who->org_id);
		expect_member(name, identity, "slug", who->org_slug);
		expect_member(name, identity, "role", who->org_role);
	}
}

static size_t run_cases(struct world *w, const char *provider)
{
	const struct jvalue *cases = jvalue_get(w->vectors, "cases");
	struct auth *auth = auth_new(&w->conf);
	size_t run = 0;
	for (size_t i = 0; i < jvalue_size(cases); i++) {
		const struct jvalue *c = jvalue_at(cases, i), *token = jvalue_get(c, "token");
		struct principal *who;
		int64_t now;
		if (strcmp(text_of(c, "provider"), provider) != 0)
			continue;
		const char *name = text_of(c, "name");
		assert_true(jvalue_integer(jvalue_get(c, "now"), &now));
		clock_stop_at(now * 1000000);
		const char *reason = world_verify(w, auth, jvalue_string(token), jvalue_string_size(token), &who);
		bool accept = strcmp(text_of(c, "expect"), "accept") == 0;
		if (accept != (reason == NULL))
			fail_msg("%s: %s", name, reason == NULL ? "accepted" : reason);
		if (accept)
			expect_identity(name, c, who);
		else if (reason == NULL || !lists(jvalue_get(c, "reasons"), reason))
			fail_msg("%s: refused for %s", name, reason);
		run++;
	}
	auth_free(auth);
	return run;
}

static void test_clerk(void **state)
{
	world_provider(*state, "clerk");
	assert_int_equal(run_cases(*state, "clerk"), 115);
}

static void test_supabase(void **state)
{
	world_provider(*state, "supabase");
	assert_int_equal(run_cases(*state, "supabase"), 29);
}

static void test_supabase_eddsa(void **state)
{
	world_provider(*state, "supabase_eddsa");
	assert_int_equal(run_cases(*state, "supabase_eddsa"), 1);
}

static void test_supabase_legacy(void **state)
{
	world_provider(*state, "supabase_legacy");
	assert_int_equal(run_cases(*state, "supabase_legacy"), 7);
}

/* With all issuers at once each case keeps its verdict, but for a token that is right at its own issuer. */
static void test_all_issuers_together(void **state)
{
	struct world *w = *state;
	world_provider(w, "clerk");
	world_provider(w, "supabase");
	w->conf.sign_up = "open";
	const struct jvalue *cases = jvalue_get(w->vectors, "cases");
	struct auth *auth = auth_new(&w->conf);
	for (size_t i = 0; i < jvalue_size(cases); i++) {
		const struct jvalue *c = jvalue_at(cases, i), *token = jvalue_get(c, "token");
		struct principal *who;
		const char *provider = text_of(c, "provider");
		if (strcmp(provider, "clerk") != 0 && strcmp(provider, "supabase") != 0)
			continue;
		const char *reason = world_verify(w, auth, jvalue_string(token), jvalue_string_size(token), &who);
		bool accept = strcmp(text_of(c, "expect"), "accept") == 0 ||
			      strcmp(text_of(c, "name"), "supabase_token_at_clerk") == 0;
		if (accept != (reason == NULL))
			fail_msg("%s: %s", text_of(c, "name"), reason == NULL ? "accepted" : reason);
	}
	auth_free(auth);
}

static void test_key_sets(void **state)
{
	struct world *w = *state;
	const struct jvalue *docs = jvalue_get(w->vectors, "jwks_documents");
	const unsigned algs = JWKS_ALG(KEY_RS256) | JWKS_ALG(KEY_ES256) | JWKS_ALG(KEY_EDDSA);
	assert_int_equal(jvalue_size(docs), 34);
	for (size_t i = 0; i < jvalue_size(docs); i++) {
		const struct jvalue *d = jvalue_at(docs, i), *usable = jvalue_get(d, "usable");
		const char *text = jvalue_print(w->arena, jvalue_get(d, "doc"));
		struct jwks *set = NULL;
		struct problem p;
		problem_init(&p, w->arena);
		int rc = jwks_parse("test", text, strlen(text), algs, &set, &p);
		if ((rc == 0) != (jvalue_size(usable) > 0))
			fail_msg("%s: %s", text_of(d, "name"), rc == 0 ? "accepted" : p.detail);
		if (rc < 0)
			continue;
		if (jwks_count(set) != jvalue_size(usable))
			fail_msg("%s: %zu keys", text_of(d, "name"), jwks_count(set));
		for (size_t k = 0; k < jvalue_size(usable); k++) {
			const char *kid = jvalue_string(jvalue_at(usable, k));
			assert_non_null(jwks_find(set, kid, strlen(kid)));
		}
		jwks_free(set);
	}
}

static void test_permissions(void **state)
{
	struct world *w = *state;
	const struct jvalue *list = jvalue_get(w->vectors, "clerk_v2_permission_vectors");
	assert_int_equal(jvalue_size(list), 14);
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const struct jvalue *v = jvalue_at(list, i), *expected = jvalue_get(v, "expected");
		const struct jvalue *wanted = jvalue_get(expected, "org_permissions");
		struct clerk_permissions got;
		enum reason reason = clerk_read_permissions(w->arena, jvalue_get(v, "claims"), &got);
		assert_int_equal(reason, jvalue_get(expected, "error") == NULL ? REASON_OK : REASON_BAD_CLAIM_VALUE);
		assert_int_equal(got.count, jvalue_size(wanted));
		for (size_t k = 0; k < got.count; k++)
			assert_string_equal(got.items[k], jvalue_string(jvalue_at(wanted, k)));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_clerk),
					   TEST(test_supabase),
					   TEST(test_supabase_eddsa),
					   TEST(test_supabase_legacy),
					   TEST(test_all_issuers_together),
					   TEST(test_key_sets),
					   TEST(test_permissions)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
