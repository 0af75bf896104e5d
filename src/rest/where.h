/* SPDX-License-Identifier: Apache-2.0 */
/* The WHERE and ORDER BY of a selection. */
#ifndef STAGEFY_REST_WHERE_H
#define STAGEFY_REST_WHERE_H

#include "rest/selection.h"
#include "rest/sql.h"

/* " where …": agency, deleted or not, filters, search. */
void where_write(struct sql *q, const struct call *c, const struct selection *s);

/* " and …": only what comes after the row with these sort values (the last is its id). */
void where_write_after(struct sql *q, const struct selection *s, const char *const values[]);

/* " order by …" with the id as the last key. */
void where_write_order(struct sql *q, const struct selection *s);

#endif
