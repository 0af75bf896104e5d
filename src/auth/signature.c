/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/signature.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"

int signature_init(const struct conf *conf, struct signature_keys *out, struct problem *p)
{
	return secrets_derive(conf, "stagefy signature 1", &out->secrets, p);
}

static void mac(const uint8_t key[DIGEST_SIZE], const char *context, const void *data, size_t n,
		uint8_t out[DIGEST_SIZE])
{
	enum { USUAL = 1024 };
	uint8_t usual[USUAL], *text = usual;
	size_t context_size = strlen(context) + 1, size = context_size + n;
	if (size > USUAL && (text = malloc(size)) == NULL)
		abort();
	memcpy(text, context, context_size);
	memcpy(text + context_size, data, n);
	digest_hmac(key, DIGEST_SIZE, text, size, out);
	if (text != usual)
		free(text);
}

void signature_make(const struct signature_keys *k, const char *context, const void *data, size_t n,
		    char out[SIGNATURE_SIZE])
{
	uint8_t bytes[DIGEST_SIZE];
	char text[SIGNATURE_SIZE + 8]; /* the encoder asks for a little more than it writes */
	struct buf b = {.data = text, .size = 0, .room = sizeof text, .arena = NULL};
	mac(k->secrets.keys[0], context, data, n, bytes);
	encode_base64url(&b, bytes, sizeof bytes);
	memcpy(out, b.data, SIGNATURE_SIZE - 1);
	out[SIGNATURE_SIZE - 1] = '\0';
}

bool signature_verify(const struct signature_keys *k, const char *context, const void *data, size_t n, const char *text,
		      size_t text_size)
{
	uint8_t wanted[DIGEST_SIZE], given[DIGEST_SIZE];
	bool ok = false;
	if (text_size != SIGNATURE_SIZE - 1 || encode_unbase64url(text, text_size, given) != DIGEST_SIZE)
		return false;
	for (size_t i = 0; i < k->secrets.count; i++) {
		mac(k->secrets.keys[i], context, data, n, wanted);
		ok |= digest_equal(wanted, given, sizeof wanted);
	}
	return ok;
}
