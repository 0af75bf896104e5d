/* SPDX-License-Identifier: Apache-2.0 */
/* Key files, remembered tokens, asking for keys: what happens around a verification. */
#include "world.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "auth/token_cache.h"
#include "auth/want.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"

static int open_world(void **state)
{
	static struct world w;
	world_open(&w);
	world_provider(&w, "clerk");
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	world_close(*state);
	return 0;
}

static void pause_ms(long ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

static const char *verify(struct world *w, struct auth *auth, const char *token)
{
	struct principal *who;
	const char *reason = world_verify(w, auth, token, strlen(token), &who);
	return reason == NULL ? "accepted" : reason;
}

static const char *token_of(struct world *w, const char *key, const char *kid)
{
	return world_sign(w, key, "RS256", arena_printf(w->arena, "{\"alg\":\"RS256\",\"kid\":\"%s\"}", kid),
			  world_clerk_claims(w, NULL));
}

/* The document of the vectors with only these keys of the Clerk provider. */
static const char *key_set(struct world *w, bool first, bool second)
{
	const struct jvalue *keys =
		jvalue_get(jvalue_get(jvalue_get(jvalue_get(w->vectors, "providers"), "clerk"), "jwks"), "keys");
	return arena_printf(w->arena, "{\"keys\":[%s%s%s]}", first ? jvalue_print(w->arena, jvalue_at(keys, 0)) : "",
			    first && second ? "," : "", second ? jvalue_print(w->arena, jvalue_at(keys, 1)) : "");
}

#define KID2 "ins_2aStagefyProdKey00000000002"

static void test_no_keys_yet(void **state)
{
	struct world *w = *state;
	const char *token = token_of(w, "clerk1", CLERK_KID), *missing;
	unlink(world_path(w, "clerk.json"));
	struct auth *auth = auth_new(&w->conf);
	struct principal *who;
	struct problem p;
	problem_init(&p, w->arena);
	assert_int_equal(auth_verify(auth, w->arena, token, strlen(token), &who, &p), -1);
	assert_int_equal(p.code, PROBLEM_KEYS_UNAVAILABLE);
	assert_int_equal(p.retry_after, 1);
	assert_null(p.members);
	assert_false(auth_ready(auth, &missing));
	assert_string_equal(missing, "clerk");
	/* what is broken stays broken without keys */
	assert_string_equal(verify(w, auth, "a.b.c"), "bad_base64");
	world_write(w, "clerk.json", key_set(w, true, true));
	pause_ms(260);
	assert_string_equal(verify(w, auth, token), "accepted");
	assert_true(auth_ready(auth, &missing));
	auth_free(auth);
}

static void test_rotation(void **state)
{
	struct world *w = *state;
	const char *first = token_of(w, "clerk1", CLERK_KID), *second = token_of(w, "clerk2", KID2);
	world_write(w, "clerk.json", key_set(w, true, false));
	struct auth *auth = auth_new(&w->conf);
	assert_string_equal(verify(w, auth, first), "accepted");
	assert_string_equal(verify(w, auth, second), "unknown_kid");
	world_write(w, "clerk.json", key_set(w, true, true));
	pause_ms(260);
	assert_string_equal(verify(w, auth, second), "accepted");
	assert_string_equal(verify(w, auth, first), "accepted");
	/* a key that was taken away is no longer trusted, not even for a remembered token */
	world_write(w, "clerk.json", key_set(w, false, true));
	pause_ms(260);
	assert_string_equal(verify(w, auth, first), "unknown_kid");
	assert_string_equal(verify(w, auth, second), "accepted");
	auth_free(auth);
}

static void test_bad_files_change_nothing(void **state)
{
	struct world *w = *state;
	const char *token = token_of(w, "clerk1", CLERK_KID);
	struct auth *auth = auth_new(&w->conf);
	static const char *const bad[] = {"",		"{}",	"{\"keys\":[]}",
					  "{\"keys\":", "null", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}"};
	assert_string_equal(verify(w, auth, token), "accepted");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		world_write(w, "clerk.json", bad[i]);
		pause_ms(260);
		assert_string_equal(verify(w, auth, token), "accepted");
	}
	unlink(world_path(w, "clerk.json"));
	pause_ms(260);
	assert_string_equal(verify(w, auth, token), "accepted");
	assert_int_equal(auth_counts(auth).verified, 1); /* and the token is still remembered */
	auth_free(auth);
}

