/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles: files whose lines are records of several tables, each with its own external_ref, that name each other by it. A line is
 * the body that a POST of its table takes, with `table`, and contact_ref instead of contact_id. */
#ifndef STAGEFY_INTAKE_BUNDLE_H
#define STAGEFY_INTAKE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "intake/mapping.h"

/* imports.into_table of a bundle, which is no table's name. */
#define BUNDLE_TABLE "bundle"

/* A member of lines that came back as wrong: passed over, so that they can be corrected and brought again. */
#define BUNDLE_REASONS "reasons"

enum { BUNDLE_MOST_REFS = 8 };

/* The tables of bundles, in the order in which they are read: rows refer to those before. NULL past the end. */
const struct table *bundle_table(size_t i);

/* One of another table that the line names. */
struct bundle_ref {
	const char *name;	 /* "contact_ref" */
	const struct field *field; /* contact_id */
	const char *ref;	 /* its external_ref */
	const char *id;		 /* for the caller to fill: NULL, there is none */
	bool coming;		 /* for the caller to fill: this file makes it, later than now */
};

struct bundle_row {
	const struct jvalue *line;
	const char *external_ref, *id; /* id: of a record that is there, which gets the external_ref; NULL: none was given */
	struct bundle_ref refs[BUNDLE_MOST_REFS];
	size_t ref_count;
	struct write file; /* of tables whose rows have one: url, storage_key, sha256, file_name, position, cover */
};

/* Reads a line; every broken rule but those of the table's own fields is a violation. */
int bundle_read(struct arena *a, const struct table *t, const struct jvalue *line, struct bundle_row *out, struct problem *p);

/* The same with its refs found, as a record would be written: of a new one all that is required must be there; of one that is there,
 * what can only be said at the beginning is passed over. */
int bundle_values(struct arena *a, const struct table *t, const struct bundle_row *row, bool is_new, struct mapping_row *out, struct problem *p);

#endif
