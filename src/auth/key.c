/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/key.h"

#include <stdlib.h>
#include <string.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/jvalue.h"

enum { COORDINATE = 32, ED25519_SIZE = 32, RSA_LEAST_BITS = 2048, RSA_MOST_BITS = 8192, EXPONENT_MOST_BITS = 64 };

struct key {
	enum key_alg alg;
	EVP_PKEY *pkey;
	EVP_PKEY_CTX *verify; /* RS256 and ES256: set up once, used for each signature */
	size_t secret_size;
	uint8_t secret[];
};

static const char *const alg_names[KEY_ALG_COUNT] = {
	[KEY_RS256] = "RS256", [KEY_ES256] = "ES256", [KEY_EDDSA] = "EdDSA", [KEY_HS256] = "HS256"};

bool key_alg_from(const char *name, enum key_alg *out)
{
	for (int i = 0; i < KEY_ALG_COUNT; i++) {
		if (strcmp(alg_names[i], name) == 0) {
			*out = (enum key_alg)i;
			return true;
		}
	}
	return false;
}

const char *key_alg_name(enum key_alg alg)
{
	return alg_names[alg];
}

enum key_alg key_alg(const struct key *k)
{
	return k->alg;
}

static struct key *key_new(enum key_alg alg, size_t secret_size)
{
	struct key *k = calloc(1, sizeof *k + secret_size);
	if (k == NULL)
		abort();
	k->alg = alg;
	k->secret_size = secret_size;
	return k;
}

void key_free(struct key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_CTX_free(k->verify);
	EVP_PKEY_free(k->pkey);
	digest_wipe(k->secret, k->secret_size);
	free(k);
}

struct key *key_from_secret(const char *text, size_t n)
{
	if (n < KEY_SECRET_LEAST || n > KEY_SECRET_MOST)
		return NULL;
	struct key *k = key_new(KEY_HS256, n);
	memcpy(k->secret, text, n);
	return k;
}

/* The bytes of a base64url member; NULL when it is missing, of another form or absurdly long. */
static uint8_t *member_bytes(struct arena *a, const struct jvalue *jwk, const char *name, size_t *size)
{
	const char *text = jvalue_string(jvalue_get(jwk, name));
	size_t n = jvalue_string_size(jvalue_get(jwk, name));
	if (text == NULL || n == 0 || n > RSA_MOST_BITS)
		return NULL;
	uint8_t *bytes = arena_alloc(a, n);
	ssize_t got = encode_unbase64url(text, n, bytes);
	if (got <= 0)
		return NULL;
	*size = (size_t)got;
	return bytes;
}

/* Primes made by the flawed generator of CVE-2017-15361 ("ROCA") are powers of 65537 modulo each small
 * prime, and so is their product; an honest modulus passes all of these by chance once in 2^154. */
