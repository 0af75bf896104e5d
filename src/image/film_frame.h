/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of a film: brightness, and two planes of colour of half its width and height (BT.709, 16 to 235). */
#ifndef STAGEFY_IMAGE_FILM_FRAME_H
#define STAGEFY_IMAGE_FILM_FRAME_H

#include <stddef.h>
#include <stdint.h>

struct picture_fault;
struct pixels;

struct frame {
	int width, height;
	uint8_t *plane[3];
};

static inline int frame_width(const struct frame *f, int plane)
{
	return plane == 0 ? f->width : (f->width + 1) / 2;
}

static inline int frame_height(const struct frame *f, int plane)
{
	return plane == 0 ? f->height : (f->height + 1) / 2;
}

int frame_new(int width, int height, struct frame *out, struct picture_fault *fault);
void frame_free(struct frame *f);
int frame_of(const struct pixels *p, struct frame *out, struct picture_fault *fault);

/* What a frame shows of a larger picture: its top left corner there, and how far it is from one pixel to the next.
 * Fractions count: what moves slowly moves in less than pixels. */
struct frame_view {
	double x, y, step;
};

void frame_show(const struct frame *picture, const struct frame_view *view, struct frame *out);

/* `out` becomes that part (0 to 256) of `other`. */
void frame_mix(struct frame *out, const struct frame *other, int part);

/* What is laid over frames: how much of them is kept, and what is added, of 255. */
struct cover {
	int width, height, first, last; /* rows that it touches: first <= y < last */
	uint8_t *keep, *add;
};

/* Of one drawing, made on black and on white. */
int cover_of(const struct pixels *on_black, const struct pixels *on_white, struct cover *out,
	     struct picture_fault *fault);
void cover_free(struct cover *c);
void cover_lay(const struct cover *c, struct frame *out);

#endif
