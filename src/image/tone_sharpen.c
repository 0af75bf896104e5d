/* SPDX-License-Identifier: Apache-2.0 */
#include "image/tone_sharpen.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "image/pixels.h"
#include "image/plane.h"

/* Part of the difference that is added; how far a pixel may go beyond its neighbours, where halos begin. */
static const float amount_of = 0.55F, beyond_most = 0.02F;

/* The deviation of noise, of 255: from second differences along rows, most of which lie on plain walls. */
static float noise_of(const struct pixels *p)
{
	enum { STEP = 7, MOST = 256 };
	size_t counts[MOST + 1] = {0}, all = 0, seen = 0;
	for (int y = 0; y < p->height; y += STEP) {
		const uint8_t *row = pixels_row(p, y) + 1; /* green is most of luma */
		for (int x = 3; x < p->width; x += STEP) {
			const uint8_t *v = row + (size_t)x * 3;
			int d = abs(2 * v[-3] - v[-6] - v[0]);
			counts[d < MOST ? d : MOST]++;
			all++;
		}
	}
	for (int i = 0; i <= MOST; i++)
		if ((seen += counts[i]) * 2 > all)
			return ((float)i + 0.5F) / (0.6745F * 2.449F);
	return 0;
}

void sharpen_start(struct sharpen *s, struct arena *a, struct pixels *picture, float amount)
{
	*s = (struct sharpen){.picture = picture, .amount = amount * amount_of, .noise = noise_of(picture) / 255};
	for (int i = 0; i < 3; i++)
		s->rows[i] = arena_new_array(a, struct sharpen_pixel, (size_t)picture->width);
}

struct sharpen_pixel *sharpen_row(struct sharpen *s, int y)
{
	return s->rows[y % 3];
}

struct neighbours {
	float mean, least, most;
};

static inline struct neighbours look(const struct sharpen_pixel *up, const struct sharpen_pixel *here,
				     const struct sharpen_pixel *down)
{
	float n = up[0].luma, s = down[0].luma, w = here[-1].luma, e = here[1].luma, c = here[0].luma;
	float corners = up[-1].luma + up[1].luma + down[-1].luma + down[1].luma;
	float low = n < s ? n : s, high = n < s ? s : n, least = w < e ? w : e, most = w < e ? e : w;
	least = least < low ? least : low;
	most = most > high ? most : high;
	return (struct neighbours){(4 * c + 2 * (n + s + w + e) + corners) / 16, least < c ? least : c,
				   most > c ? most : c};
}

/* What is added to the light of a pixel. */
static float difference(const struct sharpen *s, const struct sharpen_pixel *here, const struct neighbours *n)
{
	float d = here->luma - n->mean, floor = 0.004F + 2.2F * s->noise * here->gain, size = d < 0 ? -d : d;
	if (size <= floor)
		return 0;
	float sharp = here->luma + s->amount * (d < 0 ? floor - size : size - floor) * (1 - 0.5F * here->luma);
	if (sharp > n->most + beyond_most)
		sharp = n->most + beyond_most;
	if (sharp < n->least - beyond_most)
		sharp = n->least - beyond_most;
	return sharp - here->luma;
}

static uint8_t shifted(uint8_t v, int by)
{
	int out = v + by;
	return (uint8_t)(out < 0 ? 0 : out > 255 ? 255 : out);
}

static void sharpen_line(const struct sharpen *s, int y)
{
	const struct sharpen_pixel *up = s->rows[(y + 2) % 3], *here = s->rows[y % 3], *down = s->rows[(y + 1) % 3];
	uint8_t *rgb = pixels_row(s->picture, y);
	for (size_t x = 1; x + 1 < (size_t)s->picture->width; x++) {
		struct neighbours n = look(up + x, here + x, down + x);
		float d = difference(s, here + x, &n) * 255;
		int by = (int)(d < 0 ? d - 0.5F : d + 0.5F);
		for (size_t c = 0; by != 0 && c < 3; c++)
			rgb[x * 3 + c] = shifted(rgb[x * 3 + c], by);
	}
}

void sharpen_done(struct sharpen *s, int y)
{
	if (y >= 2)
		sharpen_line(s, y - 1);
}

void sharpen_picture(struct arena *a, struct pixels *picture, float amount)
{
	struct sharpen s;
	sharpen_start(&s, a, picture, amount);
	for (int y = 0; y < picture->height; y++) {
		const uint8_t *rgb = pixels_row(picture, y);
		struct sharpen_pixel *row = sharpen_row(&s, y);
		for (size_t x = 0; x < (size_t)picture->width; x++)
			row[x] =
				(struct sharpen_pixel){plane_luma(rgb[x * 3], rgb[x * 3 + 1], rgb[x * 3 + 2]) / 255, 1};
		sharpen_done(&s, y);
	}
}
