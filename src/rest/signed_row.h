/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that show addresses signed on read (fields with `render`), and receipts. Who has such an address needs no
 * other right, so a receipt keeps the answer with a hole for each, and a replay signs what its caller may read then. */
#ifndef STAGEFY_REST_SIGNED_ROW_H
#define STAGEFY_REST_SIGNED_ROW_H

#include <stdbool.h>
#include <stddef.h>

struct call;
struct problem;
struct table;

/* Whether the answer will be kept, and shows such a field: then it is to be rendered once more, without a conf, into
 * c->kept, which is made here. */
bool signed_row_is_kept(struct call *c, const struct table *t);

/* The way back: asks for what the holes are made of, commits, and writes the answer. Null where the row is deleted, out
 * of the caller's sight or has nothing to show any more. */
int signed_row_complete(struct call *c, const struct table *t, const char *kept, size_t n, struct problem *p);

#endif
