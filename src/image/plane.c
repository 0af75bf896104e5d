/* SPDX-License-Identifier: Apache-2.0 */
#include "image/plane.h"

#include <string.h>

#include "base/arena.h"
#include "image/pixels.h"

struct plane plane_new(struct arena *a, int width, int height)
{
	return (struct plane){width, height, arena_new_array(a, float, (size_t)width *(size_t)height)};
}

/* One pixel of the copy. */
static void average(const struct pixels *p, int x0, int y0, int factor, float out[3])
{
	int x1 = x0 + factor < p->width ? x0 + factor : p->width,
	    y1 = y0 + factor < p->height ? y0 + factor : p->height;
	uint32_t sum[3] = {0, 0, 0};
	for (int y = y0; y < y1; y++) {
		const uint8_t *row = pixels_row(p, y) + (size_t)x0 * 3;
		for (int x = x0; x < x1; x++, row += 3)
			for (int c = 0; c < 3; c++)
				sum[c] += row[c];
	}
	for (int c = 0; c < 3; c++)
		out[c] = (float)sum[c] / (255.0F * (float)((x1 - x0) * (y1 - y0)));
}

struct small plane_small(struct arena *a, const struct pixels *p, int side)
{
	int longer = p->width > p->height ? p->width : p->height;
	struct small out = {.factor = (longer + side - 1) / side};
	int width = (p->width + out.factor - 1) / out.factor, height = (p->height + out.factor - 1) / out.factor;
	for (int c = 0; c < 3; c++)
		out.band[c] = plane_new(a, width, height);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			float mean[3];
			average(p, x * out.factor, y * out.factor, out.factor, mean);
			for (int c = 0; c < 3; c++)
				out.band[c].v[(size_t)y * (size_t)width + (size_t)x] = mean[c];
		}
	return out;
}

/* `count` numbers, `step` apart: each becomes the mean of its neighbourhood. */
static void mean_line(const float *in, float *out, int count, size_t step, int radius)
{
	double sum = 0;
	int from = 0, to = 0; /* what `sum` is of */
	for (int i = 0; i < count; i++) {
		for (; to < count && to <= i + radius; to++)
			sum += in[(size_t)to * step];
		for (; from < i - radius; from++)
			sum -= in[(size_t)from * step];
		out[(size_t)i * step] = (float)(sum / (to - from));
	}
}

struct plane plane_mean(struct arena *a, const struct plane *in, int radius)
{
	struct plane across = plane_new(a, in->width, in->height), out = plane_new(a, in->width, in->height);
	size_t width = (size_t)in->width;
	for (int y = 0; y < in->height; y++)
		mean_line(in->v + (size_t)y * width, across.v + (size_t)y * width, in->width, 1, radius);
	for (size_t x = 0; x < width; x++)
		mean_line(across.v + x, out.v + x, in->height, width, radius);
	return out;
}

static struct plane product(struct arena *a, const struct plane *p, const struct plane *q)
{
	struct plane out = plane_new(a, p->width, p->height);
	for (size_t i = 0; i < plane_size(&out); i++)
		out.v[i] = p->v[i] * q->v[i];
	return out;
}

struct guide plane_guide(struct arena *a, const struct plane *luma, const struct plane *v, int radius, float eps,
			 int factor)
{
	struct plane squares = product(a, luma, luma), both = product(a, luma, v);
	struct plane mean_luma = plane_mean(a, luma, radius), mean_v = plane_mean(a, v, radius);
	struct plane mean_squares = plane_mean(a, &squares, radius), mean_both = plane_mean(a, &both, radius);
	struct plane slope = plane_new(a, luma->width, luma->height), rest = plane_new(a, luma->width, luma->height);
	for (size_t i = 0; i < plane_size(luma); i++) {
		float variance = mean_squares.v[i] - mean_luma.v[i] * mean_luma.v[i];
		slope.v[i] = (mean_both.v[i] - mean_luma.v[i] * mean_v.v[i]) / ((variance > 0 ? variance : 0) + eps);
		rest.v[i] = mean_v.v[i] - slope.v[i] * mean_luma.v[i];
	}
	return (struct guide){plane_mean(a, &slope, radius), plane_mean(a, &rest, radius), factor};
}

/* Between which two of `count` a place of the full size lies, and how far from the first. */
static int between(int at, int factor, int count, float *part)
{
	float place = ((float)at + 0.5F) / (float)factor - 0.5F;
	int first = place <= 0 ? 0 : (int)place;
	if (first >= count - 1) {
		*part = 0;
		return count - 1;
	}
	*part = place <= 0 ? 0 : place - (float)first;
	return first;
}

void plane_guide_row(const struct guide *g, int y, int width, float *a, float *b)
{
	float down, along;
	int top = between(y, g->factor, g->a.height, &down);
	size_t row = (size_t)top * (size_t)g->a.width, next = top + 1 < g->a.height ? (size_t)g->a.width : 0;
	const float *pa = g->a.v + row, *pb = g->b.v + row;
	for (int x = 0; x < width; x++) {
		size_t i = (size_t)between(x, g->factor, g->a.width, &along),
		       j = i + 1 < (size_t)g->a.width ? i + 1 : i;
		float a0 = pa[i] + along * (pa[j] - pa[i]), a1 = pa[next + i] + along * (pa[next + j] - pa[next + i]);
		float b0 = pb[i] + along * (pb[j] - pb[i]), b1 = pb[next + i] + along * (pb[next + j] - pb[next + i]);
		a[x] = a0 + down * (a1 - a0);
		b[x] = b0 + down * (b1 - b0);
	}
}

float plane_percentile(const struct plane *p, double part)
{
	enum { STEPS = 1000 };
	size_t counts[STEPS + 1] = {0}, seen = 0, wanted = (size_t)(part * (double)plane_size(p));
	for (size_t i = 0; i < plane_size(p); i++)
		counts[p->v[i] <= 0 ? 0 : p->v[i] >= 1 ? STEPS : (int)(p->v[i] * STEPS)]++;
	for (int i = 0; i < STEPS; i++)
		if ((seen += counts[i]) > wanted)
			return (float)i / STEPS;
	return 1;
}