static bool is_roca(const BIGNUM *n)
{
	static const unsigned char primes[] = {3,   5,	 7,   11,  13,	17,  19,  23,  29,  31,	 37,  41,  43,
					       47,  53,	 59,  61,  67,	71,  73,  79,  83,  89,	 97,  101, 103,
					       107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
	for (size_t i = 0; i < sizeof primes; i++) {
		unsigned p = primes[i], power = 1, rest = (unsigned)BN_mod_word(n, p);
		do {
			if (power == rest)
				break;
			power = power * (65537 % p) % p;
		} while (power != 1);
		if (power != rest)
			return false;
	}
	return true;
}

static const char *rsa_fault(const BIGNUM *n, const BIGNUM *e)
{
	if (BN_num_bits(n) < RSA_LEAST_BITS)
		return "its modulus is shorter than 2048 bits";
	if (BN_num_bits(n) > RSA_MOST_BITS)
		return "its modulus is longer than 8192 bits";
	if (!BN_is_odd(n))
		return "its modulus is even";
	if (!BN_is_odd(e) || BN_is_one(e) || BN_num_bits(e) > EXPONENT_MOST_BITS)
		return "its exponent is not an odd number from 3 to 2^64";
	if (is_roca(n))
		return "it comes from a generator whose keys can be factored (CVE-2017-15361)";
	return NULL;
}

static EVP_PKEY *pkey_from(const char *type, OSSL_PARAM_BLD *build)
{
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return pkey;
}

static EVP_PKEY *rsa_pkey(struct arena *a, const struct jvalue *jwk, const char **why)
{
	size_t n_size, e_size;
	uint8_t *n_bytes = member_bytes(a, jwk, "n", &n_size), *e_bytes = member_bytes(a, jwk, "e", &e_size);
	if (n_bytes == NULL || e_bytes == NULL) {
		*why = "`n` or `e` is not base64url";
		return NULL;
	}
	EVP_PKEY *pkey = NULL;
	BIGNUM *n = BN_bin2bn(n_bytes, (int)n_size, NULL), *e = BN_bin2bn(e_bytes, (int)e_size, NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	if (n == NULL || e == NULL || build == NULL)
		abort();
	*why = rsa_fault(n, e);
	if (*why == NULL && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
		pkey = pkey_from("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	return pkey;
}

static bool is_on_curve(EVP_PKEY *pkey)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	bool ok = ctx != NULL && EVP_PKEY_public_check(ctx) == 1;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

static EVP_PKEY *ec_pkey(struct arena *a, const struct jvalue *jwk, const char **why)
{
	size_t x_size, y_size;
	uint8_t *x = member_bytes(a, jwk, "x", &x_size), *y = member_bytes(a, jwk, "y", &y_size);
	if (x == NULL || y == NULL || x_size != COORDINATE || y_size != COORDINATE) {
		*why = "`x` and `y` are not 32 bytes each in base64url";
		return NULL;
	}
	uint8_t point[1 + 2 * COORDINATE] = {0x04}; /* SEC 1 section 2.3.3: uncompressed */
	memcpy(point + 1, x, COORDINATE);
	memcpy(point + 1 + COORDINATE, y, COORDINATE);
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	if (build == NULL)
		abort();
	if (OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) == 1)
		pkey = pkey_from("EC", build);
	OSSL_PARAM_BLD_free(build);
	if (pkey != NULL && !is_on_curve(pkey)) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	if (pkey == NULL)
		*why = "its point is not on the curve P-256";
	return pkey;
}

static EVP_PKEY *okp_pkey(struct arena *a, const struct jvalue *jwk, const char **why)
{
	size_t size;
	uint8_t *x = member_bytes(a, jwk, "x", &size);
	if (x == NULL || size != ED25519_SIZE) {
		*why = "`x` is not 32 bytes in base64url";
		return NULL;
	}
	return EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, x, size);
}

static const struct kind {
	const char *kty, *crv; /* crv NULL: the key type has none */
	enum key_alg alg;
	EVP_PKEY *(*make)(struct arena *, const struct jvalue *, const char **);
} kinds[] = {
	{"RSA", NULL, KEY_RS256, rsa_pkey},
	{"EC", "P-256", KEY_ES256, ec_pkey},
	{"OKP", "Ed25519", KEY_EDDSA, okp_pkey},
};

static bool is_text(const struct jvalue *v, const char *text)
{
	const char *s = jvalue_string(v);
	return s != NULL && strcmp(s, text) == 0;
}

static const struct kind *kind_of(const struct jvalue *jwk)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct kind *k = &kinds[i];
		if (is_text(jvalue_get(jwk, "kty"), k->kty) &&
		    (k->crv == NULL || is_text(jvalue_get(jwk, "crv"), k->crv)))
			return k;
	}
	return NULL;
}

static bool may_verify(const struct jvalue *ops)
{
	for (size_t i = 0; i < jvalue_size(ops); i++)
		if (is_text(jvalue_at(ops, i), "verify"))
			return true;
	return false;
}

