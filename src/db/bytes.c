/* SPDX-License-Identifier: Apache-2.0 */
#include "db/bytes.h"

#include <string.h>

#include "base/arena.h"
#include "base/encode.h"

enum { MARK = 2 };

const char *bytes_text(struct arena *a, const void *p, size_t n)
{
	char *text = arena_alloc(a, n * 2 + MARK + 1);
	memcpy(text, "\\x", MARK);
	encode_hex(p, n, text + MARK);
	return text;
}

const uint8_t *bytes_read(struct arena *a, const char *text, size_t size, size_t *n)
{
	if (size < MARK || memcmp(text, "\\x", MARK) != 0)
		return NULL;
	*n = (size - MARK) / 2;
	uint8_t *bytes = arena_alloc(a, *n + 1);
	return encode_unhex(text + MARK, size - MARK, bytes) < 0 ? NULL : bytes;
}
