/* SPDX-License-Identifier: Apache-2.0 */
#include "image/webp_bare.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/* RFC 9649. */
enum { RIFF = 12, CHUNK = 8, CANVAS = 10, HAS_ALPHA = 0x10 };

/* Where the chunks are that make the picture; NULL: not there. */
struct chunks {
	const uint8_t *canvas, *alpha, *pixels;
};

static uint32_t size_at(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* With its head and the byte that makes it even. */
static size_t whole(const uint8_t *chunk)
{
	size_t n = size_at(chunk + 4);
	return CHUNK + n + (n & 1);
}

static int find(const uint8_t *p, size_t n, struct chunks *out)
{
	if (n < RIFF || memcmp(p, "RIFF", 4) != 0 || memcmp(p + 8, "WEBP", 4) != 0)
		return -1;
	for (size_t at = RIFF; at < n;) {
		if (n - at < CHUNK || whole(p + at) > n - at)
			return -1;
		if (memcmp(p + at, "VP8X", 4) == 0 && size_at(p + at + 4) == CANVAS)
			out->canvas = p + at;
		else if (memcmp(p + at, "ALPH", 4) == 0)
			out->alpha = p + at;
		else if (memcmp(p + at, "VP8 ", 4) == 0 || memcmp(p + at, "VP8L", 4) == 0)
			out->pixels = p + at;
		at += whole(p + at);
	}
	return out->pixels == NULL || (out->alpha != NULL && out->canvas == NULL) ? -1 : 0;
}

static void put_size(struct buf *b, size_t n)
{
	for (int shift = 0; shift < 32; shift += 8)
		buf_put(b, (char)(n >> shift & 0xff));
}

int webp_bare(const void *webp, size_t n, struct buf *out)
{
	struct chunks c = {.pixels = NULL};
	if (find(webp, n, &c) < 0)
		return -1;
	size_t size = 4 + whole(c.pixels);
	if (c.alpha != NULL)
		size += whole(c.canvas) + whole(c.alpha);
	buf_lit(out, "RIFF");
	put_size(out, size);
	buf_lit(out, "WEBP");
	if (c.alpha != NULL) {
		size_t flags = out->size + CHUNK;
		buf_write(out, c.canvas, whole(c.canvas));
		out->data[flags] = HAS_ALPHA;
		buf_write(out, c.alpha, whole(c.alpha));
	}
	buf_write(out, c.pixels, whole(c.pixels));
	return 0;
}
