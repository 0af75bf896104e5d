/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns of a file become which fields, and a row of it as the values of a record. */
#ifndef STAGEFY_INTAKE_MAPPING_H
#define STAGEFY_INTAKE_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "intake/value.h"
#include "rest/write.h"

struct arena;
struct jvalue;
struct problem;
struct table;

enum { MAPPING_MOST = 200, MAPPING_MOST_KEYS = 4 };

struct mapping_entry {
	int column; /* index in the file */
	const char *name;
	const struct field *field;
	const char *language; /* of a text per language: "fr" */
};

struct mapping {
	const struct table *table;
	struct mapping_entry entries[MAPPING_MOST];
	size_t count;
	const char *keys[MAPPING_MOST_KEYS]; /* fields by which a record is known, the best first */
	size_t key_count;
	struct value_style style;
};

/* Whether a column can become the field. */
bool mapping_takes(const struct field *f);

/* Reads [{column, field}] and the names of keys, for a file with these columns ([{name}]). A field is one of the table's, with
 * ".fr" behind it for a language where it has one per language. Violations under /mapping and /match_by name all that is wrong. */
int mapping_read(struct arena *a, const struct table *t, const struct jvalue *columns, const struct jvalue *mapping,
		 const struct jvalue *match_by, const char *locale, struct mapping *out, struct problem *p);

/* A further value of a field that has a table for them: a second e-mail address. */
struct mapping_part {
	const struct import_part *part;
	const struct field *field;
	const char *text, *raw, *label; /* raw: as it was written, of fields that keep it; label: NULL, none */
	bool first;			/* it is the record's own too: only its label is missing */
};

struct mapping_key {
	const char *field, *text;
};

/* A row as a record would be written. Values that are empty are left out: they say nothing. */
struct mapping_row {
	const struct jvalue *body;
	struct write write; /* as of a change: nothing is required */
	struct mapping_part *parts;
	size_t part_count;
	struct mapping_key *keys; /* what it is known by, the best first; a field may have several */
	size_t key_count;
};

/* Reads the cells of a row ({"0": text, …}, see internal.import_rows). Every broken rule is a violation at "/field". */
int mapping_apply(struct arena *a, const struct mapping *m, const struct jvalue *cells, struct mapping_row *out, struct problem *p);

#endif
