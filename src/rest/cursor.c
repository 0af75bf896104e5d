/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/cursor.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/problem.h"
#include "conf/conf.h"

enum { SEAL = 16, LONGEST = 2000 };

/* A cursor says nothing secret: the seal keeps it from being tampered with. */
static void seal(struct arena *a, const char *key, const char *list, const char *payload, size_t n,
		 uint8_t out[DIGEST_SIZE])
{
	struct buf b;
	buf_init(&b, a, strlen(list) + n + 16);
	buf_lit(&b, "cursor");
	buf_put(&b, '\0');
	buf_puts(&b, list);
	buf_put(&b, '\0');
	buf_write(&b, payload, n);
	digest_hmac(key, strlen(key), b.data, b.size, out);
}

/* seal, then each value as a mark (v or n for NULL), its text, NUL */
const char *cursor_write(struct arena *a, const struct conf *conf, const char *list, const char *const values[], int count)
{
	struct buf payload, out;
	uint8_t mac[DIGEST_SIZE];
	buf_init(&payload, a, 128);
	for (int i = 0; i < count; i++) {
		buf_put(&payload, values[i] == NULL ? 'n' : 'v');
		buf_puts(&payload, values[i] == NULL ? "" : values[i]);
		buf_put(&payload, '\0');
	}
	const char *key = conf->secret_keys.count > 0 ? conf->secret_keys.items[0] : "";
	seal(a, key, list, payload.data, payload.size, mac);
	struct buf whole;
	buf_init(&whole, a, payload.size + SEAL);
	buf_write(&whole, mac, SEAL);
	buf_write(&whole, payload.data, payload.size);
	buf_init(&out, a, whole.size * 4 / 3 + 8);
	encode_base64url(&out, whole.data, whole.size);
	return buf_text(&out);
}

static int refuse(struct problem *p)
{
	return problem_set(p, PROBLEM_BAD_CURSOR, NULL);
}

static int sealed_by_us(struct arena *a, const struct conf *conf, const char *list, const uint8_t *bytes, size_t n)
{
	uint8_t mac[DIGEST_SIZE];
	for (size_t i = 0; i < conf->secret_keys.count; i++) {
		seal(a, conf->secret_keys.items[i], list, (const char *)bytes + SEAL, n - SEAL, mac);
		if (digest_equal(mac, bytes, SEAL))
			return 1;
	}
	return 0;
}

int cursor_read(struct arena *a, const struct conf *conf, const char *list, const char *cursor, const char *values[],
		int count, struct problem *p)
{
	size_t n = strlen(cursor);
	if (n > LONGEST)
		return refuse(p);
	uint8_t *bytes = arena_alloc(a, n + 1);
	ssize_t size = encode_unbase64url(cursor, n, bytes);
	if (size <= SEAL || !sealed_by_us(a, conf, list, bytes, (size_t)size))
		return refuse(p);
	const char *s = (const char *)bytes + SEAL, *end = (const char *)bytes + size;
	for (int i = 0; i < count; i++) {
		if (s >= end)
			return refuse(p);
		values[i] = *s == 'n' ? NULL : s + 1;
		s += strlen(s) + 1;
	}
	return s == end ? 0 : refuse(p);
}
