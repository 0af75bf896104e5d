/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <string.h>

#include "media/camera.h"
#include "media/formats.h"
#include "media/probe.h"
#include "media/view.h"

enum { SIGNATURE = 8, CHUNK = 12 /* length, name and check sum */, IHDR = 13 };

/* CRC-32 as PNG has it (ISO 3309), bit by bit: it runs over 17 bytes. */
static uint32_t crc32_of(const uint8_t *p, size_t n)
{
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* Which bit depths each colour type may have (table 12), as a mask. */
static bool has_known_pixels(const uint8_t *ihdr)
{
	static const uint32_t depths[7] = {[0] = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8 | 1 << 16,
					   [2] = 1 << 8 | 1 << 16,
					   [3] = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8,
					   [4] = 1 << 8 | 1 << 16,
					   [6] = 1 << 8 | 1 << 16};
	uint8_t depth = ihdr[8], colour = ihdr[9];
	return colour < 7 && depth <= 16 && (depths[colour] >> depth & 1) && ihdr[10] == 0 && ihdr[11] == 0 &&
	       ihdr[12] <= 1;
}

static const char *read_header(struct media_view *v, struct probe *out)
{
	const uint8_t *p = media_view_at(v, SIGNATURE, IHDR + CHUNK);
	if (p == NULL)
		return "ends too early";
	const uint8_t *ihdr = p + 8;
	if (media_view_be32(p) != IHDR || memcmp(p + 4, "IHDR", 4) != 0 ||
	    crc32_of(p + 4, 4 + IHDR) != media_view_be32(ihdr + IHDR) || !has_known_pixels(ihdr))
		return "has a broken header";
	out->width = media_view_be32(ihdr);
	out->height = media_view_be32(ihdr + 4);
	if (out->width == 0 || out->height == 0 || out->width > INT32_MAX || out->height > INT32_MAX)
		return "has a broken header";
	return NULL;
}

static bool has_end(struct media_view *v)
{
	static const uint8_t iend[CHUNK] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
	const uint8_t *p = media_view_at(v, v->size - CHUNK, CHUNK);
	return p != NULL && memcmp(p, iend, CHUNK) == 0;
}

/* Walks the chunks as far as the reads last: what is not seen then is Exif behind a large picture. */
static const char *read_chunks(struct media_view *v, struct camera *camera)
{
	bool picture = false;
	for (int64_t at = SIGNATURE; at < v->size;) {
		const uint8_t *p = media_view_at(v, at, 8);
		if (p == NULL)
			return picture ? NULL : "ends too early";
		int64_t n = media_view_be32(p);
		if (n > INT32_MAX || n + CHUNK > v->size - at)
			return "is broken";
		picture |= memcmp(p + 4, "IDAT", 4) == 0;
		if (memcmp(p + 4, "IEND", 4) == 0 && at + CHUNK != v->size)
			return "goes on behind its end";
		if (memcmp(p + 4, "eXIf", 4) == 0 && n <= CAMERA_EXIF_MOST &&
		    (p = media_view_at(v, at + 8, (size_t)n)) != NULL)
			camera_read(p, (size_t)n, camera);
		at += n + CHUNK;
	}
	return picture ? NULL : "has no picture";
}

const char *png_probe(struct media_view *v, struct probe *out)
{
	struct camera camera = {.orientation = 1};
	const char *why = read_header(v, out);
	if (why != NULL)
		return why;
	if (!has_end(v))
		return "does not end where a PNG ends";
	why = read_chunks(v, &camera);
	if (why == NULL)
		camera_apply(&camera, out);
	return why;
}
