/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as JSON objects. */
#ifndef STAGEFY_REST_RENDER_H
#define STAGEFY_REST_RENDER_H

#include "rest/table.h"

struct buf;
struct conf;
struct rows;

/* Stands before and behind the name of a field that was left out: no byte of JSON. */
#define RENDER_HOLE '\x1e'

/* One object: the row's own columns, then each included row under its name (null when there is none). Without `conf`
 * nothing is signed: fields that would be are holes (rest/signed_row.h). */
void render_row(struct buf *b, const struct shape *s, const struct rows *rows, int row, const struct conf *conf);

#endif
