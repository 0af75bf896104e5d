/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/grid.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"

struct reader {
	const char *at, *end;
	char *room; /* for what is unescaped; never more than was escaped */
};

static bool take(struct reader *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool take_quoted(struct reader *r, struct grid_cell *out)
{
	char *start = r->room;
	for (; r->at < r->end && *r->at != '"'; r->at++) {
		r->at += *r->at == '\\';
		if (r->at == r->end)
			return false;
		*r->room++ = *r->at;
	}
	*out = (struct grid_cell){start, (size_t)(r->room - start)};
	*r->room++ = '\0';
	return take(r, '"');
}

/* Copied for the NUL behind it, which those who render a text may rely on. */
static bool take_bare(struct reader *r, struct grid_cell *out)
{
	char *start = r->room;
	while (r->at < r->end && *r->at != ',' && *r->at != '}')
		*r->room++ = *r->at++;
	size_t n = (size_t)(r->room - start);
	*r->room++ = '\0';
	*out = n == 4 && memcmp(start, "NULL", 4) == 0 ? (struct grid_cell){NULL, 0} : (struct grid_cell){start, n};
	return n > 0;
}

static bool take_row(struct reader *r, int width, struct grid_cell *out)
{
	if (!take(r, '{'))
		return false;
	for (int i = 0; i < width; i++) {
		if (i > 0 && !take(r, ','))
			return false;
		if (take(r, '"') ? !take_quoted(r, &out[i]) : !take_bare(r, &out[i]))
			return false;
	}
	return take(r, '}');
}

int grid_read(struct arena *a, const char *text, size_t size, int width, const struct grid_cell **out)
{
	size_t cells = 1, rows = 0;
	if (text == NULL)
		return 0;
	for (size_t i = 0; i < size; i++)
		cells += text[i] == ',';
	struct grid_cell *all = arena_new_array(a, struct grid_cell, cells + (size_t)width);
	/* a cell's NUL stands for the comma or the brace behind it */
	struct reader r = {text, text + size, arena_alloc(a, size + 1)};
	if (!take(&r, '{'))
		return 0;
	while (take_row(&r, width, &all[rows * (size_t)width])) {
		rows++;
		if (!take(&r, ','))
			break;
	}
	*out = all;
	return (int)rows;
}
