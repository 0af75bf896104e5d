/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures and keys at their edges. */
#include "world.h"

#include <string.h>
#include <openssl/bn.h>

#include "auth/jwks.h"
#include "auth/key.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
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

static struct key *provider_key(struct world *w, const char *provider, size_t i)
{
	const char *why;
	const struct jvalue *keys =
		jvalue_get(jvalue_get(jvalue_get(jvalue_get(w->vectors, "providers"), provider), "jwks"), "keys");
	struct key *k = key_from_jwk(w->arena, jvalue_at(keys, i), &why);
	assert_non_null(k);
	return k;
}

struct signed_text {
	const char *data;
	size_t n;
	uint8_t signature[2048];
	size_t size;
};

static struct signed_text sign(struct world *w, const char *key, const char *alg)
{
	struct signed_text t;
	const char *token = world_sign(w, key, alg, "{}", "{}"), *dot = strrchr(token, '.');
	t.data = token;
	t.n = (size_t)(dot - token);
	ssize_t got = encode_unbase64url(dot + 1, strlen(dot + 1), t.signature);
	assert_true(got > 0);
	t.size = (size_t)got;
	return t;
}

static bool is_good(const struct key *k, const struct signed_text *t)
{
	return key_verify(k, t->data, t->n, t->signature, t->size);
}

/* Each bit of the signature, of the text, and every other length. */
static void expect_exact(const struct key *k, struct signed_text t, unsigned step)
{
	assert_true(is_good(k, &t));
	assert_true(is_good(k, &t)); /* the prepared context serves again */
	for (size_t bit = 0; bit < t.size * 8; bit += step) {
		t.signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(is_good(k, &t));
		t.signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	t.n--;
	assert_false(is_good(k, &t));
	t.n++;
	for (size_t size = 0; size < t.size + 70; size++)
		if (size != t.size)
			assert_false(key_verify(k, t.data, t.n, t.signature, size));
	assert_true(is_good(k, &t));
}

static void test_rs256(void **state)
{
	struct key *k = provider_key(*state, "clerk", 0), *other = provider_key(*state, "clerk", 1);
	struct signed_text t = sign(*state, "clerk1", "RS256");
	expect_exact(k, t, 13);
	assert_false(is_good(other, &t));
	static const char *const wrong[] = {"RS384", "RS512", "PS256", "RS1"};
	for (size_t i = 0; i < 4; i++) {
		struct signed_text u = sign(*state, "clerk1", wrong[i]);
		assert_false(is_good(k, &u));
	}
	key_free(k);
	key_free(other);
}

static void test_es256(void **state)
{
	struct key *k = provider_key(*state, "supabase", 0), *other = provider_key(*state, "supabase", 1);
	struct signed_text t = sign(*state, "sb_ec", "ES256");
	expect_exact(k, t, 7);
	assert_false(is_good(other, &t));
	struct signed_text u = sign(*state, "sb_ec", "ES384"); /* SHA-384 under the same curve */
	assert_false(is_good(k, &u));
	key_free(k);
	key_free(other);
}

/* r and s from a list of values that broken verifiers take: 0, 1, n-1, n, n+1, p, 2^256-1. */
static void test_es256_edges(void **state)
{
	static const char *const edges[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000001",
		"0000000000000000000000000000000000000000000000000000000000000002",
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552",
		"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
		"ffffffff00000001000000000000000000000001000000000000000000000000",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	};
	struct key *k = provider_key(*state, "supabase", 0);
	struct signed_text t = sign(*state, "sb_ec", "ES256"), u = t;
	for (size_t i = 0; i < 9; i++) {
		for (size_t j = 0; j < 9; j++) {
			assert_int_equal(encode_unhex(edges[i], 64, u.signature), 0);
			assert_int_equal(encode_unhex(edges[j], 64, u.signature + 32), 0);
			assert_false(is_good(k, &u));
		}
		u = t;
		assert_int_equal(encode_unhex(edges[i], 64, u.signature), 0);
		assert_false(is_good(k, &u));
		u = t;
		assert_int_equal(encode_unhex(edges[i], 64, u.signature + 32), 0);
		assert_false(is_good(k, &u));
	}
	/* r + n is the same number, and another text */
	u = t;
	BIGNUM *r = BN_bin2bn(t.signature, 32, NULL), *n = NULL;
	BN_hex2bn(&n, edges[4]);
	BN_add(r, r, n);
	if (BN_num_bits(r) <= 256) {
		BN_bn2binpad(r, u.signature, 32);
		assert_false(is_good(k, &u));
	}
	BN_free(r);
	BN_free(n);
	key_free(k);
}

static void test_eddsa(void **state)
{
	struct key *k = provider_key(*state, "supabase_eddsa", 0);
	struct signed_text t = sign(*state, "ed", "EdDSA");
	expect_exact(k, t, 5);
	/* s + L: RFC 8032 section 5.1.7 refuses it, as a second text for one signature */
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,	0xd6,
					  0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
	unsigned carry = 0;
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)t.signature[32 + i] + order[i];
		t.signature[32 + i] = (uint8_t)carry;
		carry >>= 8;
	}
	assert_false(is_good(k, &t));
	key_free(k);
}

