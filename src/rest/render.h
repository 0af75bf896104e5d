/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as JSON objects. */
#ifndef STAGEFY_REST_RENDER_H
#define STAGEFY_REST_RENDER_H

#include "rest/shape.h"

struct buf;
struct conf;
struct rows;

/* Stands before and behind what was left out, "id field": no byte of JSON. */
#define RENDER_HOLE '\x1e'

/* One object: the row's own columns, then each relation under its name: the row (null when there is none), or of many
 * {"data":[…],"has_more":…}. Without `conf`
 * nothing is signed: fields that would be are holes (rest/signed_row.h), for which the id must be the first column. */
void render_row(struct buf *b, const struct shape *s, const struct rows *rows, int row, const struct conf *conf);

#endif
