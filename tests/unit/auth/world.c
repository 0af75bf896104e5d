/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "auth/gate.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/log.h"
#include "base/problem.h"

void world_open(struct world *w)
{
	struct problem p;
	struct json_fault fault;
	char *text;
	size_t size;
	memset(w, 0, sizeof *w);
	w->arena = arena_new(65536);
	strcpy(w->dir, P_tmpdir "/stagefy-auth-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	w->conf.keys_dir = w->dir;
	w->conf.runtime_dir = w->dir;
	w->conf.public_url = "https://stagefy.example";
	w->conf.sign_up = "off";
	problem_init(&p, w->arena);
	const char *path = arena_printf(w->arena, "%s/jwt.json", getenv("VECTORS"));
	assert_int_equal(file_read(w->arena, path, 1 << 20, &text, &size, &p), 0);
	assert_int_equal(jvalue_parse(w->arena, text, size, &w->vectors, &fault), 0);
	clock_stop_at(WORLD_NOW * 1000000);
	log_set_level(LOG_ERROR);
}

void world_close(struct world *w)
{
	DIR *d = opendir(w->dir);
	struct dirent *e;
	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	rmdir(w->dir);
	clock_stop_at(0);
	arena_free(w->arena);
}

const char *world_path(struct world *w, const char *name)
{
	return arena_printf(w->arena, "%s/%s", w->dir, name);
}

void world_write(struct world *w, const char *name, const char *text)
{
	struct problem p;
	problem_init(&p, w->arena);
	assert_int_equal(file_replace(world_path(w, name), text, strlen(text), 0644, &p), 0);
}

void world_age(struct world *w, const char *name, int seconds)
{
	int64_t t = clock_wall_us() / 1000000 - seconds;
	struct timespec both[2] = {{.tv_sec = t}, {.tv_sec = t}};
	assert_int_equal(utimensat(AT_FDCWD, world_path(w, name), both, 0), 0);
}

static void no_ask(struct world *w, const char *name)
{
	world_write(w, name, "");
	world_age(w, name, 10);
}

void world_provider(struct world *w, const char *name)
{
	const struct jvalue *provider = jvalue_get(jvalue_get(w->vectors, "providers"), name);
	const struct jvalue *parties = jvalue_get(provider, "authorized_parties");
	const char *keys = jvalue_print(w->arena, jvalue_get(provider, "jwks"));
	assert_non_null(provider);
	if (strcmp(name, "clerk") == 0) {
		w->conf.clerk_issuer = jvalue_string(jvalue_get(provider, "issuer"));
		w->conf.clerk_authorized_parties.count = jvalue_size(parties);
		w->conf.clerk_authorized_parties.items = arena_new_array(w->arena, const char *, jvalue_size(parties));
		for (size_t i = 0; i < jvalue_size(parties); i++)
			w->conf.clerk_authorized_parties.items[i] = jvalue_string(jvalue_at(parties, i));
		world_write(w, "clerk.json", keys);
		no_ask(w, "clerk.want");
	} else {
		w->conf.supabase_issuer = jvalue_string(jvalue_get(provider, "issuer"));
		w->conf.supabase_audience = jvalue_string(jvalue_get(provider, "audience"));
		w->conf.supabase_jwt_secret = jvalue_string(jvalue_get(provider, "hs256_secret_text"));
		world_write(w, "supabase.json", keys);
		no_ask(w, "supabase.want");
	}
}

const char *world_verify(struct world *w, struct auth *auth, const char *token, size_t n, struct principal **out)
{
	struct problem p;
	problem_init(&p, w->arena);
	if (auth_verify(auth, w->arena, token, n, out, &p) == 0) {
		assert_int_equal(p.code, PROBLEM_NONE);
		return NULL;
	}
	if (p.code == PROBLEM_KEYS_UNAVAILABLE)
		return "keys_unavailable";
	assert_int_equal(p.code, PROBLEM_UNAUTHENTICATED);
	enum reason reason = auth_last_reason(auth);
	/* the answer says the word that belongs to the reason, and nothing else */
	assert_string_equal(p.members, arena_printf(w->arena, "\"reason\":\"%s\"", reason_shown(reason)));
	assert_string_equal(p.detail, reason_text(reason));
	return reason_word(reason);
}

static EVP_PKEY *private_key(struct world *w, const char *name)
{
	const char *pem = jvalue_string(jvalue_get(jvalue_get(w->vectors, "test_private_keys_pkcs8_pem"), name));
	assert_non_null(pem);
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	assert_non_null(key);
	return key;
}

/* DER to r and s of `half` bytes each */
static size_t raw_signature(const unsigned char *der, size_t n, unsigned char *out, int half)
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)n);
	assert_non_null(sig);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, half), half);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + half, half), half);
	ECDSA_SIG_free(sig);
	return (size_t)half * 2;
}

