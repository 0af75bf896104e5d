/* SPDX-License-Identifier: Apache-2.0 */
/* What a GET asks for: fields, included rows, and for lists filters, order and place. */
#ifndef STAGEFY_REST_SELECTION_H
#define STAGEFY_REST_SELECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "rest/cursor.h"
#include "rest/shape.h"

struct arena;
struct call;
struct problem;

enum selection_deleted { DELETED_NO, DELETED_ONLY, DELETED_WITH };

struct selection_filter {
	const struct field *field;
	const char *operator; /* "eq", "in", "gt", "gte", "lt", "lte", "null", "like", "contains" */
	const char *value; /* NULL: the caller's own id */
	const char *named; /* in selection_name(): where value is another each day or for each person, how it was written */
};

struct selection_sort {
	const struct field *field;
	bool descending;
};

enum { SELECTION_MOST_FILTERS = 40, SELECTION_MOST_SORTS = 3 };

struct selection {
	const struct table *table;
	struct shape shape;
	struct selection_filter filters[SELECTION_MOST_FILTERS];
	int filter_count;
	struct selection_sort sorts[SELECTION_MOST_SORTS];
	int sort_count;
	const char *q, *cursor;
	int limit;
	int64_t page; /* 0: by cursor */
	bool exact_count;
	enum selection_deleted deleted;
};

/* Reads c->query. Every unknown or wrong parameter is named, with what is allowed. */
int selection_read_list(const struct call *c, const struct table *t, struct selection *out, struct problem *p);

/* The same for a single row: only fields, include and deleted. */
int selection_read_one(const struct call *c, const struct table *t, struct selection *out, struct problem *p);

/* Names the list that a cursor belongs to: table, filters, words and order. */
const char *selection_name(struct arena *a, const struct selection *s);

#endif
