/* SPDX-License-Identifier: Apache-2.0 */
/* Our own issuer, from a new key to a token that the entry point takes. */
#include "world.h"

#include <string.h>

#include "auth/jwks_file.h"
#include "auth/local_token.h"
#include "auth/seal.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/problem.h"

#define USER "0199f3a0-0000-7000-8000-00000000000a"
#define SESSION "0199f3a0-0000-7000-8000-00000000000b"

static const char *secret_keys[] = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

static int open_world(void **state)
{
	static struct world w;
	world_open(&w);
	w.conf.sign_up = "open";
	w.conf.secret_keys = (struct conf_list){secret_keys, 1};
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	world_close(*state);
	return 0;
}

static struct local_key make_key(struct world *w)
{
	struct local_key k;
	struct problem p;
	problem_init(&p, w->arena);
	assert_int_equal(local_token_make_key(w->arena, &w->conf, &k, &p), 0);
	return k;
}

static const char *sign(struct world *w, const struct local_key *k)
{
	struct problem p;
	char *token;
	problem_init(&p, w->arena);
	assert_int_equal(local_token_sign(w->arena, &w->conf, k, USER, SESSION, &token, &p), 0);
	return token;
}

static void publish(struct world *w, const struct local_key *k)
{
	struct problem p;
	problem_init(&p, w->arena);
	assert_int_equal(jwks_file_write_local(&w->conf, &k->public_jwk, 1, &p), 0);
}

static const char *verify(struct world *w, struct auth *auth, const char *token, struct principal **who)
{
	const char *reason = world_verify(w, auth, token, strlen(token), who);
	return reason == NULL ? "accepted" : reason;
}

static void test_whole_way(void **state)
{
	struct world *w = *state;
	struct principal *who;
	struct local_key k = make_key(w);
	publish(w, &k);
	struct auth *auth = auth_new(&w->conf);
	const char *token = sign(w, &k);
	assert_string_equal(verify(w, auth, token, &who), "accepted");
	assert_int_equal(who->kind, ISSUER_LOCAL);
	assert_string_equal(who->issuer, "https://stagefy.example");
	assert_string_equal(who->subject, USER);
	assert_string_equal(who->session, SESSION);
	assert_null(who->claims_json);
	assert_null(who->org_id);
	assert_int_equal(who->expires_at, WORLD_NOW + LOCAL_TOKEN_LIFE_S);
	assert_non_null(who->cached);
	assert_string_not_equal(token, sign(w, &k)); /* jti */
	clock_stop_at((WORLD_NOW + 604) * 1000000);
	assert_string_equal(verify(w, auth, token, &who), "accepted");
	clock_stop_at((WORLD_NOW + 605) * 1000000);
	assert_string_equal(verify(w, auth, token, &who), "expired");
	auth_free(auth);
}

/* r and s come in every length that they can have; each is padded to 32 bytes. */
static void test_many_signatures(void **state)
{
	struct world *w = *state;
	struct principal *who;
	struct local_key k = make_key(w);
	publish(w, &k);
	struct auth *auth = auth_new(&w->conf);
	for (int i = 0; i < 400; i++)
		assert_string_equal(verify(w, auth, sign(w, &k), &who), "accepted");
	auth_free(auth);
}

static void test_other_keys(void **state)
{
	struct world *w = *state;
	struct principal *who;
	struct local_key k = make_key(w), other = make_key(w), mixed = other;
	assert_string_not_equal(k.kid, other.kid);
	publish(w, &k);
	struct auth *auth = auth_new(&w->conf);
	assert_string_equal(verify(w, auth, sign(w, &other), &who), "unknown_kid");
	/* a private key cannot be passed off under another kid: the seal is for one */
	mixed.kid = k.kid;
	struct problem p;
	char *token;
	problem_init(&p, w->arena);
	assert_int_equal(local_token_sign(w->arena, &w->conf, &mixed, USER, SESSION, &token, &p), -1);
	assert_int_equal(p.code, PROBLEM_INTERNAL);
	auth_free(auth);
}

static void test_key_form(void **state)
{
	struct world *w = *state;
	struct local_key k = make_key(w);
	const struct jvalue *jwk;
	struct json_fault fault;
	uint8_t digest[DIGEST_SIZE], kid[DIGEST_SIZE + 1];
	assert_int_equal(jvalue_parse(w->arena, k.public_jwk, strlen(k.public_jwk), &jwk, &fault), 0);
	assert_int_equal(jvalue_size(jwk), 7);
	assert_null(jvalue_get(jwk, "d"));
	assert_string_equal(jvalue_string(jvalue_get(jwk, "kid")), k.kid);
	const char *canonical = arena_printf(w->arena, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
					     jvalue_string(jvalue_get(jwk, "x")), jvalue_string(jvalue_get(jwk, "y")));
	digest_sha256(canonical, strlen(canonical), digest);
	assert_int_equal(encode_unbase64url(k.kid, strlen(k.kid), kid), DIGEST_SIZE);
	assert_memory_equal(kid, digest, DIGEST_SIZE);
	assert_null(strstr(k.sealed_private, "PRIVATE"));
	w->conf.secret_keys.count = 0;
	struct problem p;
	problem_init(&p, w->arena);
	assert_int_equal(local_token_make_key(w->arena, &w->conf, &k, &p), -1);
}

