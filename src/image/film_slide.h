/* SPDX-License-Identifier: Apache-2.0 */
/* One photo of a film: how it fills the frame, moves, and what is written on it. */
#ifndef STAGEFY_IMAGE_FILM_SLIDE_H
#define STAGEFY_IMAGE_FILM_SLIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "image/film_frame.h"

struct film_order;
struct picture_fault;

struct slide {
	struct frame picture; /* larger than the frame, as far as it moves */
	struct cover cover;   /* empty: nothing is written on it */
	/* Of its middle there, from the first to the last picture of it; and by how much it is made larger. */
	double from_x, to_x, from_y, to_y, from_scale, to_scale;
};

/* Photo `i`, whose header says so many pixels; with its caption. */
int slide_open(const struct film_order *order, size_t i, int width, int height, struct slide *out,
	       struct picture_fault *fault);

/* The title over the first photo, which is dark and soft. */
int slide_title(const struct film_order *order, int width, int height, struct slide *out, struct picture_fault *fault);

/* At that part of its time, 0 to 1. */
void slide_show(const struct slide *s, double part, struct frame *out);

void slide_close(struct slide *s);

#endif
