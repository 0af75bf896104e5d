/* SPDX-License-Identifier: Apache-2.0 */
/* A WebP without anything but its picture. libvips 8.14 writes an Exif block into each, whatever it is told. */
#ifndef STAGEFY_IMAGE_WEBP_BARE_H
#define STAGEFY_IMAGE_WEBP_BARE_H

#include <stddef.h>

struct buf;

/* Appends the still picture of the `n` bytes: its pixels and its transparency, no profile, Exif, XMP or unknown chunk. -1: it is
 * none, and nothing was appended. */
int webp_bare(const void *webp, size_t n, struct buf *out);

#endif
