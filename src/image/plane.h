/* SPDX-License-Identifier: Apache-2.0 */
/* What is reckoned on a small copy of a picture: planes of numbers, and how they are carried back to full size without
 * crossing edges (a guided filter: a plane is told as a × luma + b of its neighbourhood, and a and b are smooth). */
#ifndef STAGEFY_IMAGE_PLANE_H
#define STAGEFY_IMAGE_PLANE_H

#include <stddef.h>

struct arena;
struct pixels;

struct plane {
	int width, height;
	float *v;
};

/* The picture with each `factor` × `factor` of its pixels in one, 0 to 1. */
struct small {
	int factor;
	struct plane band[3];
};

static inline float plane_luma(float r, float g, float b)
{
	return 0.299F * r + 0.587F * g + 0.114F * b;
}

/* 0 up to `from`, 1 beyond `to`, without a corner between. */
static inline float plane_smooth(float from, float to, float x)
{
	float t = (x - from) / (to - from);
	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return t * t * (3 - 2 * t);
}

static inline size_t plane_size(const struct plane *p)
{
	return (size_t)p->width * (size_t)p->height;
}

struct plane plane_new(struct arena *a, int width, int height);

/* So that no side is longer than `side`. */
struct small plane_small(struct arena *a, const struct pixels *p, int side);

/* The mean over all within `radius`, as far as there are any. */
struct plane plane_mean(struct arena *a, const struct plane *in, int radius);

/* `v` smoothed along the edges of `luma`: its value is a × luma + b. `eps`: the variance from which something is an
 * edge. */
struct guide {
	struct plane a, b;
	int factor;
};

struct guide plane_guide(struct arena *a, const struct plane *luma, const struct plane *v, int radius, float eps,
			 int factor);

/* a and b for each of the `width` pixels of row `y` of the picture in full size. */
void plane_guide_row(const struct guide *g, int y, int width, float *a, float *b);

/* The value below which that part of the plane lies, to a thousandth; values are 0 to 1. */
float plane_percentile(const struct plane *p, double part);

#endif
