/* SPDX-License-Identifier: Apache-2.0 */
#include "link/svix.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "conf/conf.h"

enum { SIGNATURE = 44, DIGITS_MOST = 15 };

static const char prefix[] = "whsec_", version[] = "v1,";

ssize_t svix_key(const char *secret, uint8_t out[SVIX_KEY_MOST])
{
	enum { TEXT_MOST = (SVIX_KEY_MOST + 2) / 3 * 4 };
	char text[TEXT_MOST];
	if (strncmp(secret, prefix, sizeof prefix - 1) == 0)
		secret += sizeof prefix - 1;
	size_t all = strlen(secret), n = strcspn(secret, "=");
	if (all > TEXT_MOST || all % 4 != 0 || all - n > 2 || strspn(secret + n, "=") != all - n || strcspn(secret, "-_") != all)
		return -1;
	for (size_t i = 0; i < n; i++)
		text[i] = secret[i] == '+' ? '-' : secret[i] == '/' ? '_' : secret[i];
	ssize_t size = n * 3 / 4 > SVIX_KEY_MOST ? -1 : encode_unbase64url(text, n, out);
	digest_wipe(text, sizeof text);
	return size < SVIX_KEY_LEAST || size > SVIX_KEY_MOST ? -1 : size;
}

void svix_sign(struct buf *out, const uint8_t *key, size_t key_size, const char *id, const char *timestamp, const char *body, size_t size)
{
	uint8_t mac[DIGEST_SIZE];
	struct buf content;
	buf_init(&content, out->arena, size + strlen(id) + strlen(timestamp) + 4);
	buf_printf(&content, "%s.%s.", id, timestamp);
	buf_write(&content, body, size);
	digest_hmac(key, key_size, content.data, content.size, mac);
	encode_base64(out, mac, sizeof mac);
}

/* All that Postgres and a line of a log can hold. */
static bool is_id(const char *s)
{
	size_t n = strlen(s), i = 0;
	while (i < n && isgraph((unsigned char)s[i]))
		i++;
	return n > 0 && n <= SVIX_ID_MOST && i == n;
}

static enum svix_verdict check_time(const char *s, int64_t now_s)
{
	size_t n = strlen(s);
	if (n == 0 || n > DIGITS_MOST || strspn(s, "0123456789") != n || (n > 1 && *s == '0'))
		return SVIX_BAD_TIMESTAMP;
	int64_t at = strtoll(s, NULL, 10);
	return at < now_s - SVIX_TOLERANCE_S ? SVIX_TOO_OLD : at > now_s + SVIX_TOLERANCE_S ? SVIX_TOO_NEW : SVIX_GOOD;
}

/* Whether one of the entries, split by single spaces, is of our version and has these characters. */
static bool is_among(const char *entries, const char *wanted)
{
	bool found = false;
	for (const char *e = entries; *e != '\0';) {
		size_t n = strcspn(e, " ");
		if (n == sizeof version - 1 + SIGNATURE && memcmp(e, version, sizeof version - 1) == 0 &&
		    digest_equal(e + sizeof version - 1, wanted, SIGNATURE))
			found = true;
		e += n + (e[n] == ' ');
	}
	return found;
}

enum svix_verdict svix_verify(struct arena *a, const struct conf_list *secrets, const struct svix_headers *h, const char *body, size_t size, int64_t now_s)
{
	if (h->id == NULL || h->timestamp == NULL || h->signature == NULL)
		return SVIX_MISSING_HEADER;
	if (!is_id(h->id))
		return SVIX_BAD_ID;
	enum svix_verdict verdict = check_time(h->timestamp, now_s);
	if (verdict != SVIX_GOOD)
		return verdict;
	verdict = SVIX_NO_MATCH;
	for (size_t i = 0; i < secrets->count; i++) {
		uint8_t key[SVIX_KEY_MOST];
		struct buf signature;
		ssize_t key_size = svix_key(secrets->items[i], key);
		if (key_size < 0)
			continue;
		buf_init(&signature, a, SIGNATURE + 8);
		svix_sign(&signature, key, (size_t)key_size, h->id, h->timestamp, body, size);
		digest_wipe(key, sizeof key);
		if (is_among(h->signature, buf_text(&signature)))
			verdict = SVIX_GOOD;
	}
	return verdict;
}

const char *svix_verdict_name(enum svix_verdict v)
{
	static const char *const names[] = {
	    [SVIX_GOOD] = "good",		      [SVIX_MISSING_HEADER] = "missing_header", [SVIX_BAD_ID] = "bad_id",
	    [SVIX_BAD_TIMESTAMP] = "bad_timestamp",   [SVIX_TOO_OLD] = "timestamp_too_old",	[SVIX_TOO_NEW] = "timestamp_too_new",
	    [SVIX_NO_MATCH] = "no_matching_signature"};
	return names[v];
}
