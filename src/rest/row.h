/* SPDX-License-Identifier: Apache-2.0 */
/* What the operations on one row share. */
#ifndef STAGEFY_REST_ROW_H
#define STAGEFY_REST_ROW_H

#include <stdint.h>

#include "rest/sql.h"

struct etag_wanted;
struct problem;
struct table;
struct write;

/* c->params[0] must be a UUID; another text is nothing that exists: NOT_FOUND. */
int row_check_id(const struct call *c, const struct table *t, struct problem *p);

int row_missing(const struct table *t, struct problem *p);

/* The body of a row that may have to be made: checked against the fields, then by the resource's own before_write. */
int row_read_new(struct call *c, const struct table *t, struct write *w, struct problem *p);

/* 201, and where the row is. */
void row_created(struct call *c, const struct table *t, const char *id);

/* "select version, owner from …": what row_why_not reads. */
void row_look(struct sql *q, const struct table *t);

/* Notes that of the live (or, for restore, deleted) row: read behind the write in the same
 * pipeline, so that missing, forbidden and stale can be told apart. Behind it, since a write may have waited
 * for another one to commit, and what stood there before that is no reason any more. */
int row_add_look(struct call *c, const struct table *t, int deleted);

/* After a write that touched no row: why. */
int row_why_not(const struct call *c, const struct table *t, int look, const struct etag_wanted *wanted, struct problem *p);

/* " returning …" with all columns; the shape for rendering. */
void row_returning(struct sql *q, const struct table *t);

/* The row as GET shows it, for actions that answer it: its statement, to be added behind what changes it. */
int row_add_read(struct call *c, const struct table *t, const char *id);

/* The row of `index` as the answer, with its ETag. */
void row_answer(struct call *c, const struct table *t, int index);

#endif
