/* SPDX-License-Identifier: Apache-2.0 */
/* The tool `straighten`: the picture turned, or stretched so that four of its points become its corners. */
#ifndef STAGEFY_IMAGE_WARP_H
#define STAGEFY_IMAGE_WARP_H

#include "image/recipe.h"

struct picture_fault;
struct pixels;

/* Turned clockwise, and cut to the largest rectangle that is full. */
int warp_turn(struct pixels *p, double degrees, struct picture_fault *fault);

/* As large as the sides between the corners are on average. */
int warp_corners(struct pixels *p, const struct edit_point corners[4], struct picture_fault *fault);

#endif
