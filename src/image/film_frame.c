/* SPDX-License-Identifier: Apache-2.0 */
#include "image/film_frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/opening.h"
#include "image/pixels.h"

enum { BLACK = 16, GREY = 128, TAPS = 4, WEIGHT_BITS = 12, BETWEEN_BITS = 3 };

static int no_memory(struct picture_fault *fault)
{
	*fault = (struct picture_fault){REJECTION_TOO_MUCH_MEMORY, "takes too much memory"};
	return -1;
}

int frame_new(int width, int height, struct frame *out, struct picture_fault *fault)
{
	*out = (struct frame){width, height, {NULL, NULL, NULL}};
	for (int i = 0; i < 3; i++)
		if ((out->plane[i] = malloc((size_t)frame_width(out, i) * (size_t)frame_height(out, i))) == NULL)
			return no_memory(fault);
	return 0;
}

void frame_free(struct frame *f)
{
	for (int i = 0; i < 3; i++)
		free(f->plane[i]);
	*f = (struct frame){0, 0, {NULL, NULL, NULL}};
}

/* ---- colours */

static uint8_t brightness(const uint8_t *rgb)
{
	return (uint8_t)(BLACK + ((11966 * rgb[0] + 40254 * rgb[1] + 4064 * rgb[2] + 32768) >> 16));
}

/* Of the pixels at (2x, 2y) to (2x + 1, 2y + 1), as far as there are any. */
static void colour(const struct pixels *p, int x, int y, uint8_t *blue, uint8_t *red)
{
	int right = 2 * x + 1 < p->width ? 3 : 0, down = 2 * y + 1 < p->height ? 1 : 0, v[3];
	const uint8_t *top = pixels_row(p, 2 * y) + (size_t)x * 6, *low = pixels_row(p, 2 * y + down) + (size_t)x * 6;
	for (int c = 0; c < 3; c++)
		v[c] = top[c] + top[right + c] + low[c] + low[right + c];
	*blue = (uint8_t)(GREY + ((-6596 * v[0] - 22189 * v[1] + 28784 * v[2] + 131072) >> 18));
	*red = (uint8_t)(GREY + ((28784 * v[0] - 26145 * v[1] - 2639 * v[2] + 131072) >> 18));
}

int frame_of(const struct pixels *p, struct frame *out, struct picture_fault *fault)
{
	if (frame_new(p->width, p->height, out, fault) < 0)
		return -1;
	for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++)
		out->plane[0][i] = brightness(p->rgb + i * 3);
	size_t at = 0;
	for (int y = 0; y < frame_height(out, 1); y++)
		for (int x = 0; x < frame_width(out, 1); x++, at++)
			colour(p, x, y, &out->plane[1][at], &out->plane[2][at]);
	return 0;
}

/* ---- what is shown */

/* For each place of the one side: the first of four neighbours, and their weights, 4096 in all. */
struct tap {
	int first;
	int16_t weight[TAPS];
};