/* The same text written anew is no new key set. */
static void test_same_set_keeps_tokens(void **state)
{
	struct world *w = *state;
	const char *token = token_of(w, "clerk1", CLERK_KID);
	struct auth *auth = auth_new(&w->conf);
	world_write(w, "clerk.json", key_set(w, true, true));
	pause_ms(260);
	assert_string_equal(verify(w, auth, token), "accepted");
	world_write(w, "clerk.json", key_set(w, true, true));
	pause_ms(260);
	assert_string_equal(verify(w, auth, token), "accepted");
	assert_int_equal(auth_counts(auth).hits, 1);
	assert_int_equal(auth_counts(auth).verified, 1);
	auth_free(auth);
}

static void test_file_option(void **state)
{
	struct world *w = *state;
	world_write(w, "mine.json", key_set(w, true, false));
	unlink(world_path(w, "clerk.json"));
	unlink(world_path(w, "clerk.want"));
	w->conf.clerk_jwks = world_path(w, "mine.json");
	struct auth *auth = auth_new(&w->conf);
	assert_string_equal(verify(w, auth, token_of(w, "clerk1", CLERK_KID)), "accepted");
	/* nobody fetches such a set, so nobody is asked */
	int64_t from = clock_mono_us();
	assert_string_equal(verify(w, auth, token_of(w, "clerk2", KID2)), "unknown_kid");
	assert_true(clock_mono_us() - from < WANT_WAIT_MS * 1000);
	assert_int_equal(access(world_path(w, "clerk.want"), F_OK), -1);
	auth_free(auth);
}

static void test_remembered(void **state)
{
	struct world *w = *state;
	struct principal *who, *again;
	const char *token = token_of(w, "clerk1", CLERK_KID); /* expires at now + 50 */
	size_t n = strlen(token);
	struct auth *auth = auth_new(&w->conf);
	assert_null(world_verify(w, auth, token, n, &who));
	assert_non_null(who->cached);
	assert_string_equal(who->cached->user_id, "");
	strcpy(who->cached->user_id, "0199f3a0-0000-7000-8000-000000000001");
	assert_null(world_verify(w, auth, token, n, &again));
	assert_ptr_equal(again->cached, who->cached);
	assert_string_equal(again->cached->user_id, "0199f3a0-0000-7000-8000-000000000001");
	assert_string_equal(again->subject, who->subject);
	assert_string_equal(again->claims_json, who->claims_json);
	assert_string_equal(again->issuer, who->issuer);
	assert_null(again->session);
	assert_int_equal(auth_counts(auth).hits, 1);
	/* from its expiry on it is read again: five more seconds by the leeway, and not remembered */
	clock_stop_at((WORLD_NOW + 50) * 1000000);
	assert_null(world_verify(w, auth, token, n, &who));
	assert_null(who->cached);
	clock_stop_at((WORLD_NOW + 54) * 1000000);
	assert_null(world_verify(w, auth, token, n, &who));
	clock_stop_at((WORLD_NOW + 55) * 1000000);
	assert_string_equal(verify(w, auth, token), "expired");
	assert_int_equal(auth_counts(auth).hits, 1);
	assert_int_equal(auth_counts(auth).verified, 3);
	auth_free(auth);
}

/* One changed byte is another token. */
static void test_cache_is_exact(void **state)
{
	struct world *w = *state;
	struct auth *auth = auth_new(&w->conf);
	char *token = arena_strdup(w->arena, token_of(w, "clerk1", CLERK_KID));
	assert_string_equal(verify(w, auth, token), "accepted");
	size_t n = strlen(token);
	for (size_t i = 0; i < n; i += 37) {
		char c = token[i];
		token[i] = c == 'A' ? 'B' : 'A';
		if (c != '.')
			assert_string_not_equal(verify(w, auth, token), "accepted");
		token[i] = c;
	}
	assert_string_equal(verify(w, auth, token), "accepted");
	assert_int_equal(auth_counts(auth).hits, 1);
	auth_free(auth);
}

static void forget_asks(struct world *w)
{
	unlink(world_path(w, "clerk.want"));
}

static bool has_asked(struct world *w)
{
	return want_asked_at(world_path(w, "clerk.want")) == clock_wall_us();
}

/* A process of its own that answers an ask after a while. */
static pid_t answer_after(struct world *w, long ms, const char *text)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		pause_ms(ms);
		world_write(w, "clerk.json", text);
		_exit(0);
	}
	return child;
}

