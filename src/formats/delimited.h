/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as text: RFC 4180 and what programs make of it. Cells are told apart by a byte, may stand in quotes (in which a quote
 * is doubled), and lines end in LF, CR or both. Input is UTF-8 and comes in pieces of any size. */
#ifndef STAGEFY_FORMATS_DELIMITED_H
#define STAGEFY_FORMATS_DELIMITED_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct problem;

enum { DELIMITED_MOST_CELLS = 200, DELIMITED_MOST_ROW = 256 << 10 /* bytes */ };

struct delimited_cell {
	const char *text; /* ends in NUL */
	size_t size;
};

struct delimited;

/* A row that is not empty; -1 ends the reading with the problem it has set. The cells live until it returns. */
typedef int (*delimited_row)(void *arg, const struct delimited_cell *cells, size_t count, struct problem *p);

struct delimited *delimited_new(struct arena *a, char delimiter, delimited_row row, void *arg);

/* -1: `row` has ended it, or a row is larger than the bounds above: PROBLEM_VALIDATION at "" says which. */
int delimited_read(struct delimited *d, const char *s, size_t n, struct problem *p);

/* The last row, which may have no line end. A quote that never ends ends there. */
int delimited_end(struct delimited *d, struct problem *p);

/* Which of , ; tab | the beginning of a file uses: the one that gives most lines the same number of cells, more than one. A first
 * line "sep=;", which Excel knows, says it. ',' when nothing tells. */
char delimited_guess(struct arena *a, const char *s, size_t n);

/* Whether a row is Excel's "sep=" line. */
bool delimited_is_hint(const struct delimited_cell *cells, size_t count);

#endif
