/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever the exposure, what is brighter in one is brighter in the other: so each pixel is told by how many are darker
 * than it, and these ranks are compared, first in small and then ever larger, each time one pixel further in every
 * direction. */
#include "image/align.h"

#include <stdlib.h>
#include <string.h>

#include "image/pixels.h"

enum { LEVELS = 6 };

/* Ranks, 0 to 255, in ever smaller copies. */
struct tower {
	int width[LEVELS], height[LEVELS];
	uint8_t *rank[LEVELS];
};

static void tower_free(struct tower *t)
{
	for (int i = 0; i < LEVELS; i++)
		free(t->rank[i]);
}

static void halve(struct tower *t, int from)
{
	int width = t->width[from], below = t->width[from + 1];
	for (int y = 0; y < t->height[from + 1]; y++)
		for (int x = 0; x < below; x++) {
			const uint8_t *v = t->rank[from] + (size_t)(2 * y) * (size_t)width + (size_t)(2 * x);
			t->rank[from + 1][(size_t)y * (size_t)below + (size_t)x] =
				(uint8_t)((v[0] + v[1] + v[width] + v[width + 1] + 2) / 4);
		}
}

static uint8_t luma_of(const uint8_t *rgb)
{
	return (uint8_t)((rgb[0] * 77 + rgb[1] * 150 + rgb[2] * 29) >> 8);
}

static void count(const struct pixels *p, int counts[256])
{
	memset(counts, 0, 256 * sizeof *counts);
	for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++)
		counts[luma_of(p->rgb + i * 3)]++;
}

/* What has the same brightness is in the middle of its like. */
static void rank(const struct pixels *p, uint8_t *out)
{
	int counts[256];
	uint8_t ranks[256];
	double darker = 0, all = (double)p->width * p->height;
	count(p, counts);
	for (int i = 0; i < 256; i++) {
		ranks[i] = (uint8_t)(255 * (darker + counts[i] / 2.0) / all);
		darker += counts[i];
	}
	for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++)
		out[i] = ranks[luma_of(p->rgb + i * 3)];
}

static int tower_build(const struct pixels *p, struct tower *out)
{
	*out = (struct tower){.width = {p->width}};
	for (int i = 0; i < LEVELS; i++) {
		out->width[i] = p->width >> i;
		out->height[i] = p->height >> i;
		out->rank[i] = calloc((size_t)out->width[i] * (size_t)out->height[i] + 1, 1);
		if (out->rank[i] == NULL)
			return -1;
	}
	rank(p, out->rank[0]);
	for (int i = 0; i + 1 < LEVELS; i++)
		halve(out, i);
	return 0;
}

/* By how much ranks differ on average. */
static double disagreement(const struct tower *a, const struct tower *b, int level, struct shift s)
{
	int width = a->width[level], height = a->height[level], step = level == 0 ? 2 : 1;
	int x0 = s.x < 0 ? -s.x : 0, x1 = s.x > 0 ? width - s.x : width, y0 = s.y < 0 ? -s.y : 0,
	    y1 = s.y > 0 ? height - s.y : height;
	long sum = 0, all = 0;
	for (int y = y0; y < y1; y += step) {
		const uint8_t *va = a->rank[level] + (size_t)y * (size_t)width;
		const uint8_t *vb = b->rank[level] + (size_t)(y + s.y) * (size_t)width + s.x;
		int row = 0;
		for (int x = x0; x < x1; x++)
			row += abs(va[x] - vb[x]);
		sum += row;
		all += x1 - x0;
	}
	return all <= 0 ? 256 : (double)sum / (double)all;
}

static struct shift refine(const struct tower *a, const struct tower *b, int level, struct shift from)
{
	struct shift best = from;
	double least = disagreement(a, b, level, from);
	for (int dy = -1; dy <= 1; dy++)
		for (int dx = -1; dx <= 1; dx++) {
			struct shift s = {from.x + dx, from.y + dy};
			double is = (dx == 0 && dy == 0) ? least : disagreement(a, b, level, s);
			if (is < least) {
				least = is;
				best = s;
			}
		}
	return best;
}

struct shift align_find(const struct pixels *one, const struct pixels *other)
{
	struct tower a, b = {.width = {0}};
	struct shift s = {0, 0};
	if (tower_build(one, &a) == 0 && tower_build(other, &b) == 0) {
		for (int level = LEVELS - 1; level >= 0; level--) {
			s = (struct shift){2 * s.x, 2 * s.y};
			if (a.width[level] > 4 * ALIGN_MOST >> level && a.height[level] > 4 * ALIGN_MOST >> level)
				s = refine(&a, &b, level, s);
		}
	}
	tower_free(&a);
	tower_free(&b);
	return s;
}

int align_median(const struct pixels *p)
{
	int counts[256], i = 0;
	double darker = 0;
	count(p, counts);
	for (; i < 255; i++)
		if ((darker += counts[i]) * 2 > (double)p->width * p->height)
			break;
	return i;
}
