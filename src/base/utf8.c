/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

static bool tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t utf8_sequence(const unsigned char *s, size_t n)
{
	if (n == 0)
		return 0;
	unsigned char c = s[0];
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return n >= 2 && tail(s[1]) ? 2 : 0;
	if (c >= 0xe0 && c <= 0xef) {
		if (n < 3 || !tail(s[1]) || !tail(s[2]) || (c == 0xe0 && s[1] < 0xa0) || (c == 0xed && s[1] > 0x9f))
			return 0;
		return 3;
	}
	if (c >= 0xf0 && c <= 0xf4) {
		if (n < 4 || !tail(s[1]) || !tail(s[2]) || !tail(s[3]) || (c == 0xf0 && s[1] < 0x90) ||
		    (c == 0xf4 && s[1] > 0x8f))
			return 0;
		return 4;
	}
	return 0;
}

bool utf8_valid(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	while (n > 0) {
		uint64_t eight;
		if (n >= sizeof eight && (memcpy(&eight, p, sizeof eight), (eight & 0x8080808080808080u) == 0)) {
			p += sizeof eight;
			n -= sizeof eight;
			continue;
		}
		size_t k = utf8_sequence(p, n);
		if (k == 0)
			return false;
		p += k;
		n -= k;
	}
	return true;
}

size_t utf8_length(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += !tail((unsigned char)s[i]);
	return count;
}

size_t utf8_cut(const char *s, size_t n, size_t most)
{
	if (n <= most)
		return n;
	size_t cut = most;
	/* a sequence has at most three tails: more are no UTF-8, and may be cut anywhere */
	while (cut > 0 && most - cut < 3 && tail((unsigned char)s[cut]))
		cut--;
	return cut;
}
