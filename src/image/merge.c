/* SPDX-License-Identifier: Apache-2.0 */
/* How well a picture is exposed is told on a small copy and carried to full size along its edges (plane_guide), so that
 * a window's weights end at its frame. */
#include "image/merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "image/align.h"
#include "image/opening.h"
#include "image/pixels.h"
#include "image/plane.h"
#include "image/recipe.h"

enum { SMALL_SIDE = 512 };

struct exposure {
	struct plane luma, weight;
	struct guide guide;
	float *a, *b; /* of a row */
	int factor;
};

/* ---- one view */

static int cut(struct pixels *p, int x, int y, int width, int height, struct picture_fault *fault)
{
	struct pixels out;
	if (pixels_new(width, height, &out, fault) < 0)
		return -1;
	for (int row = 0; row < height; row++)
		memcpy(pixels_row(&out, row), pixels_row(p, y + row) + (size_t)x * 3, (size_t)width * 3);
	pixels_free(p);
	*p = out;
	return 0;
}

/* The one whose brightness is in the middle: the others follow it. */
static size_t middle(const struct pixels *pictures, size_t count)
{
	int median[RECIPE_INPUTS_MOST];
	for (size_t i = 0; i < count; i++)
		median[i] = align_median(&pictures[i]);
	for (size_t i = 0; i < count; i++) {
		size_t darker = 0;
		for (size_t k = 0; k < count; k++)
			darker += median[k] < median[i] || (k < i && median[k] == median[i]);
		if (darker == count / 2)
			return i;
	}
	return 0;
}

/* All of them cut to what they have in common. */
static int align(struct pixels *pictures, size_t count, struct picture_fault *fault)
{
	struct shift shifts[RECIPE_INPUTS_MOST];
	size_t reference = middle(pictures, count);
	int left = 0, right = 0, top = 0, bottom = 0; /* what is lost there */
	for (size_t i = 0; i < count; i++) {
		struct shift s = i == reference ? (struct shift){0, 0} : align_find(&pictures[reference], &pictures[i]);
		left = -s.x > left ? -s.x : left;
		right = s.x > right ? s.x : right;
		top = -s.y > top ? -s.y : top;
		bottom = s.y > bottom ? s.y : bottom;
		shifts[i] = s;
	}
	int width = pictures[0].width - left - right, height = pictures[0].height - top - bottom;
	for (size_t i = 0; i < count; i++)
		if (cut(&pictures[i], left + shifts[i].x, top + shifts[i].y, width, height, fault) < 0)
			return -1;
	return 0;
}

/* ---- weights */

/* Most in the middle of the scale, next to nothing where a channel is clipped. */
static float worth(float luma, float high)
{
	float off = (luma - 0.5F) / 0.22F;
	return expf(-0.5F * off * off) * (1 - plane_smooth(0.90F, 1, high)) + 1e-4F;
}

static void weigh(struct arena *a, const struct pixels *p, struct exposure *out)
{
	struct small s = plane_small(a, p, SMALL_SIDE);
	out->factor = s.factor;
	out->luma = plane_new(a, s.band[0].width, s.band[0].height);
	out->weight = plane_new(a, s.band[0].width, s.band[0].height);
	out->a = arena_new_array(a, float, (size_t)p->width);
	out->b = arena_new_array(a, float, (size_t)p->width);
	for (size_t i = 0; i < plane_size(&out->luma); i++) {
		float r = s.band[0].v[i], g = s.band[1].v[i], b = s.band[2].v[i];
		out->luma.v[i] = plane_luma(r, g, b);
		out->weight.v[i] = worth(out->luma.v[i], fmaxf(r, fmaxf(g, b)));
	}
}

/* Together 1 everywhere. */
static void normalise(struct exposure *e, size_t count)
{
	for (size_t i = 0; i < plane_size(&e[0].weight); i++) {
		float sum = 0;
		for (size_t k = 0; k < count; k++)
			sum += e[k].weight.v[i];
		for (size_t k = 0; k < count; k++)
			e[k].weight.v[i] /= sum;
	}
}

static void smooth(struct arena *a, struct exposure *e, size_t count)
{
	int width = e[0].luma.width, height = e[0].luma.height, radius = (width > height ? width : height) / 32 + 1;
	for (size_t k = 0; k < count; k++)
		e[k].guide = plane_guide(a, &e[k].luma, &e[k].weight, radius, 0.006F, e[k].factor);
}

/* ---- the picture */

static void merge_pixel(const struct exposure *e, const struct pixels *pictures, size_t count, size_t at, int x,
			uint8_t out[3])
{
	float sum[3] = {0, 0, 0}, weights = 0;
	for (size_t k = 0; k < count; k++) {
		const uint8_t *rgb = pictures[k].rgb + at;
		float luma = plane_luma(rgb[0], rgb[1], rgb[2]) / 255, weight = e[k].a[x] * luma + e[k].b[x];
		weight = weight < 1e-3F ? 1e-3F : weight;
		weights += weight;
		for (int c = 0; c < 3; c++)
			sum[c] += weight * (float)rgb[c];
	}
	for (int c = 0; c < 3; c++)
		out[c] = (uint8_t)lrintf(sum[c] / weights);
}

static int merge(struct arena *a, const struct pixels *pictures, size_t count, struct pixels *out,
		 struct picture_fault *fault)
{
	struct exposure e[RECIPE_INPUTS_MOST] = {0};
	if (count > RECIPE_INPUTS_MOST)
		abort(); /* recipe_read() lets no more through */
	if (pixels_new(pictures[0].width, pictures[0].height, out, fault) < 0)
		return -1;
	for (size_t k = 0; k < count; k++)
		weigh(a, &pictures[k], &e[k]);
	normalise(e, count);
	smooth(a, e, count);
	for (int y = 0; y < out->height; y++) {
		for (size_t k = 0; k < count; k++)
			plane_guide_row(&e[k].guide, y, out->width, e[k].a, e[k].b);
		uint8_t *row = pixels_row(out, y);
		for (int x = 0; x < out->width; x++)
			merge_pixel(e, pictures, count, (size_t)(row - out->rgb) + (size_t)x * 3, x,
				    row + (size_t)x * 3);
	}
	return 0;
}

int merge_exposures(struct arena *a, struct pixels *pictures, size_t count, struct pixels *out,
		    struct picture_fault *fault)
{
	int rc = 0;
	for (size_t i = 1; i < count && rc == 0; i++)
		if (pictures[i].width != pictures[0].width || pictures[i].height != pictures[0].height) {
			*fault = (struct picture_fault){REJECTION_WRONG_TYPE, "is of another size than the first"};
			rc = -1;
		}
	if (rc == 0)
		rc = align(pictures, count, fault);
	if (rc == 0)
		rc = merge(a, pictures, count, out, fault);
	for (size_t i = 0; i < count; i++)
		pixels_free(&pictures[i]);
	return rc;
}
