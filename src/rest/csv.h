/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as CSV (RFC 4180): UTF-8, comma, CRLF, a header line. */
#ifndef STAGEFY_REST_CSV_H
#define STAGEFY_REST_CSV_H

#include "base/buf.h"

struct arena;
struct conf;
struct rows;
struct shape;

/* One cell of text. Quoted where it must be; a text that a spreadsheet would take for a formula gets an apostrophe in front,
 * a number (and so a telephone number) does not. */
void csv_write_text(struct buf *b, const char *s, size_t n);

void csv_write_names(struct buf *b, const struct shape *s);

/* NULL is an empty cell; what is no single value (lists, texts per language) is its JSON. What is only needed meanwhile is put
 * into `scratch`. */
void csv_write_row(struct buf *b, const struct shape *s, const struct rows *rows, int row, const struct conf *conf,
		   struct arena *scratch);

#endif
