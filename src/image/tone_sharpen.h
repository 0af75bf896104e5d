/* SPDX-License-Identifier: Apache-2.0 */
/* Sharpness, as a picture's rows become ready: each is sharpened once the one below it is there. */
#ifndef STAGEFY_IMAGE_TONE_SHARPEN_H
#define STAGEFY_IMAGE_TONE_SHARPEN_H

#include <stddef.h>

struct arena;
struct pixels;

/* What a pixel is, and by what its light was multiplied: its noise was too. */
struct sharpen_pixel {
	float luma, gain;
};

struct sharpen {
	struct pixels *picture;
	struct sharpen_pixel *rows[3];
	float amount, noise;
};

/* Looks at the picture's noise, before it is changed. */
void sharpen_start(struct sharpen *s, struct arena *a, struct pixels *picture, float amount);

/* Where the pixels of row `y` are to be noted; then sharpen_done() with it. From 0 on. */
struct sharpen_pixel *sharpen_row(struct sharpen *s, int y);
void sharpen_done(struct sharpen *s, int y);

/* All of it at once. */
void sharpen_picture(struct arena *a, struct pixels *picture, float amount);

#endif
