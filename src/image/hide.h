/* SPDX-License-Identifier: Apache-2.0 */
/* The tool `blur_private`: what lies within boxes becomes a few patches of colour, out of which nobody reckons a face
 * or a number. */
#ifndef STAGEFY_IMAGE_HIDE_H
#define STAGEFY_IMAGE_HIDE_H

#include <stddef.h>

struct edit_box;
struct pixels;

void hide_boxes(struct pixels *p, const struct edit_box *boxes, size_t count);

#endif
