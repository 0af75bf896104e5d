/* SPDX-License-Identifier: Apache-2.0 */
/* A whole picture in memory: rows of red, green and blue, 8 bits each, sRGB. Not in an arena: a step gives back what
 * the one before it made, and each is tens of megabytes. */
#ifndef STAGEFY_IMAGE_PIXELS_H
#define STAGEFY_IMAGE_PIXELS_H

#include <stddef.h>
#include <stdint.h>

struct picture_fault;
struct picture_size;
struct _VipsImage;

struct pixels {
	int width, height;
	uint8_t *rgb;
};

static inline uint8_t *pixels_row(const struct pixels *p, int y)
{
	return p->rgb + (size_t)y * (size_t)p->width * 3;
}

/* Not cleared. -1: it is too large, `fault` says so. */
int pixels_new(int width, int height, struct pixels *out, struct picture_fault *fault);

/* May be empty; it is so then. */
void pixels_free(struct pixels *p);

/* The picture of that descriptor upright, made smaller if it does not fit into the box. */
int pixels_open(int fd, const struct picture_size *box, struct pixels *out, struct picture_fault *fault);

/* Without a copy: `p` must outlive it. NULL: `fault` says why. */
struct _VipsImage *pixels_image(const struct pixels *p, struct picture_fault *fault);

/* Computes the image, which becomes the pixels; what they were before is freed. Takes `image` over, NULL included. */
int pixels_become(struct pixels *p, struct _VipsImage *image, struct picture_fault *fault);

/* As JPEG, without any metadata; to be freed with g_free(). NULL: `fault` says why. */
void *pixels_jpeg(const struct pixels *p, int quality, size_t *n, struct picture_fault *fault);

#endif
