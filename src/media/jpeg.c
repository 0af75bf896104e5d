/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <string.h>

#include "media/camera.h"
#include "media/formats.h"
#include "media/probe.h"
#include "media/view.h"

enum {
	TEM = 0x01,
	SOF0 = 0xc0,
	DHT = 0xc4,
	JPG = 0xc8,
	DAC = 0xcc,
	SOF15 = 0xcf,
	RST0 = 0xd0,
	SOI = 0xd8,
	EOI = 0xd9,
	SOS = 0xda,
	APP1 = 0xe1
};

static bool is_frame(int marker)
{
	return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

/* Baseline, extended, progressive: the others (lossless, arithmetic, hierarchical) no browser shows. */
static bool is_shown(int marker)
{
	return marker <= SOF0 + 2;
}

/* The marker at *at, which may have fill bytes before it; *at is then behind it. -1: none there. */
static int next_marker(struct media_view *v, int64_t *at)
{
	const uint8_t *p = media_view_at(v, *at, 2);
	if (p == NULL || p[0] != 0xff)
		return -1;
	while (p != NULL && p[1] == 0xff)
		p = media_view_at(v, ++*at, 2);
	*at += 2;
	return p == NULL || p[1] == 0 ? -1 : p[1];
}

/* What the segments before the first scan tell. */
struct segments {
	bool frame, exif;
	struct camera camera;
};

static const char *read_frame(int marker, const uint8_t *p, size_t n, struct segments *s, struct probe *out)
{
	if (s->frame)
		return "has two frames";
	if (!is_shown(marker))
		return "is a JPEG of a kind that browsers do not show";
	if (n < 6 || media_view_be16(p + 1) == 0 || media_view_be16(p + 3) == 0)
		return "has no size";
	s->frame = true;
	out->height = media_view_be16(p + 1);
	out->width = media_view_be16(p + 3);
	return NULL;
}

static const char *read_segment(int marker, const uint8_t *p, size_t n, struct segments *s, struct probe *out)
{
	if (is_frame(marker))
		return read_frame(marker, p, n, s, out);
	if (marker == APP1 && !s->exif && n > 6 && memcmp(p, "Exif\0", 6) == 0) {
		camera_read(p, n, &s->camera);
		s->exif = true;
	}
	return NULL;
}

/* Reads segments up to the first scan; *at is then where its data begins. */
static const char *read_segments(struct media_view *v, int64_t *at, struct segments *s, struct probe *out)
{
	enum { MOST = 4096 };
	for (int i = 0; i < MOST; i++) {
		int marker = next_marker(v, at);
		if (marker == TEM || (marker >= RST0 && marker < SOI))
			continue;
		if (marker < 0 || marker == SOI || marker == EOI)
			return "is broken before the picture begins";
		const uint8_t *p = media_view_at(v, *at, 2);
		size_t n = p == NULL ? 0 : media_view_be16(p);
		if (n < 2 || (p = media_view_at(v, *at, n)) == NULL)
			return "ends too early";
		*at += (int64_t)n;
		if (marker == SOS)
			return s->frame ? NULL : "has no size";
		const char *why = read_segment(marker, p + 2, n - 2, s, out);
		if (why != NULL)
			return why;
	}
	return "has too many segments";
}

/* Within a scan 0xff is followed by 0 or a restart marker, so the end's bytes are nowhere but there. */
static bool has_end_within(struct media_view *v, int64_t from, size_t n)
{
	const uint8_t *p = media_view_at(v, from, n);
	for (const uint8_t *q = p; p != NULL && (q = memchr(q, 0xff, n - (size_t)(q - p))) != NULL; q++)
		if ((size_t)(q - p) + 1 < n && q[1] == EOI)
			return true;
	return false;
}

/* The end is at the end, or phones have put something behind the picture: then it is further in front. */
static bool has_end(struct media_view *v, int64_t from)
{
	int64_t left = v->size - from;
	size_t n = left < MEDIA_VIEW_WINDOW ? (size_t)left : MEDIA_VIEW_WINDOW;
	if (has_end_within(v, v->size - (int64_t)n, n))
		return true;
	for (int64_t at = from; v->size - at > MEDIA_VIEW_WINDOW; at += MEDIA_VIEW_WINDOW - 1)
		if (media_view_at(v, at, MEDIA_VIEW_WINDOW) == NULL)
			return false;
		else if (has_end_within(v, at, MEDIA_VIEW_WINDOW))
			return true;
	return false;
}

const char *jpeg_probe(struct media_view *v, struct probe *out)
{
	struct segments s = {.camera = {.orientation = 1}};
	int64_t at = 2;
	const char *why = read_segments(v, &at, &s, out);
	if (why != NULL)
		return why;
	if (!has_end(v, at))
		return "ends too early";
	camera_apply(&s.camera, out);
	return NULL;
}
