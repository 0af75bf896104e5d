/* SPDX-License-Identifier: Apache-2.0 */
/* A text of a file as a value of a field: numbers and days as people write them, choices in the words of their country. */
#ifndef STAGEFY_INTAKE_VALUE_H
#define STAGEFY_INTAKE_VALUE_H

#include <stdbool.h>

struct arena;
struct field;
struct json_out;
struct problem;
struct resource_import;

struct value_style {
	char decimal_mark;	/* of "1,250": '.' or ',' */
	const char *day_order; /* of "03/04/2026": "dmy", "mdy" or "ymd" */
};

/* "1.485.000,50 €" → "1485000.50". A mark that stands twice, or before another one, parts thousands; one alone in front of three
 * digits is read as the style says. NULL: it is no number. */
const char *value_number(struct arena *a, const char *text, const struct value_style *style);

/* "31/12/2026", "31.12.2026 14:30", "2026-12-31" → "2026-12-31T14:30:00Z". NULL: it is no day. */
const char *value_time(struct arena *a, const char *text, const struct value_style *style);

/* Small letters and digits alone, without accents: what names of columns and choices are compared by. */
const char *value_fold(struct arena *a, const char *text);

/* Writes the text as a JSON value that field_read() takes. -1: it is none, and a violation at `pointer` says so. */
int value_write(struct json_out *o, struct arena *a, const struct field *f, const struct resource_import *import, const char *text,
		const struct value_style *style, const char *pointer, struct problem *p);

#endif
