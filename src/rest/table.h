/* SPDX-License-Identifier: Apache-2.0 */
/* A resource made ready at start: what of its SQL and JSON can be known before a request is. */
#ifndef STAGEFY_REST_TABLE_H
#define STAGEFY_REST_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "rest/resource.h"

struct arena;
struct buf;

/* A field as a column of a SELECT: its SQL (over alias t) and its JSON key with the comma in front. */
struct column {
	const struct field *field;
	const char *sql; /* "t.price", or the expression in parentheses */
	const char *key; /* ",\"price\":" */
	size_t key_size;
};

struct table {
	const struct resource *resource;
	struct column *columns; /* one per field that can be shown */
	int count;
	int *summary; /* indexes of the columns that a list shows unasked */
	int summary_count;
	int *all;
	int has_version;     /* the column's index, or -1 */
	int has_updated_at;
	int has_window; /* an index of a column that is signed on read, or -1 */
	const char *label; /* "property", for messages */
};

/* Makes ready all resources, so that includes find their targets. Keeps them for the life of the process. */
void table_register(const struct resource *r);
const struct table *table_find(const char *name);

/* Behind /api/. */
const char *table_path(const struct table *t);
const struct table *table_at(size_t i); /* NULL past the end */

/* The index of a field's column, or -1. */
int table_column(const struct table *t, const char *name);

/* What ?include= can bring to a row. */
struct relation {
	const char *name;
	const struct table *target;
	const char *field; /* that points to the row included; or, where there are many, from the rows included to this one */
	bool many;
	const char *sort; /* of many */
};

/* The i-th relation of a table: first the rows that it points to, then those that point to it. False: there are no more. */
bool table_relation(const struct table *t, int i, struct relation *out);

#endif
