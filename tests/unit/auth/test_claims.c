/* SPDX-License-Identifier: Apache-2.0 */
/* Claims one by one, in correctly signed tokens. */
#include "world.h"

#include <string.h>

#include "auth/local.h"
#include "base/arena.h"
#include "base/clock.h"

static struct auth *auth;

static int open_clerk(void **state)
{
	static struct world w;
	world_open(&w);
	world_provider(&w, "clerk");
	auth = auth_new(&w.conf);
	*state = &w;
	return 0;
}

static int open_supabase(void **state)
{
	static struct world w;
	world_open(&w);
	world_provider(&w, "supabase");
	auth = auth_new(&w.conf);
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	auth_free(auth);
	world_close(*state);
	return 0;
}

static const char *verify(struct world *w, const char *token, struct principal **who)
{
	const char *reason = world_verify(w, auth, token, strlen(token), who);
	return reason == NULL ? "accepted" : reason;
}

static const char *clerk(struct world *w, const char *changes, struct principal **who)
{
	return verify(w, world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, changes)), who);
}

static const char *supabase(struct world *w, const char *changes, struct principal **who)
{
	return verify(w, world_sign(w, "sb_ec", "ES256", SUPABASE_HEADER, world_supabase_claims(w, changes)), who);
}

struct row {
	const char *changes, *reason;
};

#define RUN(fn, rows)                                                                                                  \
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows)[0]; i++) {                                                  \
		struct principal *who;                                                                                 \
		const char *got = fn(*state, (rows)[i].changes, &who);                                                 \
		if (strcmp(got, (rows)[i].reason) != 0)                                                                \
			fail_msg("%s: %s, not %s", (rows)[i].changes, got, (rows)[i].reason);                          \
	}

static void test_times(void **state)
{
	/* now is 1760000100 */
	static const struct row rows[] = {
		{"\"exp\":1760000096", "accepted"},
		{"\"exp\":1760000095", "expired"},
		{"\"exp\":0", "expired"},
		{"\"exp\":-1", "bad_claim_value"},
		{"\"exp\":1760000150.0", "bad_claim_type"},
		{"\"exp\":1760000150.5", "bad_claim_type"},
		{"\"exp\":1.76000015e9", "bad_claim_type"},
		{"\"exp\":1e400", "bad_claim_type"},
		{"\"exp\":\"1760000150\"", "bad_claim_type"},
		{"\"exp\":true", "bad_claim_type"},
		{"\"exp\":null", "bad_claim_type"},
		{"\"exp\":{}", "bad_claim_type"},
		{"\"exp\":1760000150000", "implausible_time"},
		{"\"exp\":253402300799", "accepted"},
		{"\"exp\":253402300800", "implausible_time"},
		{"\"exp\":999999999999999999", "implausible_time"},
		{"\"exp\":9223372036854775807", "bad_claim_value"},
		{"\"exp\":9223372036854775808", "bad_claim_value"},
		{"\"exp\":18446744075469551766", "bad_claim_value"},
		{"!exp", "missing_claim"},
		{"\"iat\":1760000105", "accepted"},
		{"\"iat\":1760000106", "issued_in_future"},
		{"\"iat\":1760000090000", "implausible_time"},
		{"\"iat\":\"1760000090\"", "bad_claim_type"},
		{"!iat", "missing_claim"},
		{"\"nbf\":1760000105", "accepted"},
		{"\"nbf\":1760000106", "not_yet_valid"},
		{"\"nbf\":null", "bad_claim_type"},
		{"\"nbf\":1760000080.0", "bad_claim_type"},
		{"!nbf", "accepted"},
	};
	RUN(clerk, rows)
}