/* Claims of a local token, forged by who has the key: only our own shape is read. */
static void test_claims(void **state)
{
	struct world *w = *state;
	struct principal *who;
	world_write(w, "local.json",
		    arena_printf(
			    w->arena, "{\"keys\":[%s]}",
			    jvalue_print(w->arena,
					 jvalue_at(jvalue_get(jvalue_get(jvalue_get(jvalue_get(w->vectors, "providers"),
										    "supabase"),
									 "jwks"),
							      "keys"),
						   0))));
	struct auth *auth = auth_new(&w->conf);
	static const struct {
		const char *iss, *aud, *sub, *sid, *reason;
	} rows[] = {
		{"\"https://stagefy.example\"", "\"stagefy\"", "\"" USER "\"", "\"" SESSION "\"", "accepted"},
		{"\"https://stagefy.example/\"", "\"stagefy\"", "\"" USER "\"", "\"" SESSION "\"", "wrong_issuer"},
		{"\"https://stagefy.example\"", "[\"stagefy\"]", "\"" USER "\"", "\"" SESSION "\"", "bad_claim_type"},
		{"\"https://stagefy.example\"", "\"authenticated\"", "\"" USER "\"", "\"" SESSION "\"",
		 "wrong_audience"},
		{"\"https://stagefy.example\"", "\"stagefy\"", "\"user_1\"", "\"" SESSION "\"", "bad_claim_value"},
		{"\"https://stagefy.example\"", "\"stagefy\"", "\"" USER "\"", "\"sess_1\"", "bad_claim_value"},
		{"\"https://stagefy.example\"", "\"stagefy\"", "\"" USER "\"", "null", "bad_claim_type"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *claims = arena_printf(
			w->arena, "{\"iss\":%s,\"aud\":%s,\"sub\":%s,\"sid\":%s,\"iat\":1760000000,\"exp\":1760000600}",
			rows[i].iss, rows[i].aud, rows[i].sub, rows[i].sid);
		assert_string_equal(verify(w, auth, world_sign(w, "sb_ec", "ES256", SUPABASE_HEADER, claims), &who),
				    rows[i].reason);
	}
	const char *no_sid = "{\"iss\":\"https://stagefy.example\",\"aud\":\"stagefy\",\"sub\":\"" USER
			     "\",\"iat\":1760000000,\"exp\":1760000600}";
	assert_string_equal(verify(w, auth, world_sign(w, "sb_ec", "ES256", SUPABASE_HEADER, no_sid), &who),
			    "missing_claim");
	auth_free(auth);
}

static void test_switched_off(void **state)
{
	struct world *w = *state;
	struct principal *who;
	struct local_key k = make_key(w);
	publish(w, &k);
	w->conf.sign_up = "off";
	struct auth *auth = auth_new(&w->conf);
	assert_string_equal(verify(w, auth, sign(w, &k), &who), "alg_not_allowed"); /* nobody is configured */
	auth_free(auth);
}

static void test_key_file(void **state)
{
	struct world *w = *state;
	struct problem p;
	struct local_key k = make_key(w), l = make_key(w);
	const char *both[] = {k.public_jwk, l.public_jwk}, *bad[] = {"{\"kty\":\"EC\"}"};
	problem_init(&p, w->arena);
	assert_int_equal(jwks_file_write_local(&w->conf, both, 2, &p), 0);
	struct auth *auth = auth_new(&w->conf);
	struct principal *who;
	assert_string_equal(verify(w, auth, sign(w, &k), &who), "accepted");
	assert_string_equal(verify(w, auth, sign(w, &l), &who), "accepted");
	auth_free(auth);
	assert_int_equal(jwks_file_write_local(&w->conf, bad, 1, &p), -1);
	problem_init(&p, w->arena);
	assert_int_equal(jwks_file_write_local(&w->conf, both, 0, &p), -1);
	auth = auth_new(&w->conf); /* the old file stayed */
	assert_string_equal(verify(w, auth, sign(w, &k), &who), "accepted");
	auth_free(auth);
}

static void test_refresh_tokens(void **state)
{
	(void)state;
	char a[LOCAL_TOKEN_REFRESH_SIZE], b[LOCAL_TOKEN_REFRESH_SIZE];
	uint8_t da[DIGEST_SIZE], db[DIGEST_SIZE];
	local_token_make_refresh(a, da);
	local_token_make_refresh(b, db);
	assert_int_equal(strlen(a), LOCAL_TOKEN_REFRESH_SIZE - 1);
	assert_string_not_equal(a, b);
	assert_memory_not_equal(da, db, DIGEST_SIZE);
	assert_int_equal(local_token_refresh_digest(a, strlen(a), db), 0);
	assert_memory_equal(da, db, DIGEST_SIZE);
	assert_int_equal(local_token_refresh_digest(a, 42, db), -1);
	assert_int_equal(local_token_refresh_digest("", 0, db), -1);
	a[10] = '=';
	assert_int_equal(local_token_refresh_digest(a, 43, db), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_whole_way), TEST(test_many_signatures), TEST(test_other_keys),
					   TEST(test_key_form),	 TEST(test_claims),	     TEST(test_switched_off),
					   TEST(test_key_file),	 TEST(test_refresh_tokens)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
