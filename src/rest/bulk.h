/* SPDX-License-Identifier: Apache-2.0 */
/* One change for all rows of a filter: POST /api/<table>/bulk, and the job that goes on where there are many (bulk/run.c). */
#ifndef STAGEFY_REST_BULK_H
#define STAGEFY_REST_BULK_H

#include <stdbool.h>

#include "rest/selection.h"
#include "rest/write.h"

struct buf;
struct call;
struct field;
struct jvalue;
struct problem;
struct table;

enum {
	BULK_MOST_AT_ONCE = 200, /* rows; more are a job */
	BULK_MOST_IDS = 1000,
	BULK_STEP = 100		 /* rows of the job's transactions */
};

struct bulk {
	const struct table *table;
	const char *query; /* as a list has it; of a request with ids, id[in]= */
	struct selection selection;
	bool deletes;
	struct write write;
	const char *change; /* what is to be done, as JSON: "set", "add" and "remove", or "delete" */
	const char *expected;
};

/* The members of the body, and what of them is kept as `change`. */
extern const struct field bulk_fields[];

bool bulk_offered(const struct table *t);
unsigned bulk_roles(const struct table *t);

/* Reads c->body. */
int bulk_read(struct call *c, const struct table *t, struct bulk *out, struct problem *p);

/* Reads what was kept of one: its query, and its change. */
int bulk_read_kept(struct call *c, const struct table *t, const char *query, const struct jvalue *change, struct bulk *out, struct problem *p);

/* Notes the statement for the ids of the first rows, at most `most`; behind the row `after`, and made until `until`, unless NULL. */
int bulk_add_ids(struct call *c, const struct bulk *b, const char *after, const char *until, int most);

/* Notes the changes of these rows, each standing or falling by itself. Returns the index of the first; the others follow. */
int bulk_add_changes(struct call *c, const struct bulk *b, const char *const ids[], int count);

/* What became of them, once they have been read. */
struct bulk_tally {
	int changed, same, refused;
	const char *refusals; /* a JSON list of {"id", "code", "pointer", "detail"} */
};

void bulk_tally(struct call *c, int first, const char *const ids[], int count, struct bulk_tally *out);

#endif
