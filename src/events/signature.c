/* SPDX-License-Identifier: Apache-2.0 */
#include "events/signature.h"

#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"

static const char prefix[] = "whsec_";

enum { PREFIX = sizeof prefix - 1, SECRET_BYTES = 24, KEY_MOST = 64 };

void signature_make_secret(char out[SIGNATURE_SECRET_SIZE])
{
	uint8_t bytes[SECRET_BYTES];
	char room[SIGNATURE_SECRET_SIZE + 8]; /* the encoder asks for a little more than it writes */
	struct buf b = {.data = room, .size = 0, .room = sizeof room, .arena = NULL};
	digest_random(bytes, sizeof bytes);
	buf_write(&b, prefix, PREFIX);
	encode_base64(&b, bytes, sizeof bytes);
	memcpy(out, room, b.size);
	out[b.size] = '\0';
	digest_wipe(bytes, sizeof bytes);
	digest_wipe(room, sizeof room);
}

/* The bytes behind the prefix. */
static ssize_t key_of(const char *secret, uint8_t out[KEY_MOST])
{
	char text[KEY_MOST * 4 / 3 + 4];
	if (strncmp(secret, prefix, PREFIX) != 0)
		return -1;
	size_t n = strcspn(secret + PREFIX, "=");
	if (n == 0 || n > KEY_MOST * 4 / 3 || strspn(secret + PREFIX + n, "=") != strlen(secret + PREFIX + n))
		return -1;
	for (size_t i = 0; i < n; i++) {
		char c = secret[PREFIX + i];
		text[i] = c == '+' ? '-' : c == '/' ? '_' : c;
	}
	ssize_t size = encode_unbase64url(text, n, out);
	digest_wipe(text, sizeof text);
	return size;
}

int signature_write(struct buf *out, const char *secret, const char *id, int64_t timestamp_s, const char *body, size_t size)
{
	uint8_t key[KEY_MOST], mac[DIGEST_SIZE];
	struct buf content;
	ssize_t key_size = key_of(secret, key);
	if (key_size <= 0)
		return -1;
	buf_init(&content, out->arena, size + 80);
	buf_printf(&content, "%s.%lld.", id, (long long)timestamp_s);
	buf_write(&content, body, size);
	digest_hmac(key, (size_t)key_size, content.data, content.size, mac);
	digest_wipe(key, sizeof key);
	if (out->size > 0)
		buf_put(out, ' ');
	buf_lit(out, "v1,");
	encode_base64(out, mac, sizeof mac);
	return 0;
}
