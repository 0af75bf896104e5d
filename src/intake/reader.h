/* SPDX-License-Identifier: Apache-2.0 */
/* A file as rows of cells, whatever it is: a table, lines of JSON, cards. It comes in pieces of any size, and no more than a row
 * of it is kept. */
#ifndef STAGEFY_INTAKE_READER_H
#define STAGEFY_INTAKE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/charset.h"
#include "formats/delimited.h"

struct arena;
struct problem;

enum reader_format { READER_CSV, READER_NDJSON, READER_VCARD, READER_BUNDLE /* NDJSON whose lines stay as they are */ };
enum { READER_MOST_COLUMNS = DELIMITED_MOST_CELLS, READER_SAMPLES = 3, READER_MOST_ROWS = 500000 };

struct reader_style {
	enum reader_format format;
	enum charset charset;
	char delimiter;	/* of CSV */
	int has_header; /* of CSV: 1, 0, or -1 for what the first row looks like */
};

struct reader_column {
	const char *name;
	const char *samples[READER_SAMPLES]; /* NULL: there are not as many */
};

/* What was seen so far. */
struct reader_found {
	struct reader_column columns[READER_MOST_COLUMNS];
	size_t column_count;
	int rows;
	bool has_header;
	size_t commas, points;		      /* numbers whose fraction is parted so */
	size_t days_first, months_first;      /* dates that can be read one way alone */
};

/* A row as the JSON object of internal.import_rows.cells, of a bundle the line; -1 ends the reading with the problem it has set. */
typedef int (*reader_row)(void *arg, const char *json, size_t n, struct problem *p);

const char *reader_format_name(enum reader_format f);

/* What a file is, by its name and its beginning; what is named in *style (delimiter not 0, charset_known) stays. */
void reader_guess(struct arena *a, const char *file_name, const char *s, size_t n, bool charset_known, struct reader_style *style);

struct reader;
struct reader *reader_new(struct arena *a, const struct reader_style *style, reader_row row, void *arg);
int reader_read(struct reader *r, const char *s, size_t n, struct problem *p);
int reader_end(struct reader *r, struct problem *p);
const struct reader_found *reader_found(const struct reader *r);

#endif
