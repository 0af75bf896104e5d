/* SPDX-License-Identifier: Apache-2.0 */
/* What the columns of a file most likely are. */
#ifndef STAGEFY_INTAKE_GUESS_H
#define STAGEFY_INTAKE_GUESS_H

#include "intake/reader.h"

struct arena;
struct json_out;
struct table;

/* Writes {"columns", "mapping", "match_by", "decimal_mark", "day_order"} as members: a column becomes the field whose name or alias it has.
 * `locale`: the agency's, for what the file does not tell. */
void guess_write(struct json_out *o, struct arena *a, const struct table *t, const struct reader_found *found, const char *locale);

#endif
