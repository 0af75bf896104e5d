/* SPDX-License-Identifier: Apache-2.0 */
/* A text[][] as array_out() of Postgres prints it: {{a,"b c"},{NULL,d}}. */
#ifndef STAGEFY_REST_GRID_H
#define STAGEFY_REST_GRID_H

#include <stddef.h>

struct arena;

struct grid_cell {
	const char *text; /* NULL: SQL's NULL */
	size_t size;
};

/* Reads rows of `width` cells each, the first row's first, into *out. Returns how many rows there are: 0 for NULL, and
 * whatever stands before the end of a text that is cut off or has rows of another width. */
int grid_read(struct arena *a, const char *text, size_t size, int width, const struct grid_cell **out);

#endif