static void test_hs256(void **state)
{
	struct world *w = *state;
	struct key *k = key_from_secret(LEGACY_SECRET, strlen(LEGACY_SECRET));
	const char *token = world_sign_hs256(w, LEGACY_SECRET, strlen(LEGACY_SECRET), "{}", "{}"),
		   *dot = strrchr(token, '.');
	struct signed_text t = {.data = token, .n = (size_t)(dot - token)};
	t.size = (size_t)encode_unbase64url(dot + 1, strlen(dot + 1), t.signature);
	expect_exact(k, t, 1);
	key_free(k);
}

static void test_secret_bounds(void **state)
{
	(void)state;
	char text[KEY_SECRET_MOST + 1];
	memset(text, 'k', sizeof text);
	assert_null(key_from_secret("", 0));
	assert_null(key_from_secret(text, KEY_SECRET_LEAST - 1));
	assert_null(key_from_secret(text, KEY_SECRET_MOST + 1));
	struct key *k = key_from_secret(text, KEY_SECRET_LEAST);
	assert_non_null(k);
	assert_int_equal(key_alg(k), KEY_HS256);
	key_free(k);
}

static const char *fault_of(struct world *w, const char *text)
{
	const struct jvalue *jwk;
	struct json_fault fault;
	const char *why = NULL;
	assert_int_equal(jvalue_parse(w->arena, text, strlen(text), &jwk, &fault), 0);
	struct key *k = key_from_jwk(w->arena, jwk, &why);
	assert_true((k == NULL) == (why != NULL));
	key_free(k);
	return why == NULL ? "accepted" : why;
}

/* A JWK with this modulus. */
static const char *rsa_jwk(struct world *w, const BIGNUM *n, const char *e, const char *more)
{
	struct buf b;
	uint8_t bytes[2048];
	int size = BN_bn2bin(n, bytes);
	buf_init(&b, w->arena, 4096);
	encode_base64url(&b, bytes, (size_t)size);
	return arena_printf(w->arena, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s}", buf_text(&b), e, more);
}

