/* SPDX-License-Identifier: Apache-2.0 */
/* What a JPEG says of its own making: an XMP packet with IPTC's digital source type, a credit, and which alterations
 * were made. */
#ifndef STAGEFY_IMAGE_MARKS_H
#define STAGEFY_IMAGE_MARKS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct edit_marks;

/* Words of IPTC's and RESO's vocabularies, and a credit of at most 120 characters. -1: one of them is none. */
int marks_check(const struct edit_marks *marks);

/* Appends the packet; nothing when there is nothing to say. */
void marks_xmp(struct buf *out, const struct edit_marks *marks);

/* Appends the JPEG without any of its application segments but JFIF's, and without comments; behind it the packet, if
 * it is not empty. -1: it is no JPEG as libjpeg writes it. */
int marks_put(const void *jpeg, size_t n, const void *xmp, size_t xmp_size, struct buf *out);

#endif
