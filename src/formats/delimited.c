/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/delimited.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"

enum state { AT_CELL, IN_BARE, IN_QUOTES, BEHIND_QUOTE, BEHIND_CR };

struct delimited {
	char delimiter;
	enum state state;
	char *text; /* of the row so far, each cell with a NUL behind it */
	size_t used, count, starts[DELIMITED_MOST_CELLS + 1];
	delimited_row row;
	void *arg;
};

struct delimited *delimited_new(struct arena *a, char delimiter, delimited_row row, void *arg)
{
	struct delimited *d = arena_new_one(a, struct delimited);
	d->delimiter = delimiter;
	d->text = arena_alloc(a, DELIMITED_MOST_ROW);
	d->row = row;
	d->arg = arg;
	return d;
}

static int put(struct delimited *d, char c, struct problem *p)
{
	if (d->used == DELIMITED_MOST_ROW)
		return problem_violation(p, "", "too_long", "{\"max\":262144}", "has a row of more than 256 KiB: are its quotes closed?");
	d->text[d->used++] = c;
	return 0;
}

static int end_cell(struct delimited *d, struct problem *p)
{
	if (d->count == DELIMITED_MOST_CELLS)
		return problem_violation(p, "", "too_many", "{\"max\":200}", "has a row of more than 200 cells");
	if (put(d, '\0', p) < 0)
		return -1;
	d->starts[++d->count] = d->used;
	return 0;
}

static int end_row(struct delimited *d, struct problem *p)
{
	struct delimited_cell cells[DELIMITED_MOST_CELLS];
	size_t filled = 0;
	if (end_cell(d, p) < 0)
		return -1;
	for (size_t i = 0; i < d->count; i++) {
		cells[i] = (struct delimited_cell){d->text + d->starts[i], d->starts[i + 1] - d->starts[i] - 1};
		filled += cells[i].size > 0;
	}
	int rc = filled == 0 ? 0 : d->row(d->arg, cells, d->count, p);
	d->used = d->count = 0;
	d->state = AT_CELL;
	return rc;
}

static int take_quoted(struct delimited *d, char c, struct problem *p)
{
	if (c != '"')
		return put(d, c, p);
	d->state = BEHIND_QUOTE;
	return 0;
}

static int take(struct delimited *d, char c, struct problem *p)
{
	if (d->state == IN_QUOTES)
		return take_quoted(d, c, p);
	if (d->state == BEHIND_CR) {
		d->state = AT_CELL;
		if (c == '\n')
			return 0;
	}
	if (c == '"' && d->state != IN_BARE) {
		bool doubled = d->state == BEHIND_QUOTE;
		d->state = IN_QUOTES;
		return doubled ? put(d, '"', p) : 0;
	}
	if (c == d->delimiter) {
		d->state = AT_CELL;
		return end_cell(d, p);
	}
	if (c == '\n' || c == '\r') {
		int rc = end_row(d, p);
		d->state = c == '\r' ? BEHIND_CR : AT_CELL;
		return rc;
	}
	/* whoever writes  "a"b  means it: both are in the cell; spaces in front of a quote are no part of one */
	if (d->state == AT_CELL && c == ' ')
		return put(d, c, p);
	if (d->state == BEHIND_QUOTE && c == ' ')
		return 0;
	d->state = IN_BARE;
	return put(d, c, p);
}

/* Spaces that stood before a quote are taken back. */
static void drop_spaces(struct delimited *d)
{
	while (d->used > d->starts[d->count] && d->text[d->used - 1] == ' ')
		d->used--;
}

int delimited_read(struct delimited *d, const char *s, size_t n, struct problem *p)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"' && d->state == AT_CELL)
			drop_spaces(d);
		if (take(d, s[i], p) < 0)
			return -1;
	}
	return 0;
}

int delimited_end(struct delimited *d, struct problem *p)
{
	return d->used == 0 && d->count == 0 && d->state != BEHIND_QUOTE ? 0 : end_row(d, p);
}