/* RFC 7517 section 4: what the key says about itself must fit; a member that is absent says nothing. */
static const char *purpose_fault(const struct jvalue *jwk, const struct kind *kind)
{
	static const char *const private_members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
	const struct jvalue *v;
	for (size_t i = 0; i < sizeof private_members / sizeof private_members[0]; i++)
		if (jvalue_find(jwk, private_members[i], &v))
			return "it carries private parts: whoever published it must make a new one";
	if (kind == NULL)
		return "its type or curve is not used here";
	if (jvalue_find(jwk, "use", &v) && !is_text(v, "sig"))
		return "its use is not signatures";
	if (jvalue_find(jwk, "key_ops", &v) && !may_verify(v))
		return "its key_ops lack verify";
	if (jvalue_find(jwk, "alg", &v) && !is_text(v, alg_names[kind->alg]))
		return "its alg does not belong to its type";
	return NULL;
}

/* EVP_PKEY_verify() takes the digest: the context is prepared here and never changes again. */
static EVP_PKEY_CTX *verify_context(const struct key *k)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, k->pkey, NULL);
	if (ctx == NULL || EVP_PKEY_verify_init(ctx) != 1 || EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) != 1 ||
	    (k->alg == KEY_RS256 && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) != 1))
		abort();
	return ctx;
}

struct key *key_from_jwk(struct arena *scratch, const struct jvalue *jwk, const char **why)
{
	const struct kind *kind = kind_of(jwk);
	*why = purpose_fault(jwk, kind);
	if (*why != NULL)
		return NULL;
	EVP_PKEY *pkey = kind->make(scratch, jwk, why);
	if (pkey == NULL) {
		ERR_clear_error();
		if (*why == NULL)
			*why = "libcrypto refuses it";
		return NULL;
	}
	struct key *k = key_new(kind->alg, 0);
	k->pkey = pkey;
	if (k->alg != KEY_EDDSA)
		k->verify = verify_context(k);
	return k;
}

static bool verify_digest(const struct key *k, const void *data, size_t n, const uint8_t *signature, size_t size)
{
	uint8_t digest[DIGEST_SIZE];
	digest_sha256(data, n, digest);
	return EVP_PKEY_verify(k->verify, signature, size, digest, sizeof digest) == 1;
}

/* RFC 7518 section 3.4: r and s as 32 bytes each; libcrypto wants DER and checks their range. */
static bool verify_es256(const struct key *k, const void *data, size_t n, const uint8_t *signature)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(signature, COORDINATE, NULL), *s = BN_bin2bn(signature + COORDINATE, COORDINATE, NULL);
	if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1)
		abort();
	uint8_t der[2 * COORDINATE + 8], *end = der;
	int size = i2d_ECDSA_SIG(pair, NULL);
	bool ok = size > 0 && (size_t)size <= sizeof der && i2d_ECDSA_SIG(pair, &end) == size &&
		  verify_digest(k, data, n, der, (size_t)size);
	ECDSA_SIG_free(pair);
	return ok;
}

static bool verify_eddsa(const struct key *k, const void *data, size_t n, const uint8_t *signature, size_t size)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	if (ctx == NULL)
		abort();
	bool ok = EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, k->pkey) == 1 &&
		  EVP_DigestVerify(ctx, signature, size, data, n) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static bool verify_hs256(const struct key *k, const void *data, size_t n, const uint8_t *signature, size_t size)
{
	uint8_t mac[DIGEST_SIZE];
	digest_hmac(k->secret, k->secret_size, data, n, mac);
	return size == sizeof mac && digest_equal(mac, signature, sizeof mac);
}

static bool verify_by_alg(const struct key *k, const void *data, size_t n, const uint8_t *signature, size_t size)
{
	switch (k->alg) {
	case KEY_RS256:
		return size == (size_t)EVP_PKEY_get_size(k->pkey) && verify_digest(k, data, n, signature, size);
	case KEY_ES256:
		return size == 2 * COORDINATE && verify_es256(k, data, n, signature);
	case KEY_EDDSA:
		return verify_eddsa(k, data, n, signature, size);
	case KEY_HS256:
		return verify_hs256(k, data, n, signature, size);
	case KEY_ALG_COUNT:
		break;
	}
	return false;
}

bool key_verify(const struct key *k, const void *data, size_t n, const uint8_t *signature, size_t signature_size)
{
	bool ok = verify_by_alg(k, data, n, signature, signature_size);
	if (!ok)
		ERR_clear_error(); /* a worker lives long: what failed here must not explain a later fault */
	return ok;
}