static void test_rsa_parameters(void **state)
{
	struct world *w = *state;
	BIGNUM *n = BN_new();
	assert_int_equal(BN_rand(n, 2048, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB", "")), "accepted");
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "Aw", "")), "accepted");
	static const char bad_e[] = "its exponent is not an odd number from 3 to 2^64";
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQ", "")), bad_e);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AA", "")), bad_e);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "Ag", "")), bad_e);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAAAAAAAAAB", "")), bad_e);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB=", "")), "`n` or `e` is not base64url");
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQA+", "")), "`n` or `e` is not base64url");
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "", "")), "`n` or `e` is not base64url");
	BN_clear_bit(n, 0);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB", "")), "its modulus is even");
	assert_int_equal(BN_rand(n, 2047, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB", "")), "its modulus is shorter than 2048 bits");
	assert_int_equal(BN_rand(n, 8193, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB", "")), "its modulus is longer than 8192 bits");
	BN_free(n);
}

/* A modulus of the flawed form: 65537^a modulo the product of the first primes, plus a multiple of it. */
static void test_roca(void **state)
{
	struct world *w = *state;
	static const unsigned primes[] = {2,   3,   5,	 7,   11,  13,	17,  19,  23,  29,  31,	 37,  41,
					  43,  47,  53,	 59,  61,  67,	71,  73,  79,  83,  89,	 97,  101,
					  103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *m = BN_new(), *n = BN_new(), *k = BN_new(), *base = BN_new(), *power = BN_new();
	BN_one(m);
	for (size_t i = 0; i < sizeof primes / sizeof primes[0]; i++)
		BN_mul_word(m, primes[i]);
	BN_set_word(base, 65537);
	BN_set_word(power, 123456789);
	assert_int_equal(BN_mod_exp(n, base, power, m, ctx), 1);
	assert_int_equal(BN_rand(k, 2048 - BN_num_bits(m) + 2, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), 1);
	assert_int_equal(BN_mul(k, k, m, ctx), 1);
	assert_int_equal(BN_add(n, n, k), 1);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB", "")),
			    "it comes from a generator whose keys can be factored (CVE-2017-15361)");
	BN_add_word(n, 2);
	assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB", "")), "accepted");
	BN_free(m);
	BN_free(n);
	BN_free(k);
	BN_free(base);
	BN_free(power);
	BN_CTX_free(ctx);
}

static void test_purpose(void **state)
{
	struct world *w = *state;
	BIGNUM *n = BN_new();
	assert_int_equal(BN_rand(n, 2048, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
	static const struct {
		const char *more, *why;
	} rows[] = {
		{",\"use\":\"sig\",\"key_ops\":[\"sign\",\"verify\"],\"alg\":\"RS256\"", "accepted"},
		{",\"use\":\"SIG\"", "its use is not signatures"},
		{",\"use\":null", "its use is not signatures"},
		{",\"use\":[\"sig\"]", "its use is not signatures"},
		{",\"key_ops\":[]", "its key_ops lack verify"},
		{",\"key_ops\":\"verify\"", "its key_ops lack verify"},
		{",\"key_ops\":{\"verify\":true}", "its key_ops lack verify"},
		{",\"alg\":\"RS512\"", "its alg does not belong to its type"},
		{",\"alg\":\"PS256\"", "its alg does not belong to its type"},
		{",\"alg\":\"HS256\"", "its alg does not belong to its type"},
		{",\"alg\":\"rs256\"", "its alg does not belong to its type"},
		{",\"alg\":null", "its alg does not belong to its type"},
		{",\"d\":\"AA\"", "it carries private parts: whoever published it must make a new one"},
		{",\"d\":null", "it carries private parts: whoever published it must make a new one"},
		{",\"qi\":\"AA\"", "it carries private parts: whoever published it must make a new one"},
		{",\"crv\":\"P-256\"", "accepted"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(fault_of(w, rsa_jwk(w, n, "AQAB", rows[i].more)), rows[i].why);
	assert_string_equal(fault_of(w, "5"), "its type or curve is not used here");
	assert_string_equal(fault_of(w, "null"), "its type or curve is not used here");
	assert_string_equal(fault_of(w, "{\"kty\":\"rsa\"}"), "its type or curve is not used here");
	assert_string_equal(fault_of(w, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}"),
			    "`x` and `y` are not 32 bytes each in base64url");
	BN_free(n);
}

static int parse(struct world *w, const char *text, struct jwks **set, const char **why)
{
	struct problem p;
	problem_init(&p, w->arena);
	int rc = jwks_parse("test", text, strlen(text), JWKS_ALG(KEY_RS256), set, &p);
	*why = p.detail;
	return rc;
}

static void test_set_bounds(void **state)
{
	struct world *w = *state;
	struct jwks *set;
	struct buf b;
	const char *why;
	assert_int_equal(parse(w, "", &set, &why), -1);
	assert_int_equal(parse(w, "[]", &set, &why), -1);
	assert_string_equal(why, "the key set of 'test' has no array `keys`");
	assert_int_equal(parse(w, "{\"keys\":null}", &set, &why), -1);
	assert_int_equal(parse(w, "{\"keys\":[null,5,\"x\",[],{}]}", &set, &why), -1);
	assert_string_equal(why, "the key set of 'test' has no usable key");
	assert_int_equal(parse(w, "{\"keys\":[],\"keys\":[]}", &set, &why), -1);
	assert_string_equal(why, "the key set of 'test' names a member twice in one object at byte 0");
	/* a good key, of an algorithm that this issuer does not sign with */
	const struct jvalue *ec = jvalue_get(jvalue_get(jvalue_get(w->vectors, "providers"), "supabase_eddsa"), "jwks");
	assert_int_equal(parse(w, jvalue_print(w->arena, ec), &set, &why), -1);
	assert_string_equal(why, "the key set of 'test' has no usable key");
	buf_init(&b, w->arena, 1 << 20);
	buf_puts(&b, "{\"keys\":[{}");
	for (int i = 0; i < JWKS_MOST_KEYS; i++)
		buf_puts(&b, ",{}");
	buf_puts(&b, "]}");
	assert_int_equal(parse(w, buf_text(&b), &set, &why), -1);
	assert_string_equal(why, "the key set of 'test' has more than 50 keys");
	buf_init(&b, w->arena, 1 << 20);
	buf_puts(&b, "{\"keys\":[]");
	while (b.size < JWKS_MOST_BYTES)
		buf_put(&b, ' ');
	buf_put(&b, '}');
	assert_int_equal(parse(w, buf_text(&b), &set, &why), -1);
	assert_string_equal(why, "the key set of 'test' is larger than 256 KiB");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_rs256),	      TEST(test_es256), TEST(test_es256_edges),
					   TEST(test_eddsa),	      TEST(test_hs256), TEST(test_secret_bounds),
					   TEST(test_rsa_parameters), TEST(test_roca),	TEST(test_purpose),
					   TEST(test_set_bounds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