static size_t sign(struct world *w, const char *key_name, const char *alg, const void *data, size_t n,
		   unsigned char *out, size_t room)
{
	EVP_PKEY *key = private_key(w, key_name);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx;
	const char *hash = strcmp(alg, "EdDSA") == 0 ? NULL
			   : strstr(alg, "384")	     ? "SHA384"
			   : strstr(alg, "512")	     ? "SHA512"
			   : strstr(alg, "S1")	     ? "SHA1"
						     : "SHA256";
	unsigned char der[2048];
	size_t size = sizeof der;
	assert_int_equal(EVP_DigestSignInit_ex(ctx, &pctx, hash, NULL, NULL, key, NULL), 1);
	if (strncmp(alg, "PS", 2) == 0)
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING), 1);
	assert_int_equal(EVP_DigestSign(ctx, der, &size, data, n), 1);
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
		size = raw_signature(der, size, out, 32);
	} else {
		assert_true(size <= room);
		memcpy(out, der, size);
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return size;
}

static void begin(struct world *w, struct buf *b, const char *header, size_t header_size, const char *payload,
		  size_t payload_size)
{
	buf_init(b, w->arena, payload_size * 2 + 1024);
	encode_base64url(b, header, header_size);
	buf_put(b, '.');
	encode_base64url(b, payload, payload_size);
}

char *world_sign_n(struct world *w, const char *key, const char *alg, const char *header, size_t header_size,
		   const char *payload, size_t payload_size)
{
	struct buf b;
	unsigned char signature[2048];
	begin(w, &b, header, header_size, payload, payload_size);
	size_t size = sign(w, key, alg, b.data, b.size, signature, sizeof signature);
	buf_put(&b, '.');
	encode_base64url(&b, signature, size);
	return arena_strndup(w->arena, b.data, b.size);
}

char *world_sign(struct world *w, const char *key, const char *alg, const char *header, const char *payload)
{
	return world_sign_n(w, key, alg, header, strlen(header), payload, strlen(payload));
}

char *world_sign_hs256(struct world *w, const char *secret, size_t n, const char *header, const char *payload)
{
	struct buf b;
	uint8_t mac[DIGEST_SIZE];
	begin(w, &b, header, strlen(header), payload, strlen(payload));
	digest_hmac(secret, n, b.data, b.size, mac);
	buf_put(&b, '.');
	encode_base64url(&b, mac, sizeof mac);
	return arena_strndup(w->arena, b.data, b.size);
}

/* Whether a change is about the member `name`, and what it says: the whole member, or NULL to drop it. */
static bool changed(const char *change, const char *name, const char **member)
{
	size_t n = strlen(name);
	if (change[0] == '!' && strcmp(change + 1, name) == 0) {
		*member = NULL;
		return true;
	}
	*member = change;
	return change[0] == '"' && strncmp(change + 1, name, n) == 0 && change[n + 1] == '"';
}

static char *apply(struct world *w, const char *const base[][2], const char *changes)
{
	struct buf b;
	char *list[32], *rest = arena_strdup(w->arena, changes == NULL ? "" : changes), *line;
	bool used[32] = {false};
	size_t count = 0;
	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			list[count++] = line;
	buf_init(&b, w->arena, 1024);
	const char *comma = "{";
	for (size_t i = 0; base[i][0] != NULL; i++) {
		const char *member = arena_printf(w->arena, "\"%s\":%s", base[i][0], base[i][1]), *change;
		for (size_t k = 0; k < count; k++)
			if (changed(list[k], base[i][0], &change)) {
				member = change;
				used[k] = true;
			}
		if (member == NULL)
			continue;
		buf_puts(&b, comma);
		buf_puts(&b, member);
		comma = ",";
	}
	for (size_t k = 0; k < count; k++) {
		if (used[k])
			continue;
		buf_puts(&b, comma);
		buf_puts(&b, list[k]);
		comma = ",";
	}
	buf_put(&b, '}');
	return arena_strdup(w->arena, buf_text(&b));
}

char *world_clerk_claims(struct world *w, const char *changes)
{
	static const char *const base[][2] = {{"azp", "\"https://app.stagefy.example\""},
					      {"exp", "1760000150"},
					      {"iat", "1760000090"},
					      {"iss", "\"" CLERK_ISS "\""},
					      {"nbf", "1760000080"},
					      {"sid", "\"sess_2abcDEF0000000000000000001\""},
					      {"sub", "\"user_2abcDEF0000000000000000001\""},
					      {NULL, NULL}};
	return apply(w, base, changes);
}

char *world_supabase_claims(struct world *w, const char *changes)
{
	static const char *const base[][2] = {{"iss", "\"" SUPABASE_ISS "\""},
					      {"sub", "\"ef0493c9-3582-425f-a362-aef909588df7\""},
					      {"aud", "\"authenticated\""},
					      {"exp", "1760003600"},
					      {"iat", "1760000000"},
					      {"email", "\"ann@example.com\""},
					      {"role", "\"authenticated\""},
					      {"session_id", "\"123e4567-e89b-42d3-a456-426614174000\""},
					      {NULL, NULL}};
	return apply(w, base, changes);
}
