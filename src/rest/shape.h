/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer shows: which columns of the row, and of each row included in it. */
#ifndef STAGEFY_REST_SHAPE_H
#define STAGEFY_REST_SHAPE_H

#include "rest/table.h"

struct buf;

/* What ?include= may ask for. Together with `limit` they bound what one request can read. */
enum {
	SHAPE_MOST_DEPTH = 2,	/* names in a path */
	SHAPE_MOST_PARTS = 9,	/* the row itself, and relations */
	SHAPE_MOST_MANY = 20,	/* rows of a relation to many, for each row */
	SHAPE_MOST_PARENTS = 50 /* rows of a list that includes such a relation */
};

/* The row itself (the first part), or a relation: of the part `parent`, which stands before it. A part comes in the columns
 * of its `source`; that is the row itself or, for a relation to many and for what is included in its rows, that relation. */
struct shape_part {
	const struct table *table;
	struct relation relation;
	int parent, source;
	const int *columns;
	int count;
	int first; /* its first column in its source */
	int array; /* of a relation to many: the column with its rows, in its parent's source */
	int width; /* of a source: how many columns it has */
};

struct shape {
	struct shape_part parts[SHAPE_MOST_PARTS];
	int part_count, columns; /* columns: of the result */
};

/* The row with all its columns; its summary. */
void shape_all(const struct table *t, struct shape *out);
void shape_summary(const struct table *t, struct shape *out);

/* Adds a relation of parts[parent], with the summary of its rows. Returns its index; -1: there is no room. */
int shape_include(struct shape *s, int parent, const struct relation *relation);

/* Gives every part its place, once all are there. */
void shape_number(struct shape *s);

/* Writes "t.id, t.price, …". A relation to many is one column: a text[][], a row of it for each row, in order, and one row
 * more than SHAPE_MOST_MANY where there are more (rest/grid.h reads it). It stands here and not among the joins since
 * Postgres then works it out for the rows of the page alone, behind the sort. */
void shape_select(struct buf *b, const struct shape *s);

/* Writes the joins that the included rows need. */
void shape_joins(struct buf *b, const struct shape *s);

#endif
