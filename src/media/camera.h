/* SPDX-License-Identifier: Apache-2.0 */
/* What the camera wrote into a picture's Exif block. */
#ifndef STAGEFY_MEDIA_CAMERA_H
#define STAGEFY_MEDIA_CAMERA_H

#include <stddef.h>
#include <stdint.h>

enum { CAMERA_EXIF_MOST = 64 << 10 }; /* a JPEG can hold no more; nobody needs more */

struct camera {
	int orientation;   /* 1-8 as Exif counts them; 1 when unknown */
	char taken_at[26]; /* as in struct probe */
};

/* Reads a TIFF structure ("II*" or "MM*" first), with or without "Exif\0\0" before it. What cannot be
 * read is left unknown. */
void camera_read(const uint8_t *exif, size_t n, struct camera *out);

struct probe;

/* Puts the moment into *out, and its width and height as they are when the picture stands upright. */
void camera_apply(const struct camera *c, struct probe *out);

#endif
