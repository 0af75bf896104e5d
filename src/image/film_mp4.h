/* SPDX-License-Identifier: Apache-2.0 */
/* H.264 as an encoder writes it, put into an MP4 file: ISO/IEC 14496-12 and -15. Its index stands before the pictures,
 * so that a browser can begin before all of it is there. Nothing in it tells when or where it was made. */
#ifndef STAGEFY_IMAGE_FILM_MP4_H
#define STAGEFY_IMAGE_FILM_MP4_H

#include <stddef.h>

struct arena;
struct buf;

struct mp4_shape {
	int width, height, rate; /* pictures a second */
};

/* `h264`: units between start codes (annex B), pictures in the order in which they are shown. -1: it is not so.
 * *pictures: how many. */
int mp4_write(struct arena *a, const void *h264, size_t n, const struct mp4_shape *shape, struct buf *out,
	      size_t *pictures);

#endif