static void test_clerk_identity(void **state)
{
	static const struct row rows[] = {
		{"\"sub\":\"user_2VICTIM\"", "accepted"},
		{"\"sub\":\"user_\"", "bad_claim_value"},
		{"\"sub\":\"User_2abc\"", "bad_claim_value"},
		{"\"sub\":\" user_2abc\"", "bad_claim_value"},
		{"\"sub\":\"user_2abc\\n\"", "bad_claim_value"},
		{"\"sub\":\"user_2abc-d\"", "bad_claim_value"},
		{"\"sub\":\"user_2abc\xc3\xa9\"", "bad_claim_value"},
		{"\"sub\":\"user_2abc\\u0000\"", "bad_json"},
		{"\"sub\":[\"user_2abc\"]", "bad_claim_type"},
		{"\"sub\":null", "bad_claim_type"},
		{"\"sub\":\"mch_2abc\"", "bad_claim_value"},
		{"!sid", "missing_claim"},
		{"\"sid\":\"\"", "bad_claim_value"},
		{"\"sid\":\"user_2abc\"", "bad_claim_value"},
		{"\"sid\":null", "bad_claim_type"},
		{"\"iss\":\"" CLERK_ISS "/\"", "wrong_issuer"},
		{"\"iss\":\"" CLERK_ISS "\\u0000\"", "bad_json"},
		{"\"iss\":\"https://clerk.stagefy.example@evil.example\"", "wrong_issuer"},
		{"\"iss\":\"https://cl\xd0\xb5rk.stagefy.example\"", "wrong_issuer"},
		{"\"iss\":[\"" CLERK_ISS "\"]", "bad_claim_type"},
		{"\"iss\":\"\"", "wrong_issuer"},
		{"!iss", "missing_claim"},
		{"\"azp\":\"https://admin.stagefy.example\"", "accepted"},
		{"\"azp\":\"https://app.stagefy.example/\"", "wrong_azp"},
		{"\"azp\":\"https://app.stagefy.example:443\"", "wrong_azp"},
		{"\"azp\":\"https://app.stagefy.example.evil.example\"", "wrong_azp"},
		{"\"azp\":\"http://app.stagefy.example\"", "wrong_azp"},
		{"\"azp\":null", "bad_claim_type"},
		{"!azp", "wrong_azp"},
		{"\"sts\":\"pending\"", "session_pending"},
		{"\"sts\":\"active\"", "accepted"},
		{"\"sts\":\"\"", "bad_claim_value"},
		{"\"sts\":null", "bad_claim_type"},
		{"\"aud\":\"anything\"", "accepted"}, /* Clerk has no audience unless a template says so */
		{"\"act\":{\"sub\":\"user_9\"}", "accepted"},
		{"\"act\":\"user_9\"", "bad_claim_type"},
		{"\"act\":null", "bad_claim_type"},
		{"\"act\":{}", "missing_claim"},
		{"\"act\":{\"sub\":5}", "bad_claim_type"},
		{"\"act\":{\"sub\":\"a\\nb\"}", "bad_claim_value"},
	};
	RUN(clerk, rows)
}

/* The layout is what `v` says, whatever else stands there. */
static void test_clerk_layouts(void **state)
{
	static const struct row rows[] = {
		{"\"v\":2", "accepted"},
		{"\"v\":1", "bad_claim_value"},
		{"\"v\":3", "bad_claim_value"},
		{"\"v\":\"2\"", "bad_claim_type"},
		{"\"v\":2.0", "bad_claim_type"},
		{"\"v\":null", "bad_claim_type"},
		{"\"v\":[2]", "bad_claim_type"},
		{"\"v\":2\n\"o\":null", "bad_claim_type"},
		{"\"v\":2\n\"o\":[]", "bad_claim_type"},
		{"\"v\":2\n\"o\":{}", "missing_claim"},
		{"\"v\":2\n\"o\":{\"id\":5}", "bad_claim_type"},
		{"\"v\":2\n\"o\":{\"id\":\"user_1\"}", "bad_claim_value"},
		{"\"v\":2\n\"o\":{\"id\":\"org_1' or 1=1\"}", "bad_claim_value"},
		{"\"v\":2\n\"o\":{\"id\":\"org_1\",\"rol\":[\"admin\"]}", "bad_claim_type"},
		{"\"v\":2\n\"o\":{\"id\":\"org_1\",\"rol\":\"ad min\"}", "bad_claim_value"},
		{"\"v\":2\n\"o\":{\"id\":\"org_1\",\"slg\":\"a/b\"}", "bad_claim_value"},
		{"\"v\":2\n\"o\":{\"id\":\"org_1\"}\n\"fea\":\"nocolon\"", "bad_claim_value"},
		{"\"v\":2\n\"o\":{\"id\":\"org_1\"}\n\"fea\":5", "bad_claim_type"},
		{"\"v\":2\n\"o\":{\"id\":\"org_1\",\"fpm\":5}", "bad_claim_type"},
		{"\"org_id\":5", "bad_claim_type"},
		{"\"org_id\":null", "bad_claim_type"},
		{"\"org_id\":\"\"", "bad_claim_value"},
		{"\"org_id\":\"org_1\"\n\"org_role\":{}", "bad_claim_type"},
		{"\"org_id\":\"org_1\"\n\"org_slug\":\"..\"", "bad_claim_value"},
		{"\"o\":\"anything\"", "accepted"},
	};
	RUN(clerk, rows)
	struct principal *who;
	assert_string_equal(clerk(*state, "\"v\":2\n\"org_id\":\"org_evil\"\n\"org_role\":\"org:admin\"", &who),
			    "accepted");
	assert_null(who->org_id);
	assert_null(who->org_role);
	assert_string_equal(
		clerk(*state, "\"v\":2\n\"org_id\":\"org_evil\"\n\"o\":{\"id\":\"org_1\",\"rol\":\"member\"}", &who),
		"accepted");
	assert_string_equal(who->org_id, "org_1");
	assert_string_equal(who->org_role, "org:member");
	assert_string_equal(clerk(*state, "\"o\":{\"id\":\"org_evil\",\"rol\":\"admin\"}", &who), "accepted");
	assert_null(who->org_id);
}

