/* SPDX-License-Identifier: Apache-2.0 */
/* Words drawn into a picture: the tools `watermark` and `caption_text`. */
#ifndef STAGEFY_IMAGE_LETTERING_H
#define STAGEFY_IMAGE_LETTERING_H

#include <stdbool.h>

#include "image/recipe.h"

struct picture_fault;
struct pixels;
struct problem;

/* Opens the fonts: behind cage_close() no file can be. After opening_start(). */
int lettering_start(struct problem *p);

/* What covers a picture: 0 to 255 a pixel. */
struct lettering {
	int width, height;
	unsigned char *mask; /* to be freed with g_free() */
};

/* One text, in lines of at most `width` pixels, of letters `size` pixels high. */
int lettering_draw(const char *text, int size, int width, bool is_bold, struct lettering *out,
		   struct picture_fault *fault);

/* Puts it there in white, that part of it (0 to 1), with a soft shadow. */
int lettering_put(struct pixels *p, const struct lettering *text, int x, int y, double opacity,
		  struct picture_fault *fault);

int lettering_watermark(struct pixels *p, const char *text, enum edit_corner corner, struct picture_fault *fault);

/* On a band that grows dark towards the edge. */
int lettering_caption(struct pixels *p, const char *text, bool at_top, struct picture_fault *fault);

/* Large, in the middle. */
int lettering_title(struct pixels *p, const char *text, struct picture_fault *fault);

#endif
