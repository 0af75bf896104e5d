/* SPDX-License-Identifier: Apache-2.0 */
/* A stranger's picture, opened: what is looked at before, which decoders there are, and its bare pixels. Failures are
 * told in the name of the picture: a rejection and a sentence without a subject. */
#ifndef STAGEFY_IMAGE_OPENING_H
#define STAGEFY_IMAGE_OPENING_H

#include <stddef.h>

#include "media/variants.h"

struct arena;
struct probe;
struct problem;
struct _VipsImage;

struct picture_fault {
	enum rejection rejection;
	const char *detail;
};

struct picture_size {
	int width, height;
};

/* The header alone, by media/probe, before any library is loaded. 0: it may be opened; -1: `fault` says why not, or
 * `p`, when it could not be looked at. */
int opening_look(struct arena *a, int fd, struct probe *out, struct picture_fault *fault, struct problem *p);

/* Loads what libvips needs to open pictures of those content types, and forbids all other loaders. Before cage_close().
 */
int opening_start(const char *program, const char *const *content_types, size_t count, struct problem *p);

/* The picture upright, in sRGB with 8 bits a channel, in memory, made smaller if it does not fit into the box.
 * *original is its size as shown. NULL: `fault` says why. */
struct _VipsImage *opening_pixels(int fd, const struct picture_size *box, struct picture_size *original,
				  struct picture_fault *fault);

/* The same as rows of red, green and blue, on white where it is transparent; to be freed with g_free(). *size is what
 * came of it. */
unsigned char *opening_rgb(int fd, const struct picture_size *box, struct picture_size *size,
			   struct picture_fault *fault);

/* -1, with what libvips said last as the fault. */
int opening_give_up(struct picture_fault *fault);

#endif