static void test_clerk_principal(void **state)
{
	struct principal *who;
	assert_string_equal(
		clerk(*state,
		      "\"org_id\":\"org_1\"\n\"org_slug\":\"cape\"\n\"org_role\":\"org:admin\"\n\"org_name\":\"Cape "
		      "\\\"H\\\"\"\n"
		      "\"email\":\"zoe@example.com\"\n\"email_verified\":true\n\"full_name\":\"Zo\xc3\xab\"\n"
		      "\"locale\":\"en-ZA\"\n\"act\":{\"sub\":\"user_9\"}",
		      &who),
		"accepted");
	assert_int_equal(who->kind, ISSUER_CLERK);
	assert_string_equal(who->issuer, CLERK_ISS);
	assert_string_equal(who->subject, "user_2abcDEF0000000000000000001");
	assert_null(who->session);
	assert_string_equal(who->org_id, "org_1");
	assert_string_equal(who->impersonator, "user_9");
	assert_false(who->anonymous);
	assert_int_equal(who->expires_at, 1760000150);
	assert_string_equal(who->claims_json,
			    "{\"email\":\"zoe@example.com\",\"email_verified\":true,\"full_name\":\"Zo\xc3\xab\","
			    "\"locale\":\"en-ZA\","
			    "\"org_slug\":\"cape\",\"org_name\":\"Cape \\\"H\\\"\",\"org_role\":\"org:admin\"}");
	assert_string_equal(clerk(*state, NULL, &who), "accepted");
	assert_string_equal(who->claims_json, "{}");
	assert_null(who->org_id);
	assert_null(who->impersonator);
}

/* What a customer's template adds is taken if it fits, and never a reason to refuse. */
static void test_profile_is_lenient(void **state)
{
	static const char *const odd[] = {"\"email\":null",
					  "\"email\":\"\"",
					  "\"email\":\"none\"",
					  "\"email\":\"@x\"",
					  "\"email\":\"a@b@c\"",
					  "\"email\":\"a b@c\"",
					  "\"email\":[\"a@b\"]",
					  "\"email\":\"a@b\\n\"",
					  "\"full_name\":\"a\\u0007b\"",
					  "\"full_name\":7",
					  "\"locale\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""};
	struct principal *who;
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		assert_string_equal(clerk(*state, odd[i], &who), "accepted");
		assert_string_equal(who->claims_json, "{}");
	}
	static const char *const unverified[] = {"!x", "\"email_verified\":\"true\"", "\"email_verified\":1",
						 "\"email_verified\":false"};
	for (size_t i = 1; i < 4; i++) {
		struct world *w = *state;
		assert_string_equal(clerk(w, arena_printf(w->arena, "\"email\":\"a@b.c\"\n%s", unverified[i]), &who),
				    "accepted");
		assert_false(who->email_verified);
		assert_string_equal(who->claims_json, "{\"email\":\"a@b.c\",\"email_verified\":false}");
	}
}

