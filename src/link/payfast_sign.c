/* SPDX-License-Identifier: Apache-2.0 */
#include "link/payfast_sign.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"

/* Differs from RFC 3986 in two: a space is a plus, and ~ is encoded. */
void payfast_sign_encode(struct buf *b, const char *s)
{
	while (*s != '\0') {
		size_t plain = strcspn(s, " ~");
		encode_percent(b, s, plain, "");
		s += plain;
		if (*s == '\0')
			return;
		buf_puts(b, *s++ == ' ' ? "+" : "%7E");
	}
}

void payfast_sign_pair(struct buf *b, const char *name, const char *value)
{
	if (b->size > 0)
		buf_put(b, '&');
	payfast_sign_encode(b, name);
	buf_put(b, '=');
	payfast_sign_encode(b, value);
}

const char *payfast_sign_trim(struct arena *a, const char *s)
{
	static const char blanks[] = "\t\n\v\r ";
	s += strspn(s, blanks);
	size_t n = strlen(s);
	while (n > 0 && strchr(blanks, s[n - 1]) != NULL)
		n--;
	return arena_strndup(a, s, n);
}

/* The text with the passphrase is wiped: it is in memory of its own. */
void payfast_sign_text(struct arena *a, const char *text, const char *passphrase, char out[PAYFAST_SIGN_SIZE])
{
	uint8_t digest[DIGEST_MD5_SIZE];
	struct buf b;
	const char *secret = passphrase == NULL ? "" : payfast_sign_trim(a, passphrase);
	struct arena *own = arena_new(4096);
	buf_init(&b, own, strlen(text) + 128);
	buf_puts(&b, text);
	if (*secret != '\0')
		payfast_sign_pair(&b, "passphrase", secret);
	digest_md5(b.data, b.size, digest);
	digest_wipe(b.data, b.size);
	arena_free(own);
	encode_hex(digest, sizeof digest, out);
}
