/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/seal.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "auth/secrets.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/problem.h"

#define FORM "s1."

enum {
	ID_BYTES = 4,
	PREFIX_SIZE = sizeof FORM - 1 + 2 * ID_BYTES + 1, /* with the dot behind the key id */
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	MOST = 1 << 20
};

_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == DIGEST_SIZE, "a derived key is a key");

/* "s1.<id>." of a key: what a text sealed by it begins with. The id is of the derived key, so it says
 * nothing about the secret. */
static void prefix_of(const uint8_t key[DIGEST_SIZE], char out[PREFIX_SIZE + 1])
{
	uint8_t id[DIGEST_SIZE];
	digest_hmac(key, DIGEST_SIZE, "key id", 6, id);
	memcpy(out, FORM, sizeof FORM - 1);
	encode_hex(id, ID_BYTES, out + sizeof FORM - 1);
	out[PREFIX_SIZE - 1] = '.';
	out[PREFIX_SIZE] = '\0';
}

/* The associated data: version, key and context. The prefix has a fixed size, so nothing can be moved
 * from the one to the other. */
static const char *associated(struct arena *a, const char *prefix, const char *context)
{
	return arena_printf(a, "%s%s", prefix, context);
}

static int derive(const struct conf *conf, struct secrets *out, struct problem *p)
{
	if (sodium_init() < 0)
		abort();
	return secrets_derive(conf, "stagefy seal 1", out, p);
}

int seal_close(struct arena *a, const struct conf *conf, const char *context, const void *plain, size_t n, char **out,
	       struct problem *p)
{
	struct secrets secrets;
	char prefix[PREFIX_SIZE + 1];
	if (n > MOST)
		return problem_set(p, PROBLEM_INTERNAL, "what is to be sealed is larger than 1 MiB");
	if (derive(conf, &secrets, p) < 0)
		return -1;
	prefix_of(secrets.keys[0], prefix);
	const char *ad = associated(a, prefix, context);
	uint8_t *bytes = arena_alloc(a, NONCE + n + TAG);
	unsigned long long size;
	digest_random(bytes, NONCE); /* 192 bits: random ones never meet */
	crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE, &size, plain, n, (const unsigned char *)ad,
						   strlen(ad), NULL, bytes, secrets.keys[0]);
	secrets_wipe(&secrets);
	struct buf b;
	buf_init(&b, a, PREFIX_SIZE + (NONCE + n + TAG) * 4 / 3 + 8);
	buf_puts(&b, prefix);
	encode_base64url(&b, bytes, NONCE + (size_t)size);
	*out = arena_strndup(a, b.data, b.size);
	return 0;
}

static bool open_with(struct arena *a, const uint8_t key[DIGEST_SIZE], const char *context, const char *text,
		      const uint8_t *bytes, size_t n, uint8_t *plain)
{
	char prefix[PREFIX_SIZE + 1];
	prefix_of(key, prefix);
	if (strncmp(text, prefix, PREFIX_SIZE) != 0)
		return false;
	const char *ad = associated(a, prefix, context);
	return crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + NONCE, n - NONCE,
							  (const unsigned char *)ad, strlen(ad), bytes, key) == 0;
}

int seal_open(struct arena *a, const struct conf *conf, const char *context, const char *text, char **plain, size_t *n,
	      struct problem *p)
{
	struct secrets secrets;
	size_t size = strlen(text);
	if (size < PREFIX_SIZE || size > 2 * MOST)
		return problem_set(p, PROBLEM_INTERNAL, "a sealed text cannot be read");
	uint8_t *bytes = arena_alloc(a, size);
	ssize_t got = encode_unbase64url(text + PREFIX_SIZE, size - PREFIX_SIZE, bytes);
	if (got < NONCE + TAG)
		return problem_set(p, PROBLEM_INTERNAL, "a sealed text cannot be read");
	if (derive(conf, &secrets, p) < 0)
		return -1;
	size_t plain_size = (size_t)got - NONCE - TAG;
	char *out = arena_alloc(a, plain_size + 1);
	bool ok = false;
	for (size_t i = 0; !ok && i < secrets.count; i++)
		ok = open_with(a, secrets.keys[i], context, text, bytes, (size_t)got, (uint8_t *)out);
	secrets_wipe(&secrets);
	if (!ok)
		return problem_set(p, PROBLEM_INTERNAL,
				   "a sealed text does not open: its key is not in SECRET_KEYS, or it was changed");
	out[plain_size] = '\0';
	*plain = out;
	*n = plain_size;
	return 0;
}