static void test_supabase_claims(void **state)
{
	static const struct row rows[] = {
		{NULL, "accepted"},
		{"\"aud\":[\"authenticated\"]", "accepted"},
		{"\"aud\":[\"x\",\"authenticated\"]", "accepted"},
		{"\"aud\":[]", "wrong_audience"},
		{"\"aud\":[\"x\"]", "wrong_audience"},
		{"\"aud\":[\"authenticated\",5]", "bad_claim_type"},
		{"\"aud\":[[\"authenticated\"]]", "bad_claim_type"},
		{"\"aud\":\"anon\"", "wrong_audience"},
		{"\"aud\":\"authenticated \"", "wrong_audience"},
		{"\"aud\":null", "bad_claim_type"},
		{"!aud", "missing_claim"},
		{"\"role\":\"service_role\"", "role_not_allowed"},
		{"\"role\":\"AUTHENTICATED\"", "role_not_allowed"},
		{"\"role\":[\"authenticated\"]", "bad_claim_type"},
		{"!role", "missing_claim"},
		{"\"session_id\":\"x\"", "bad_claim_value"},
		{"\"session_id\":null", "bad_claim_type"},
		{"!session_id", "missing_claim"},
		{"\"sub\":\"ef0493c9-3582-425f-a362-aef909588df\"", "bad_claim_value"},
		{"\"sub\":\"urn:uuid:ef0493c9-3582-425f-a362-aef909588df7\"", "bad_claim_value"},
		{"\"sub\":\"ef0493c93582425fa362aef909588df7\"", "bad_claim_value"},
		{"\"sub\":\"\"", "bad_claim_value"},
		{"\"is_anonymous\":\"true\"", "bad_claim_type"},
		{"\"is_anonymous\":null", "bad_claim_type"},
		{"\"client_id\":\"9a1b\"\n\"scope\":\"email\"", "delegated"},
		{"\"client_id\":null", "accepted"},
		{"\"iss\":\"supabase\"", "wrong_issuer"},
		{"\"iss\":\"" SUPABASE_ISS "/\"", "wrong_issuer"},
		{"\"exp\":1760000095", "expired"},
	};
	RUN(supabase, rows)
}

static void test_supabase_principal(void **state)
{
	struct principal *who;
	assert_string_equal(supabase(*state,
				     "\"sub\":\"EF0493C9-3582-425f-a362-aef909588df7\"\n\"is_anonymous\":true\n"
				     "\"user_metadata\":{\"full_name\":\"Ann\",\"email_verified\":true,\"email\":"
				     "\"other@example.com\"}",
				     &who),
			    "accepted");
	assert_int_equal(who->kind, ISSUER_SUPABASE);
	assert_string_equal(who->subject, "ef0493c9-3582-425f-a362-aef909588df7");
	assert_null(who->session);
	assert_true(who->anonymous);
	/* the user can write user_metadata: a verified address never comes from there */
	assert_string_equal(who->claims_json,
			    "{\"email\":\"ann@example.com\",\"email_verified\":false,\"full_name\":\"Ann\"}");
}

/* Parties that are not configured are not asked for. */
static void test_no_parties(void **state)
{
	struct world *w = *state;
	struct principal *who;
	w->conf.clerk_authorized_parties.count = 0;
	auth_free(auth);
	auth = auth_new(&w->conf);
	assert_string_equal(clerk(w, "!azp", &who), "accepted");
	assert_string_equal(clerk(w, "\"azp\":\"https://evil.example\"", &who), "accepted");
	assert_string_equal(clerk(w, "\"azp\":5", &who), "bad_claim_type");
}

static void test_template_token(void **state)
{
	struct world *w = *state;
	struct principal *who;
	const char *token = world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, "!sid"));
	assert_string_equal(verify(w, token, &who), "missing_claim");
	assert_string_equal(reason_shown(auth_last_reason(auth)), "not_a_session_token");
}

int main(void)
{
#define CLERK(name) cmocka_unit_test_setup_teardown(name, open_clerk, close_world)
#define SUPABASE(name) cmocka_unit_test_setup_teardown(name, open_supabase, close_world)
	const struct CMUnitTest tests[] = {
		CLERK(test_times),	     CLERK(test_clerk_identity),     CLERK(test_clerk_layouts),
		CLERK(test_clerk_principal), CLERK(test_profile_is_lenient), CLERK(test_no_parties),
		CLERK(test_template_token),  SUPABASE(test_supabase_claims), SUPABASE(test_supabase_principal)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