static void test_ask_is_answered(void **state)
{
	struct world *w = *state;
	const char *second = token_of(w, "clerk2", KID2);
	world_write(w, "clerk.json", key_set(w, true, false));
	forget_asks(w);
	struct auth *auth = auth_new(&w->conf);
	pid_t child = answer_after(w, 300, key_set(w, true, true));
	int64_t from = clock_mono_us();
	assert_string_equal(verify(w, auth, second), "accepted");
	int64_t took = clock_mono_us() - from;
	assert_true(took > 250000 && took < WANT_WAIT_MS * 1000);
	assert_true(has_asked(w));
	assert_int_equal(waitpid(child, NULL, 0), child);
	auth_free(auth);
}

static void test_ask_in_vain(void **state)
{
	struct world *w = *state;
	const char *token = token_of(w, "clerk2", "ins_nobody");
	forget_asks(w);
	struct auth *auth = auth_new(&w->conf);
	int64_t from = clock_mono_us();
	assert_string_equal(verify(w, auth, token), "unknown_kid");
	int64_t took = clock_mono_us() - from;
	assert_true(took >= WANT_WAIT_MS * 1000 && took < 5000000);
	/* while the ask is fresh, others are told to come back */
	from = clock_mono_us();
	clock_stop_at((WORLD_NOW + 1) * 1000000);
	assert_string_equal(verify(w, auth, token), "keys_unavailable");
	clock_stop_at((WORLD_NOW + 2) * 1000000);
	assert_string_equal(verify(w, auth, token), "unknown_kid");
	clock_stop_at((WORLD_NOW + 49) * 1000000);
	assert_string_equal(verify(w, auth, token), "unknown_kid");
	assert_true(clock_mono_us() - from < WANT_WAIT_MS * 1000);
	assert_false(has_asked(w));
	auth_free(auth);
}

/* A minute later the next ask may be made; one that lies in the future counts as none. */
static void test_asks_once_a_minute(void **state)
{
	struct world *w = *state;
	const char *want = world_path(w, "clerk.want");
	forget_asks(w);
	assert_int_equal(want_asked_at(want), 0);
	assert_int_equal(want_ask(want), WANT_ASKED);
	assert_int_equal(want_asked_at(want), WORLD_NOW * 1000000);
	assert_int_equal(want_ask(want), WANT_FRESH);
	clock_stop_at(WORLD_NOW * 1000000 + 1999999);
	assert_int_equal(want_ask(want), WANT_FRESH);
	clock_stop_at(WORLD_NOW * 1000000 + 2000000);
	assert_int_equal(want_ask(want), WANT_SPENT);
	clock_stop_at(WORLD_NOW * 1000000 + 59999999);
	assert_int_equal(want_ask(want), WANT_SPENT);
	clock_stop_at(WORLD_NOW * 1000000 + 60000000);
	assert_int_equal(want_ask(want), WANT_ASKED);
	assert_int_equal(want_ask(want), WANT_FRESH);
	clock_stop_at(WORLD_NOW * 1000000);
	assert_int_equal(want_ask(want), WANT_ASKED);
	assert_int_equal(want_ask("/nonexistent/clerk.want"), WANT_SPENT);
}

/* Twenty processes at the same moment, round after round: one asks. The file is there and old: what
 * decides is the lock. */
static void test_one_of_many_asks(void **state)
{
	struct world *w = *state;
	enum { MANY = 20, ROUNDS = 25 };
	const char *want = world_path(w, "clerk.want");
	for (int round = 0; round < ROUNDS; round++) {
		int asked = 0, go[2];
		char c;
		world_age(w, "clerk.want", 100);
		assert_int_equal(pipe(go), 0);
		for (int i = 0; i < MANY; i++) {
			pid_t child = fork();
			assert_true(child >= 0);
			if (child == 0) {
				close(go[1]);
				_exit(read(go[0], &c, 1) == 0 && want_ask(want) == WANT_ASKED ? 1 : 0);
			}
		}
		close(go[0]);
		close(go[1]); /* all of them read the end */
		for (int i = 0; i < MANY; i++) {
			int status;
			assert_true(wait(&status) > 0 && WIFEXITED(status));
			asked += WEXITSTATUS(status);
		}
		assert_int_equal(asked, 1);
	}
}

