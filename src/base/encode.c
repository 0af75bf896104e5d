/* SPDX-License-Identifier: Apache-2.0 */
#include "base/encode.h"

#include <string.h>

#include "base/buf.h"

static const char hex_lower[] = "0123456789abcdef";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

void encode_hex(const void *p, size_t n, char *out)
{
	const uint8_t *b = p;
	for (size_t i = 0; i < n; i++) {
		*out++ = hex_lower[b[i] >> 4];
		*out++ = hex_lower[b[i] & 15];
	}
	*out = '\0';
}

int encode_unhex(const char *s, size_t n, uint8_t *out)
{
	if (n % 2 != 0)
		return -1;
	for (size_t i = 0; i < n; i += 2) {
		int high = hex_value(s[i]), low = hex_value(s[i + 1]);
		if (high < 0 || low < 0)
			return -1;
		*out++ = (uint8_t)(high << 4 | low);
	}
	return 0;
}

void encode_base64url(struct buf *b, const void *p, size_t n)
{
	const uint8_t *s = p;
	buf_reserve(b, n * 4 / 3 + 4);
	size_t i = 0;
	for (; i + 3 <= n; i += 3) {
		uint32_t v = (uint32_t)s[i] << 16 | (uint32_t)s[i + 1] << 8 | s[i + 2];
		for (int shift = 18; shift >= 0; shift -= 6)
			buf_put(b, alphabet[v >> shift & 63]);
	}
	if (n - i == 1) {
		buf_put(b, alphabet[s[i] >> 2]);
		buf_put(b, alphabet[(s[i] & 3) << 4]);
	} else if (n - i == 2) {
		buf_put(b, alphabet[s[i] >> 2]);
		buf_put(b, alphabet[(s[i] & 3) << 4 | s[i + 1] >> 4]);
		buf_put(b, alphabet[(s[i + 1] & 15) << 2]);
	}
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return -1;
}

/* `more`: the last two of the alphabet. */
static ssize_t unbase64(const char *s, size_t n, const char more[2], uint8_t *out)
{
	uint32_t v = 0;
	unsigned bits = 0;
	uint8_t *p = out;
	if (n % 4 == 1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int d = s[i] == more[0] ? 62 : s[i] == more[1] ? 63 : base64_value(s[i]);
		if (d < 0)
			return -1;
		v = v << 6 | (uint32_t)d;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*p++ = (uint8_t)(v >> bits);
			v &= (1u << bits) - 1;
		}
	}
	return v == 0 ? (ssize_t)(p - out) : -1;
}

ssize_t encode_unbase64url(const char *s, size_t n, uint8_t *out)
{
	return unbase64(s, n, "-_", out);
}

ssize_t encode_unbase64(const char *s, size_t n, uint8_t *out)
{
	size_t padding = n > 0 && s[n - 1] == '=' ? n > 1 && s[n - 2] == '=' ? 2 : 1 : 0;
	return n % 4 != 0 ? -1 : unbase64(s, n - padding, "+/", out);
}

static int unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~';
}

void encode_percent(struct buf *b, const char *s, size_t n, const char *keep)
{
	static const char hex_upper[] = "0123456789ABCDEF";
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (unreserved(c) || (c != '\0' && strchr(keep, c) != NULL)) {
			buf_put(b, (char)c);
		} else {
			buf_put(b, '%');
			buf_put(b, hex_upper[c >> 4]);
			buf_put(b, hex_upper[c & 15]);
		}
	}
}

ssize_t encode_unpercent(char *s, size_t n, int plus)
{
	char *out = s;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%') {
			if (n - i < 3)
				return -1;
			int high = hex_value(s[i + 1]), low = hex_value(s[i + 2]);
			if (high < 0 || low < 0)
				return -1;
			*out++ = (char)(high << 4 | low);
			i += 2;
		} else {
			*out++ = plus && s[i] == '+' ? ' ' : s[i];
		}
	}
	return out - s;
}

void encode_base64(struct buf *b, const void *p, size_t n)
{
	size_t start = b->size;
	encode_base64url(b, p, n);
	for (size_t i = start; i < b->size; i++)
		b->data[i] = b->data[i] == '-' ? '+' : b->data[i] == '_' ? '/' : b->data[i];
	while ((b->size - start) % 4 != 0)
		buf_put(b, '=');
}
