/* SPDX-License-Identifier: Apache-2.0 */
#include "db/rows.h"

#include <stdint.h>
#include <stdlib.h>
#include <libpq-fe.h>

static const PGresult *unwrap(const struct rows *r)
{
	return (const PGresult *)r;
}

int rows_count(const struct rows *r)
{
	return PQntuples(unwrap(r));
}

int rows_columns(const struct rows *r)
{
	return PQnfields(unwrap(r));
}

int64_t rows_touched(const struct rows *r)
{
	return strtoll(PQcmdTuples((PGresult *)(uintptr_t)r), NULL, 10);
}

const char *rows_text(const struct rows *r, int row, int column)
{
	return PQgetvalue(unwrap(r), row, column);
}

size_t rows_size(const struct rows *r, int row, int column)
{
	return (size_t)PQgetlength(unwrap(r), row, column);
}

bool rows_is_null(const struct rows *r, int row, int column)
{
	return PQgetisnull(unwrap(r), row, column);
}

const char *rows_value(const struct rows *r, int row, int column, size_t *size)
{
	*size = rows_size(r, row, column);
	return *size == 0 && rows_is_null(r, row, column) ? NULL : rows_text(r, row, column);
}

const char *rows_text_or_null(const struct rows *r, int row, int column)
{
	return rows_is_null(r, row, column) ? NULL : rows_text(r, row, column);
}

int64_t rows_int(const struct rows *r, int row, int column)
{
	return strtoll(rows_text(r, row, column), NULL, 10);
}

bool rows_bool(const struct rows *r, int row, int column)
{
	return rows_text(r, row, column)[0] == 't';
}
