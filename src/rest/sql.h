/* SPDX-License-Identifier: Apache-2.0 */
/* A statement while it is written: text and the values behind its $n. Names come from tables of ours,
 * values only through sql_bind(). */
#ifndef STAGEFY_REST_SQL_H
#define STAGEFY_REST_SQL_H

#include "base/buf.h"

struct arena;
struct call;
struct table;
struct tx;

enum { SQL_MOST_VALUES = 128 };

struct sql {
	struct buf text;
	const char *values[SQL_MOST_VALUES];
	int count;
};

void sql_init(struct sql *q, struct arena *a);

/* Writes $n for the value (NULL: SQL's NULL). */
void sql_bind(struct sql *q, const char *value);

/* Writes the caller's agency: a bound value once it is known, else the context's. */
void sql_agency(struct sql *q, const struct call *c);

/* Writes "where t.agency_id = … and t.id = …" (without the agency for global tables). */
void sql_where_id(struct sql *q, const struct call *c, const struct table *t, const char *id);

/* Writes "where t.agency_id = … and t.external_ref = …": of tables that have one, which no global table does. */
void sql_where_ref(struct sql *q, const struct call *c, const char *ref);

/* Puts it into the transaction; the name is for the log. Returns the index of its rows. */
int sql_add(struct sql *q, struct tx *tx, const char *name, int writes);

/* The same; it stands or falls by itself (tx_add_apart). */
int sql_add_apart(struct sql *q, struct tx *tx, const char *name, int writes);

#endif
