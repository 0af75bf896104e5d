/* SPDX-License-Identifier: Apache-2.0 */
/* What happened to a record: GET /api/<table>/{id}/history, and POST …/history/{change}/restore, which puts it back. */
#ifndef STAGEFY_REST_HISTORY_H
#define STAGEFY_REST_HISTORY_H

#include <stdbool.h>

struct field;
struct table;

/* Whether a table's rows have one: those of records, whose changes are all written down. */
bool history_offered(const struct table *t);

/* Whether a field stands in it: a column that somebody may write and everybody who reads the row may read. */
bool history_shows(const struct field *f);

#endif
