/* SPDX-License-Identifier: Apache-2.0 */
#include "image/hide.h"

#include <math.h>

#include "image/pixels.h"
#include "image/recipe.h"

/* Patches along the longer side, and what a patch has at least in pixels; levels of its colour. A plate of seven
 * letters is left with two or three bits for each of its patches. */
enum { PATCHES = 3, PATCH_LEAST = 12, LEVELS = 7 };

struct patches {
	int x, y, width, height; /* in pixels */
	int across, down;
	float colour[PATCHES][PATCHES][3];
};

static int count_of(int side, int longer)
{
	int most = side / PATCH_LEAST, count = (PATCHES * side + longer / 2) / longer;
	count = count > most ? most : count;
	return count < 1 ? 1 : count;
}

/* Every pixel that the box touches. */
static struct patches place(const struct pixels *p, const struct edit_box *b)
{
	int x0 = (int)floor(b->x * p->width), y0 = (int)floor(b->y * p->height);
	int x1 = (int)ceil((b->x + b->width) * p->width), y1 = (int)ceil((b->y + b->height) * p->height);
	x0 = x0 < p->width ? x0 : p->width - 1;
	y0 = y0 < p->height ? y0 : p->height - 1;
	x1 = x1 > p->width ? p->width : x1 > x0 ? x1 : x0 + 1;
	y1 = y1 > p->height ? p->height : y1 > y0 ? y1 : y0 + 1;
	struct patches out = {.x = x0, .y = y0, .width = x1 - x0, .height = y1 - y0};
	int longer = out.width > out.height ? out.width : out.height;
	out.across = count_of(out.width, longer);
	out.down = count_of(out.height, longer);
	return out;
}

static void average(const struct pixels *p, struct patches *b, int i, int j)
{
	int x0 = b->width * i / b->across, x1 = b->width * (i + 1) / b->across;
	int y0 = b->height * j / b->down, y1 = b->height * (j + 1) / b->down;
	uint64_t sum[3] = {0, 0, 0}, count = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);
	for (int y = y0; y < y1; y++) {
		const uint8_t *rgb = pixels_row(p, b->y + y) + (size_t)(b->x + x0) * 3;
		for (int x = x0; x < x1; x++, rgb += 3)
			for (int c = 0; c < 3; c++)
				sum[c] += rgb[c];
	}
	for (int c = 0; c < 3; c++) {
		uint64_t level = (sum[c] * LEVELS / count + 127) / 255;
		b->colour[j][i][c] = 255.0F * (float)level / LEVELS;
	}
}

/* Between which two of `count` patches a pixel lies, from middle to middle. */
static int between(int at, int side, int count, float *part)
{
	float place = ((float)at + 0.5F) * (float)count / (float)side - 0.5F;
	place = place < 0 ? 0 : place > (float)(count - 1) ? (float)(count - 1) : place;
	int first = (int)place;
	*part = place - (float)first;
	return first;
}

static void paint(struct pixels *p, const struct patches *b)
{
	for (int y = 0; y < b->height; y++) {
		float down, along;
		int j = between(y, b->height, b->down, &down), below = j + 1 < b->down ? j + 1 : j;
		uint8_t *rgb = pixels_row(p, b->y + y) + (size_t)b->x * 3;
		for (int x = 0; x < b->width; x++, rgb += 3) {
			int i = between(x, b->width, b->across, &along), next = i + 1 < b->across ? i + 1 : i;
			for (int c = 0; c < 3; c++) {
				float top = b->colour[j][i][c] + along * (b->colour[j][next][c] - b->colour[j][i][c]);
				float low = b->colour[below][i][c] +
					    along * (b->colour[below][next][c] - b->colour[below][i][c]);
				rgb[c] = (uint8_t)lrintf(top + down * (low - top));
			}
		}
	}
}

void hide_boxes(struct pixels *p, const struct edit_box *boxes, size_t count)
{
	for (size_t k = 0; k < count; k++) {
		struct patches b = place(p, &boxes[k]);
		for (int j = 0; j < b.down; j++)
			for (int i = 0; i < b.across; i++)
				average(p, &b, i, j);
		paint(p, &b);
	}
}