/* Nothing is asked for a token that could not be of the issuer, nor for what is no kid. */
static void test_asks_only_for_issuers(void **state)
{
	struct world *w = *state;
	struct auth *auth = auth_new(&w->conf);
	forget_asks(w);
#define TRY(header, changes)                                                                                           \
	verify(w, auth, world_sign(w, "attacker_rsa", "RS256", header, world_clerk_claims(w, changes)))
	assert_string_equal(TRY("{\"alg\":\"RS256\",\"kid\":\"ins_new\"}", "\"iss\":\"https://evil.example\""),
			    "wrong_issuer");
	assert_string_equal(TRY("{\"alg\":\"RS256\",\"kid\":\"ins_new\\r\\nX\"}", NULL), "unknown_kid");
	assert_string_equal(TRY("{\"alg\":\"RS256\",\"kid\":\"\"}", NULL), "unknown_kid");
	assert_string_equal(TRY("{\"alg\":\"RS256\"}", NULL), "missing_kid");
	assert_string_equal(TRY("{\"alg\":\"ES256\",\"kid\":\"ins_new\"}", NULL), "alg_not_allowed");
	assert_string_equal(TRY("{\"alg\":\"RS256\",\"kid\":\"" CLERK_KID "\",\"jku\":\"https://evil.example\"}", NULL),
			    "bad_signature");
	assert_int_equal(access(world_path(w, "clerk.want"), F_OK), -1);
	auth_free(auth);
}

/* A token signed by an issuer of ours, naming another one. */
static void test_issuers_do_not_mix(void **state)
{
	struct world *w = *state;
	world_provider(w, "supabase_legacy");
	w->conf.sign_up = "open";
	struct auth *auth = auth_new(&w->conf);
	const char *as_supabase = world_supabase_claims(w, NULL), *as_clerk = world_clerk_claims(w, NULL);
#define SIGNED(key, alg, header, claims) verify(w, auth, world_sign(w, key, alg, header, claims))
	assert_string_equal(SIGNED("clerk1", "RS256", CLERK_HEADER, as_supabase), "unknown_kid");
	assert_string_equal(SIGNED("sb_ec", "ES256", SUPABASE_HEADER, as_clerk), "alg_not_allowed");
	assert_string_equal(SIGNED("sb_rsa", "RS256", "{\"alg\":\"RS256\",\"kid\":\"" SUPABASE_RSA_KID "\"}", as_clerk),
			    "unknown_kid");
	assert_string_equal(
		SIGNED("clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, "\"iss\":\"https://evil.example\"")),
		"wrong_issuer");
	assert_string_equal(SIGNED("attacker_rsa", "RS256", CLERK_HEADER,
				   world_clerk_claims(w, "\"iss\":\"https://evil.example\"")),
			    "bad_signature");
	assert_string_equal(
		SIGNED("clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, "\"iss\":\"https://stagefy.example\"")),
		"alg_not_allowed");
#define LEGACY(header, claims)                                                                                         \
	verify(w, auth, world_sign_hs256(w, LEGACY_SECRET, strlen(LEGACY_SECRET), header, claims))
	assert_string_equal(LEGACY("{\"alg\":\"HS256\"}", as_supabase), "accepted");
	assert_string_equal(LEGACY("{\"alg\":\"HS256\",\"kid\":\"anything\"}", as_supabase), "accepted");
	assert_string_equal(LEGACY("{\"alg\":\"HS256\",\"kid\":\"" SUPABASE_EC_KID "\"}", as_supabase), "key_mismatch");
	assert_string_equal(LEGACY("{\"alg\":\"HS256\"}", as_clerk), "alg_not_allowed");
	assert_string_equal(LEGACY("{\"alg\":\"HS256\"}", world_supabase_claims(w, "\"iss\":\"supabase\"")),
			    "wrong_issuer");
	assert_string_equal(
		LEGACY("{\"alg\":\"HS256\"}", world_supabase_claims(w, "\"iss\":\"supabase\"\n\"role\":\"anon\"")),
		"wrong_issuer");
	auth_free(auth);
}