static void taps(struct tap *out, int count, double from, double step)
{
	for (int i = 0; i < count; i++) {
		double place = from + (i + 0.5) * step - 0.5, t = place - floor(place);
		double w[TAPS] = {((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1,
				  ((-1.5 * t + 2) * t + 0.5) * t, (0.5 * t - 0.5) * t * t};
		int sum = 0;
		out[i].first = (int)floor(place) - 1;
		for (int k = 0; k < TAPS; k++)
			sum += out[i].weight[k] = (int16_t)lrint(w[k] * (1 << WEIGHT_BITS));
		out[i].weight[1] = (int16_t)(out[i].weight[1] + (1 << WEIGHT_BITS) - sum);
	}
}

static int clamped(int v, int count)
{
	return v < 0 ? 0 : v >= count ? count - 1 : v;
}

static void across(const uint8_t *in, int count, const struct tap *tap, int16_t *out, int width)
{
	for (int i = 0; i < width; i++) {
		int first = tap[i].first, sum = 1 << (WEIGHT_BITS - BETWEEN_BITS - 1);
		if (first >= 0 && first + TAPS <= count)
			for (int k = 0; k < TAPS; k++)
				sum += tap[i].weight[k] * in[first + k];
		else
			for (int k = 0; k < TAPS; k++)
				sum += tap[i].weight[k] * in[clamped(first + k, count)];
		out[i] = (int16_t)(sum >> (WEIGHT_BITS - BETWEEN_BITS));
	}
}

static void down(const int16_t *const rows[TAPS], const struct tap *tap, uint8_t *out, int width)
{
	int w0 = tap->weight[0], w1 = tap->weight[1], w2 = tap->weight[2], w3 = tap->weight[3];
	for (int i = 0; i < width; i++) {
		int v = (w0 * rows[0][i] + w1 * rows[1][i] + w2 * rows[2][i] + w3 * rows[3][i] +
			 (1 << (WEIGHT_BITS + BETWEEN_BITS - 1))) >>
			(WEIGHT_BITS + BETWEEN_BITS);
		out[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
	}
}

enum { SIDE_MOST = 1920 };

/* Rows are made narrow first, each once, and the last four are kept. */
static void show_plane(const struct frame *in, int plane, double x, double y, double step, struct frame *out)
{
	static struct tap columns[SIDE_MOST], lines[SIDE_MOST];
	static int16_t kept[TAPS][SIDE_MOST];
	int made[TAPS] = {-1, -1, -1, -1}, width = frame_width(out, plane), height = frame_height(out, plane);
	int in_width = frame_width(in, plane), in_height = frame_height(in, plane);
	taps(columns, width, x, step);
	taps(lines, height, y, step);
	for (int j = 0; j < height; j++) {
		const int16_t *rows[TAPS];
		for (int k = 0; k < TAPS; k++) {
			int row = clamped(lines[j].first + k, in_height), slot = row % TAPS;
			if (made[slot] != row)
				across(in->plane[plane] + (size_t)row * (size_t)in_width, in_width, columns, kept[slot],
				       width);
			made[slot] = row;
			rows[k] = kept[slot];
		}
		down(rows, &lines[j], out->plane[plane] + (size_t)j * (size_t)width, width);
	}
}

void frame_show(const struct frame *picture, const struct frame_view *view, struct frame *out)
{
	show_plane(picture, 0, view->x, view->y, view->step, out);
	for (int plane = 1; plane < 3; plane++)
		show_plane(picture, plane, view->x / 2, view->y / 2, view->step, out);
}

void frame_mix(struct frame *out, const struct frame *other, int part)
{
	for (int plane = 0; plane < 3; plane++) {
		size_t n = (size_t)frame_width(out, plane) * (size_t)frame_height(out, plane);
		uint8_t *to = out->plane[plane];
		const uint8_t *from = other->plane[plane];
		for (size_t i = 0; i < n; i++)
			to[i] = (uint8_t)((to[i] * (256 - part) + from[i] * part + 128) >> 8);
	}
}

/* ---- what is laid over them */

int cover_of(const struct pixels *on_black, const struct pixels *on_white, struct cover *out,
	     struct picture_fault *fault)
{
	size_t n = (size_t)on_black->width * (size_t)on_black->height;
	*out = (struct cover){on_black->width, on_black->height, on_black->height, 0, malloc(n), malloc(n)};
	if (out->keep == NULL || out->add == NULL)
		return no_memory(fault);
	for (size_t i = 0; i < n; i++) {
		int black = on_black->rgb[i * 3], keep = on_white->rgb[i * 3] - black,
		    y = (int)(i / (size_t)out->width);
		out->keep[i] = (uint8_t)(keep < 0 ? 0 : keep);
		out->add[i] = (uint8_t)black;
		if (keep < 255 || black > 0) {
			out->first = y < out->first ? y : out->first;
			out->last = y + 1;
		}
	}
	return 0;
}

void cover_free(struct cover *c)
{
	free(c->keep);
	free(c->add);
	*c = (struct cover){.keep = NULL};
}

void cover_lay(const struct cover *c, struct frame *out)
{
	for (int y = c->first; y < c->last; y++) {
		size_t row = (size_t)y * (size_t)c->width;
		for (size_t i = row; i < row + (size_t)c->width; i++)
			out->plane[0][i] =
				(uint8_t)(BLACK +
					  ((out->plane[0][i] - BLACK) * c->keep[i] + c->add[i] * 219 + 127) / 255);
		if (y % 2 != 0)
			continue;
		size_t half = (size_t)(y / 2) * (size_t)frame_width(out, 1);
		for (size_t x = 0; x < (size_t)c->width; x += 2)
			for (int plane = 1; plane < 3; plane++) {
				uint8_t *v = &out->plane[plane][half + x / 2];
				*v = (uint8_t)(GREY + (*v - GREY) * c->keep[row + x] / 255);
			}
	}
}
