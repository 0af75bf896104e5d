/* SPDX-License-Identifier: Apache-2.0 */
/* What a statement gave: rows of texts, as Postgres prints them. They live as long as the arena. */
#ifndef STAGEFY_DB_ROWS_H
#define STAGEFY_DB_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rows; /* a PGresult */

int rows_count(const struct rows *r);
int rows_columns(const struct rows *r);
/* Rows that an INSERT, UPDATE or DELETE touched. */
int64_t rows_touched(const struct rows *r);

/* The value, NUL-terminated; "" for NULL, so ask rows_is_null() where it matters. */
const char *rows_text(const struct rows *r, int row, int column);
size_t rows_size(const struct rows *r, int row, int column);
bool rows_is_null(const struct rows *r, int row, int column);

/* The value and its size, or NULL for SQL's NULL: for whoever goes through all of them. */
const char *rows_value(const struct rows *r, int row, int column, size_t *size);

/* The value, or NULL for SQL's NULL. */
const char *rows_text_or_null(const struct rows *r, int row, int column);
int64_t rows_int(const struct rows *r, int row, int column);
bool rows_bool(const struct rows *r, int row, int column);

#endif
