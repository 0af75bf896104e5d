/* SPDX-License-Identifier: Apache-2.0 */
/* Standard Webhooks as Svix speaks them, version v1: HMAC-SHA256 of "id.timestamp.body". Clerk sends its events so, and we ours. */
#ifndef STAGEFY_LINK_SVIX_H
#define STAGEFY_LINK_SVIX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct buf;
struct conf_list;

enum { SVIX_KEY_LEAST = 24, SVIX_KEY_MOST = 64, SVIX_ID_MOST = 200, SVIX_TOLERANCE_S = 300 };

/* The key that a secret stands for, and its size in bytes: "whsec_", which may be missing, and base64. -1: that is no secret. */
ssize_t svix_key(const char *secret, uint8_t out[SVIX_KEY_MOST]);

/* Writes the signature in base64, 44 characters. */
void svix_sign(struct buf *out, const uint8_t *key, size_t key_size, const char *id, const char *timestamp, const char *body, size_t size);

enum svix_verdict { SVIX_GOOD, SVIX_MISSING_HEADER, SVIX_BAD_ID, SVIX_BAD_TIMESTAMP, SVIX_TOO_OLD, SVIX_TOO_NEW, SVIX_NO_MATCH };

/* The three header fields as they came; NULL: it did not, or more than once. */
struct svix_headers {
	const char *id, *timestamp, *signature;
};

/* Whether one of `secrets` signed the body not long before or after `now_s`. Stricter than Svix's own library about what a number
 * is: the timestamp is signed as it is written. */
enum svix_verdict svix_verify(struct arena *a, const struct conf_list *secrets, const struct svix_headers *h, const char *body, size_t size, int64_t now_s);

/* "no_matching_signature" and the like, for those who look for the fault. */
const char *svix_verdict_name(enum svix_verdict v);

#endif
