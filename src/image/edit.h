/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a recipe, done to pixels one after another. */
#ifndef STAGEFY_IMAGE_EDIT_H
#define STAGEFY_IMAGE_EDIT_H

#include <stddef.h>

struct arena;
struct picture_fault;
struct pixels;
struct recipe;

/* Opens the pictures on the `count` descriptors from `first` on, each within `side` (0: as large as it is), and does
 * the steps. -1: `fault` says why not. */
int edit_pictures(struct arena *a, const struct recipe *recipe, int first, size_t count, int side, struct pixels *out,
		  struct picture_fault *fault);

#endif
