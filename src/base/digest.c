/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <stdlib.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sys/random.h>

struct digest {
	EVP_MD_CTX *ctx;
};

/* libcrypto's one-call forms look the algorithm up by name each time, which takes longer than a short text. So it is
 * found once, and its context is used again and again: once for each thread, since programs that do jobs have several. */
static const EVP_MD *sha256(void)
{
	static _Thread_local EVP_MD *found;
	if (found == NULL && (found = EVP_MD_fetch(NULL, "SHA256", NULL)) == NULL)
		abort();
	return found;
}

static EVP_MAC_CTX *hmac(void)
{
	static _Thread_local EVP_MAC_CTX *ctx;
	if (ctx != NULL)
		return ctx;
	char name[] = "SHA256";
	const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_END};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	ctx = EVP_MAC_CTX_new(mac);
	if (ctx == NULL || EVP_MAC_CTX_set_params(ctx, parameters) != 1)
		abort();
	EVP_MAC_free(mac);
	return ctx;
}

void digest_sha256(const void *p, size_t n, uint8_t out[DIGEST_SIZE])
{
	static _Thread_local EVP_MD_CTX *ctx;
	if (ctx == NULL && (ctx = EVP_MD_CTX_new()) == NULL)
		abort();
	if (EVP_DigestInit_ex2(ctx, sha256(), NULL) != 1 || EVP_DigestUpdate(ctx, p, n) != 1 ||
	    EVP_DigestFinal_ex(ctx, out, NULL) != 1)
		abort();
}

/* An empty key is one too; libcrypto takes NULL for "the key of last time". */
void digest_hmac(const void *key, size_t key_size, const void *p, size_t n, uint8_t out[DIGEST_SIZE])
{
	EVP_MAC_CTX *ctx = hmac();
	if (EVP_MAC_init(ctx, key_size == 0 ? (const unsigned char *)"" : key, key_size, NULL) != 1 ||
	    EVP_MAC_update(ctx, p, n) != 1 || EVP_MAC_final(ctx, out, NULL, DIGEST_SIZE) != 1)
		abort();
}

void digest_md5(const void *p, size_t n, uint8_t out[DIGEST_MD5_SIZE])
{
	if (EVP_Q_digest(NULL, "MD5", NULL, p, n, out, NULL) != 1)
		abort();
}

struct digest *digest_begin(void)
{
	struct digest *d = malloc(sizeof *d);
	if (d == NULL || (d->ctx = EVP_MD_CTX_new()) == NULL || EVP_DigestInit_ex2(d->ctx, sha256(), NULL) != 1)
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
