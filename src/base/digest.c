/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <stdlib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sys/random.h>

struct digest {
	EVP_MD_CTX *ctx;
};

void digest_sha256(const void *p, size_t n, uint8_t out[DIGEST_SIZE])
{
	SHA256(p, n, out);
}

void digest_hmac(const void *key, size_t key_size, const void *p, size_t n, uint8_t out[DIGEST_SIZE])
{
	unsigned int size = DIGEST_SIZE;
	if (key_size > 4096 || HMAC(EVP_sha256(), key, (int)key_size, p, n, out, &size) == NULL)
		abort();
}

struct digest *digest_begin(void)
{
	struct digest *d = malloc(sizeof *d);
	if (d == NULL || (d->ctx = EVP_MD_CTX_new()) == NULL || EVP_DigestInit_ex(d->ctx, EVP_sha256(), NULL) != 1)
		abort();
	return d;
}

void digest_add(struct digest *d, const void *p, size_t n)
{
	if (EVP_DigestUpdate(d->ctx, p, n) != 1)
		abort();
}

void digest_end(struct digest *d, uint8_t out[DIGEST_SIZE])
{
	if (EVP_DigestFinal_ex(d->ctx, out, NULL) != 1)
		abort();
	EVP_MD_CTX_free(d->ctx);
	free(d);
}

/* getrandom() has no state that a fork could share, so ids of two workers never meet. */
void digest_random(void *out, size_t n)
{
	uint8_t *p = out;
	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);
		if (got <= 0)
			abort();
		p += got;
		n -= (size_t)got;
	}
}

bool digest_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void digest_wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}
