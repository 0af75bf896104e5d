/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that show addresses signed on read (fields with `render`), and receipts. Who has such an address needs no
 * other right, so a receipt keeps the answer with a hole for each, and a replay signs what its caller may read then. */
#ifndef STAGEFY_REST_SIGNED_ROW_H
#define STAGEFY_REST_SIGNED_ROW_H

#include <stddef.h>

struct call;
struct problem;
struct rows;
struct table;

/* Makes c->kept of the first row, which has all columns. For keyed writes of tables that have such a field. */
void signed_row_keep(struct call *c, const struct table *t, const struct rows *rows);

/* The way back: asks for what the holes are made of, commits, and writes the answer. Null where the row is deleted, out
 * of the caller's sight or has nothing to show any more. */
int signed_row_complete(struct call *c, const struct table *t, const char *kept, size_t n, struct problem *p);

#endif
