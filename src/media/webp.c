/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <string.h>

#include "media/camera.h"
#include "media/formats.h"
#include "media/probe.h"
#include "media/view.h"

enum { RIFF = 12, CHUNK = 8 };

/* The frame header of lossy data (RFC 6386 section 9.1). */
static const char *read_lossy(const uint8_t *p, size_t n, struct probe *out)
{
	static const uint8_t start[] = {0x9d, 0x01, 0x2a};
	if (n < 10 || p[0] & 1 || memcmp(p + 3, start, sizeof start) != 0)
		return "has a broken picture";
	out->width = media_view_le16(p + 6) & 0x3fff;
	out->height = media_view_le16(p + 8) & 0x3fff;
	return NULL;
}

static const char *read_lossless(const uint8_t *p, size_t n, struct probe *out)
{
	if (n < 5 || p[0] != 0x2f)
		return "has a broken picture";
	uint32_t bits = media_view_le32(p + 1);
	out->width = (bits & 0x3fff) + 1;
	out->height = (bits >> 14 & 0x3fff) + 1;
	return bits >> 29 == 0 ? NULL : "has a broken picture";
}

static const char *read_canvas(const uint8_t *p, size_t n, struct probe *out)
{
	if (n < 10)
		return "has a broken header";
	out->width = media_view_le24(p + 4) + 1;
	out->height = media_view_le24(p + 7) + 1;
	return NULL;
}

/* What the walk has come across. */
struct walk {
	bool canvas, picture;
	struct camera camera;
};

static const char *read_chunk(struct media_view *v, const char *name, int64_t at, int64_t n, bool first, struct walk *w,
			      struct probe *out)
{
	enum { HEAD = 16 };
	bool exif = memcmp(name, "EXIF", 4) == 0;
	size_t want = exif ? (n <= CAMERA_EXIF_MOST ? (size_t)n : 0) : n < HEAD ? (size_t)n : HEAD;
	struct probe frame;
	const uint8_t *p = media_view_at(v, at, want);
	if (p == NULL)
		return "ends too early";
	if (memcmp(name, "VP8X", 4) == 0) {
		w->canvas = true;
		return first ? read_canvas(p, want, out) : "has a broken header";
	}
	if (memcmp(name, "VP8 ", 4) == 0 || memcmp(name, "VP8L", 4) == 0) {
		w->picture = true;
		/* with a canvas it is the canvas that is shown */
		return (name[3] == 'L' ? read_lossless : read_lossy)(p, want, w->canvas ? &frame : out);
	}
	if (memcmp(name, "ANMF", 4) == 0)
		w->picture = true;
	if (exif && want > 0)
		camera_read(p, want, &w->camera);
	return NULL;
}

const char *webp_probe(struct media_view *v, struct probe *out)
{
	struct walk w = {.camera = {.orientation = 1}};
	const uint8_t *p = media_view_at(v, 0, RIFF);
	if (p == NULL || memcmp(p, "RIFF", 4) != 0)
		return "is not a WebP";
	int64_t end = (int64_t)media_view_le32(p + 4) + 8;
	if (end != v->size)
		return end > v->size ? "ends too early" : "goes on behind its end";
	for (int64_t at = RIFF; at < end;) {
		char name[4];
		if ((p = media_view_at(v, at, CHUNK)) == NULL)
			return "ends too early";
		memcpy(name, p, sizeof name);
		int64_t n = media_view_le32(p + 4);
		if (n > end - at - CHUNK)
			return "ends too early";
		const char *why = read_chunk(v, name, at + CHUNK, n, at == RIFF, &w, out);
		if (why != NULL)
			return why;
		at += CHUNK + n + (n & 1);
	}
	if (!w.picture || out->width == 0 || out->height == 0)
		return "has no picture";
	camera_apply(&w.camera, out);
	return NULL;
}
