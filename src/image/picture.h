/* SPDX-License-Identifier: Apache-2.0 */
/* The smaller forms of a picture. Failures are told in the name of the picture: a rejection and a sentence without a subject. */
#ifndef STAGEFY_IMAGE_PICTURE_H
#define STAGEFY_IMAGE_PICTURE_H

#include "image/opening.h"

struct arena;
struct buf;

/* The picture of descriptor 0 upright, in sRGB, with no more than the largest variant's pixels. */
struct picture;

/* NULL: refused. It lives as long as the process. */
struct picture *picture_open(struct arena *a, struct picture_fault *fault);

/* Of the original as it is shown. */
struct picture_size picture_size(const struct picture *picture);

/* Appends the variant as WebP without any metadata. 0, or -1 with the fault. */
int picture_variant(const struct picture *picture, const struct variant_row *v, struct buf *out, struct picture_size *size,
		    struct picture_fault *fault);

/* "data:image/webp;base64,…" of a few pixels, to be shown blurred; some 120 bytes. */
int picture_placeholder(const struct picture *picture, struct buf *out, struct picture_fault *fault);

#endif
