/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/key_pair.h"

#include <stdlib.h>
#include <string.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/arena.h"
#include "base/digest.h"

static void coordinate(EVP_PKEY *pkey, const char *name, uint8_t out[KEY_PAIR_COORDINATE])
{
	BIGNUM *n = NULL;
	if (EVP_PKEY_get_bn_param(pkey, name, &n) != 1 ||
	    BN_bn2binpad(n, out, KEY_PAIR_COORDINATE) != KEY_PAIR_COORDINATE)
		abort();
	BN_free(n);
}

void key_pair_make(struct arena *a, struct key_pair *out)
{
	char *text;
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	BIO *bio = BIO_new(BIO_s_mem());
	if (pkey == NULL || bio == NULL || PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) != 1)
		abort();
	coordinate(pkey, OSSL_PKEY_PARAM_EC_PUB_X, out->x);
	coordinate(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, out->y);
	long n = BIO_get_mem_data(bio, &text);
	if (n <= 0)
		abort();
	out->pem_size = (size_t)n;
	out->pem = arena_strndup(a, text, out->pem_size);
	digest_wipe(text, out->pem_size);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
}
