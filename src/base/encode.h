/* SPDX-License-Identifier: Apache-2.0 */
/* Text forms of bytes: hex, base64url (RFC 4648 section 5, no padding), percent-encoding (RFC 3986). */
#ifndef STAGEFY_BASE_ENCODE_H
#define STAGEFY_BASE_ENCODE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct buf;

void encode_hex(const void *p, size_t n, char *out /* 2 n + 1 */);

/* The bytes of `n` hex digits in `out` (n / 2), or -1. */
int encode_unhex(const char *s, size_t n, uint8_t *out);

void encode_base64url(struct buf *b, const void *p, size_t n);

/* The other alphabet (RFC 4648 section 4), with padding. */
void encode_base64(struct buf *b, const void *p, size_t n);

/* Strict: no padding, no white space, spare bits zero. Returns the number of bytes written to `out`
 * (room for n * 3 / 4), or -1. */
ssize_t encode_unbase64url(const char *s, size_t n, uint8_t *out);

/* The same of the other alphabet, with its padding; room for n / 4 * 3. */
ssize_t encode_unbase64(const char *s, size_t n, uint8_t *out);

/* Everything but A-Z a-z 0-9 - . _ ~ as %XX in upper case; `keep` names further bytes left as they are. */
void encode_percent(struct buf *b, const char *s, size_t n, const char *keep);

/* Decodes %XX in place, and '+' as a space if `plus`. Returns the new length, or -1 on a broken escape. */
ssize_t encode_unpercent(char *s, size_t n, int plus);

#endif