/* Without a key set, a project that has only the legacy secret still works. */
static void test_legacy_alone(void **state)
{
	struct world *w = *state;
	world_provider(w, "supabase_legacy");
	w->conf.clerk_issuer = NULL;
	unlink(world_path(w, "supabase.json"));
	struct auth *auth = auth_new(&w->conf);
	const char *missing;
	assert_true(auth_ready(auth, &missing));
	assert_string_equal(LEGACY("{\"alg\":\"HS256\"}", world_supabase_claims(w, NULL)), "accepted");
	assert_string_equal(SIGNED("sb_ec", "ES256", SUPABASE_HEADER, world_supabase_claims(w, NULL)),
			    "keys_unavailable");
	auth_free(auth);
	w->conf.supabase_jwt_secret = "too-short-for-anybody";
	log_set_level(LOG_ERROR + 1);
	auth = auth_new(&w->conf);
	assert_string_equal(verify(w, auth,
				   world_sign_hs256(w, "too-short-for-anybody", 21, "{\"alg\":\"HS256\"}",
						    world_supabase_claims(w, NULL))),
			    "alg_not_allowed");
	auth_free(auth);
}

static void test_nobody_configured(void **state)
{
	struct world *w = *state;
	w->conf.clerk_issuer = NULL;
	struct auth *auth = auth_new(&w->conf);
	const char *missing;
	assert_true(auth_ready(auth, &missing));
	assert_string_equal(verify(w, auth, token_of(w, "clerk1", CLERK_KID)), "alg_not_allowed");
	auth_free(auth);
}

static int agree(struct world *w, struct auth *auth, const struct principal *who, const char *cookie, struct problem *p)
{
	problem_init(p, w->arena);
	return auth_agree(auth, w->arena, who, cookie, strlen(cookie), p);
}

static void test_agree(void **state)
{
	struct world *w = *state;
	struct principal *who;
	struct problem p;
	struct auth *auth = auth_new(&w->conf);
	const char *token = token_of(w, "clerk1", CLERK_KID);
	assert_null(world_verify(w, auth, token, strlen(token), &who));
	struct principal_note *note = who->cached;
#define COOKIE(changes) world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, changes))
	assert_int_equal(agree(w, auth, who, token, &p), 0);
	assert_int_equal(agree(w, auth, who, COOKIE("\"sid\":\"sess_2other\""), &p), 0);
	assert_int_equal(agree(w, auth, who, COOKIE("\"sub\":\"user_2other\"\n\"exp\":1760000000"), &p), 0);
	assert_int_equal(agree(w, auth, who, "rubbish", &p), 0);
	assert_int_equal(agree(w, auth, who, COOKIE("\"sub\":\"user_2other\""), &p), -1);
	assert_int_equal(p.code, PROBLEM_UNAUTHENTICATED);
	assert_string_equal(p.members, "\"reason\":\"credentials_disagree\"");
	assert_ptr_equal(who->cached, note);
	auth_free(auth);
}

/* The answer has one shape, and its words are a closed list. */
static void test_reasons(void **state)
{
	struct world *w = *state;
	for (int r = REASON_OK + 1; r < REASON_COUNT; r++) {
		struct problem p;
		problem_init(&p, w->arena);
		assert_int_equal(reason_refuse((enum reason)r, &p), -1);
		assert_int_equal(p.code, PROBLEM_UNAUTHENTICATED);
		assert_string_equal(p.members,
				    arena_printf(w->arena, "\"reason\":\"%s\"", reason_shown((enum reason)r)));
		const char *word = reason_shown((enum reason)r), *text = reason_text((enum reason)r);
		assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz_"), strlen(word));
		assert_int_equal(text[strlen(text) - 1], '.');
		assert_null(strchr(text, '"'));
		assert_string_equal(reason_challenge(&p),
				    r == REASON_NO_CREDENTIAL
					    ? "Bearer"
					    : arena_printf(w->arena,
							   "Bearer error=\"invalid_token\", error_description=\"%s\"",
							   word));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_no_keys_yet),
					   TEST(test_rotation),
					   TEST(test_bad_files_change_nothing),
					   TEST(test_same_set_keeps_tokens),
					   TEST(test_file_option),
					   TEST(test_remembered),
					   TEST(test_cache_is_exact),
					   TEST(test_ask_is_answered),
					   TEST(test_ask_in_vain),
					   TEST(test_asks_once_a_minute),
					   TEST(test_one_of_many_asks),
					   TEST(test_asks_only_for_issuers),
					   TEST(test_issuers_do_not_mix),
					   TEST(test_legacy_alone),
					   TEST(test_nobody_configured),
					   TEST(test_agree),
					   TEST(test_reasons)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
