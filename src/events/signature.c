/* SPDX-License-Identifier: Apache-2.0 */
#include "events/signature.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "link/svix.h"

static const char prefix[] = "whsec_";

enum { PREFIX = sizeof prefix - 1, SECRET_BYTES = 24 };

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

int signature_write(struct buf *out, const char *secret, const char *id, int64_t timestamp_s, const char *body, size_t size)
{
	uint8_t key[SVIX_KEY_MOST];
	ssize_t key_size = strncmp(secret, prefix, PREFIX) == 0 ? svix_key(secret, key) : -1;
	if (key_size < 0)
		return -1;
	if (out->size > 0)
		buf_put(out, ' ');
	buf_lit(out, "v1,");
	svix_sign(out, key, (size_t)key_size, id, arena_printf(out->arena, "%lld", (long long)timestamp_s), body, size);
	digest_wipe(key, sizeof key);
	return 0;
}
