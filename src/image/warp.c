/* SPDX-License-Identifier: Apache-2.0 */
#include "image/warp.h"

#include <math.h>

#include "image/opening.h"
#include "image/pixels.h"

/* Where a pixel of the new picture comes from: (m0 x + m1 y + m2, m3 x + m4 y + m5) / (m6 x + m7 y + 1). */
struct origin {
	double m[8];
};

/* Weights of four neighbours, after Catmull and Rom: sharp, and 1 in all. */
static void weights(float t, float out[4])
{
	out[0] = ((-0.5F * t + 1) * t - 0.5F) * t;
	out[1] = (1.5F * t - 2.5F) * t * t + 1;
	out[2] = ((-1.5F * t + 2) * t + 0.5F) * t;
	out[3] = (0.5F * t - 0.5F) * t * t;
}

static int clamped(int v, int count)
{
	return v < 0 ? 0 : v >= count ? count - 1 : v;
}

static uint8_t byte_of(float v)
{
	static const float half = 0.5F;
	return v <= 0 ? 0 : v >= 255 ? 255 : (uint8_t)(v + half);
}

/* The colour between pixels; beyond the edge it is the edge's. */
static void sample(const struct pixels *p, double x, double y, uint8_t out[3])
{
	int left = (int)floor(x), top = (int)floor(y);
	float across[4], down[4], sum[3] = {0, 0, 0};
	weights((float)(x - left), across);
	weights((float)(y - top), down);
	for (int j = 0; j < 4; j++) {
		const uint8_t *row = pixels_row(p, clamped(top - 1 + j, p->height));
		for (int i = 0; i < 4; i++) {
			const uint8_t *rgb = row + (size_t)clamped(left - 1 + i, p->width) * 3;
			float weight = across[i] * down[j];
			for (int c = 0; c < 3; c++)
				sum[c] += weight * (float)rgb[c];
		}
	}
	for (int c = 0; c < 3; c++)
		out[c] = byte_of(sum[c]);
}

static int warp(struct pixels *p, int width, int height, const struct origin *o, struct picture_fault *fault)
{
	struct pixels out;
	const double *m = o->m;
	if (pixels_new(width, height, &out, fault) < 0)
		return -1;
	for (int j = 0; j < height; j++) {
		uint8_t *row = pixels_row(&out, j);
		for (int i = 0; i < width; i++) {
			double x = i + 0.5, y = j + 0.5, depth = m[6] * x + m[7] * y + 1;
			sample(p, (m[0] * x + m[1] * y + m[2]) / depth - 0.5,
			       (m[3] * x + m[4] * y + m[5]) / depth - 0.5, row + (size_t)i * 3);
		}
	}
	pixels_free(p);
	*p = out;
	return 0;
}

/* Of all upright rectangles within one that is turned: the one of the largest area. */
static struct picture_size inscribed(const struct pixels *p, double turn)
{
	double w = p->width, h = p->height, s = fabs(sin(turn)), c = cos(turn), longer = fmax(w, h),
	       shorter = fmin(w, h);
	double width, height;
	if (shorter <= 2 * s * c * longer) { /* two of its corners touch the long sides */
		double across = 0.5 * shorter;
		width = w >= h ? across / s : across / c;
		height = w >= h ? across / c : across / s;
	} else {
		width = (w * c - h * s) / (c * c - s * s);
		height = (h * c - w * s) / (c * c - s * s);
	}
	/* a hair less: rounding shows no edge */
	return (struct picture_size){(int)fmax(1, floor(width + 1e-6)), (int)fmax(1, floor(height + 1e-6))};
}

int warp_turn(struct pixels *p, double degrees, struct picture_fault *fault)
{
	double turn = degrees * (acos(-1) / 180), c = cos(turn), s = sin(turn);
	struct picture_size size = inscribed(p, turn);
	double x = size.width / 2.0, y = size.height / 2.0;
	if (degrees == 0)
		return 0;
	struct origin o = {{c, s, p->width / 2.0 - c * x - s * y, -s, c, p->height / 2.0 + s * x - c * y, 0, 0}};
	return warp(p, size.width, size.height, &o, fault);
}

/* The square from (0, 0) to (1, 1) onto four points. */
static struct origin onto(const struct edit_point q[4])
{
	double dx1 = q[1].x - q[2].x, dx2 = q[3].x - q[2].x, sx = q[0].x - q[1].x + q[2].x - q[3].x;
	double dy1 = q[1].y - q[2].y, dy2 = q[3].y - q[2].y, sy = q[0].y - q[1].y + q[2].y - q[3].y;
	double area = dx1 * dy2 - dx2 * dy1; /* not 0: the recipe's corners are apart */
	double g = (sx * dy2 - dx2 * sy) / area, h = (dx1 * sy - sx * dy1) / area;
	return (struct origin){{q[1].x - q[0].x + g * q[1].x, q[3].x - q[0].x + h * q[3].x, q[0].x,
				q[1].y - q[0].y + g * q[1].y, q[3].y - q[0].y + h * q[3].y, q[0].y, g, h}};
}

static double distance(const struct edit_point *a, const struct edit_point *b)
{
	return hypot(a->x - b->x, a->y - b->y);
}

int warp_corners(struct pixels *p, const struct edit_point corners[4], struct picture_fault *fault)
{
	struct edit_point q[4];
	for (int i = 0; i < 4; i++)
		q[i] = (struct edit_point){corners[i].x * p->width, corners[i].y * p->height};
	int width = (int)lround((distance(&q[0], &q[1]) + distance(&q[3], &q[2])) / 2);
	int height = (int)lround((distance(&q[0], &q[3]) + distance(&q[1], &q[2])) / 2);
	if (width < 1 || height < 1) {
		*fault = (struct picture_fault){REJECTION_BROKEN, "is too small for that"};
		return -1;
	}
	struct origin o = onto(q);
	static const int of_x[] = {0, 3, 6}, of_y[] = {1, 4, 7};
	for (int i = 0; i < 3; i++) {
		o.m[of_x[i]] /= width;
		o.m[of_y[i]] /= height;
	}
	return warp(p, width, height, &o, fault);
}
