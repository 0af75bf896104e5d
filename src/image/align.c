/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever the exposure, the same half of a view is the brighter one: so halves are compared, first in small and then
 * ever larger, each time one pixel further in every direction (G. Ward, "Fast, robust image registration", 2003). */
#include "image/align.h"

#include <stdlib.h>

#include "image/pixels.h"

enum { LEVELS = 6, NEAR = 4, DARKEST = 20, BRIGHTEST = 235 };

/* Brightness in ever smaller copies, and by what each is cut into halves. */
struct tower {
	int width[LEVELS], height[LEVELS];
	uint8_t *luma[LEVELS];
	int counts[256];
};

static void tower_free(struct tower *t)
{
	for (int i = 0; i < LEVELS; i++)
		free(t->luma[i]);
}

static void halve(struct tower *t, int from)
{
	int width = t->width[from], below = t->width[from + 1];
	for (int y = 0; y < t->height[from + 1]; y++)
		for (int x = 0; x < below; x++) {
			const uint8_t *v = t->luma[from] + (size_t)(2 * y) * (size_t)width + (size_t)(2 * x);
			t->luma[from + 1][(size_t)y * (size_t)below + (size_t)x] =
				(uint8_t)((v[0] + v[1] + v[width] + v[width + 1] + 2) / 4);
		}
}

static int tower_build(const struct pixels *p, struct tower *out)
{
	*out = (struct tower){.width = {p->width}};
	for (int i = 0; i < LEVELS; i++) {
		out->width[i] = p->width >> i;
		out->height[i] = p->height >> i;
		out->luma[i] = malloc((size_t)out->width[i] * (size_t)out->height[i] + 1);
		if (out->luma[i] == NULL)
			return -1;
	}
	for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++) {
		const uint8_t *rgb = p->rgb + i * 3;
		out->luma[0][i] = (uint8_t)((rgb[0] * 77 + rgb[1] * 150 + rgb[2] * 29) >> 8);
		out->counts[out->luma[0][i]]++;
	}
	for (int i = 0; i + 1 < LEVELS; i++)
		halve(out, i);
	return 0;
}

static int part_of(const int counts[256], int pixels, double part)
{
	double seen = 0;
	for (int i = 0; i < 256; i++)
		if ((seen += counts[i]) > part * pixels)
			return i;
	return 255;
}

/* Where both can be cut in two: in the middle, unless one is too dark or too bright there. */
static void cuts(const struct tower *a, const struct tower *b, int *cut_a, int *cut_b)
{
	static const double parts[] = {0.5, 0.8, 0.2};
	for (int i = 0; i < 3; i++) {
		*cut_a = part_of(a->counts, a->width[0] * a->height[0], parts[i]);
		*cut_b = part_of(b->counts, b->width[0] * b->height[0], parts[i]);
		if (*cut_a >= DARKEST && *cut_a <= BRIGHTEST && *cut_b >= DARKEST && *cut_b <= BRIGHTEST)
			return;
	}
}

/* The part of pixels that are bright in one and dark in the other; those near the cut are noise. */
static double disagreement(const struct tower *a, const struct tower *b, int level, int cut_a, int cut_b,
			   struct shift s)
{
	int width = a->width[level], height = a->height[level], step = level == 0 ? 2 : 1;
	int x0 = s.x < 0 ? -s.x : 0, x1 = s.x > 0 ? width - s.x : width, y0 = s.y < 0 ? -s.y : 0,
	    y1 = s.y > 0 ? height - s.y : height;
	long wrong = 0, all = 0;
	for (int y = y0; y < y1; y += step) {
		const uint8_t *va = a->luma[level] + (size_t)y * (size_t)width;
		const uint8_t *vb = b->luma[level] + (size_t)(y + s.y) * (size_t)width + s.x;
		for (int x = x0; x < x1; x++) {
			int da = va[x] - cut_a, db = vb[x] - cut_b;
			wrong += (da > NEAR && db < -NEAR) || (da < -NEAR && db > NEAR);
		}
		all += x1 - x0;
	}
	return all <= 0 ? 1 : (double)wrong / (double)all;
}

static struct shift refine(const struct tower *a, const struct tower *b, int level, int cut_a, int cut_b,
			   struct shift from)
{
	struct shift best = from;
	double least = disagreement(a, b, level, cut_a, cut_b, from);
	for (int dy = -1; dy <= 1; dy++)
		for (int dx = -1; dx <= 1; dx++) {
			struct shift s = {from.x + dx, from.y + dy};
			double is = (dx == 0 && dy == 0) ? least : disagreement(a, b, level, cut_a, cut_b, s);
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
	int cut_a, cut_b;
	if (tower_build(one, &a) == 0 && tower_build(other, &b) == 0) {
		cuts(&a, &b, &cut_a, &cut_b);
		for (int level = LEVELS - 1; level >= 0; level--) {
			s = (struct shift){2 * s.x, 2 * s.y};
			if (a.width[level] > 4 * ALIGN_MOST >> level && a.height[level] > 4 * ALIGN_MOST >> level)
				s = refine(&a, &b, level, cut_a, cut_b, s);
		}
	}
	tower_free(&a);
	tower_free(&b);
	return s;
}

int align_median(const struct pixels *p)
{
	int counts[256] = {0}, pixels = p->width * p->height;
	for (size_t i = 0; i < (size_t)pixels; i++)
		counts[p->rgb[i * 3 + 1]]++;
	return part_of(counts, pixels, 0.5);
}
