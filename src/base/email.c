/* SPDX-License-Identifier: Apache-2.0 */
#include "base/email.h"

#include <string.h>

#include "base/utf8.h"

enum { LONGEST = 254, LONGEST_LOCAL = 64, LONGEST_NAME = 63 }; /* bytes; of a name in the domain: characters */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* Spaces and marks that nobody sees, first and last: with them two addresses could look the same. UTF-8 sorts as its code
 * points do. */
static bool is_unseen(const char *s, size_t k)
{
	static const char *const ranges[][2] = {{"\xc2\x80", "\u00a0"}, {"\u2000", "\u200f"}, {"\u2028", "\u202f"},
						{"\u205f", "\u206f"}, {"\u3000", "\u3000"}, {"\ufeff", "\ufeff"}};
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (strlen(ranges[i][0]) == k && memcmp(s, ranges[i][0], k) >= 0 && memcmp(s, ranges[i][1], k) <= 0)
			return true;
	return false;
}

/* One or more characters: of `ascii`, or of no ASCII and seen. */
static bool has_only(const char *s, size_t n, const char *ascii)
{
	size_t k;
	for (size_t i = 0; i < n; i += k) {
		k = utf8_sequence((const unsigned char *)s + i, n - i);
		if (k == 0 || (k == 1 ? s[i] == '\0' || strchr(ascii, s[i]) == NULL : is_unseen(s + i, k)))
			return false;
	}
	return n > 0;
}

/* Atoms with single dots between them. */
static bool is_local(const char *s, size_t n)
{
	for (const char *end = s + n;; s++) {
		size_t atom = strcspn(s, ".@");
		if (!has_only(s, atom, LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~"))
			return false;
		s += atom;
		if (s == end)
			return true;
	}
}

static bool is_name(const char *s, size_t n)
{
	return has_only(s, n, LETTERS DIGITS "-") && s[0] != '-' && s[n - 1] != '-' && utf8_length(s, n) <= LONGEST_NAME;
}

/* Two names or more; the last is no number, or it would be an address of a machine. */
static bool is_domain(const char *s)
{
	for (int names = 1;; names++, s++) {
		size_t n = strcspn(s, ".");
		if (!is_name(s, n))
			return false;
		if (s[n] == '\0')
			return names > 1 && strspn(s, DIGITS) < n;
		s += n;
	}
}

bool email_valid(const char *s, size_t n)
{
	const char *at = memchr(s, '@', n);
	return n <= LONGEST && at != NULL && at - s <= LONGEST_LOCAL && strlen(s) == n && is_local(s, (size_t)(at - s)) && is_domain(at + 1);
}
