/* SPDX-License-Identifier: Apache-2.0 */
/* Some rows on their way to be records: what the parts of a step tell each other. */
#ifndef STAGEFY_INTAKE_STEP_H
#define STAGEFY_INTAKE_STEP_H

#include "base/problem.h"
#include "intake/apply.h"
#include "intake/bundle.h"
#include "intake/files.h"
#include "rest/call.h"
#include "rest/table.h"

struct tx;

enum { STEP_ROWS = 200, STEP_FILES = 8, STEP_MOST_PARTS = 12 };

struct row {
	int n;
	struct bundle_row line; /* of a bundle, until it is `values` */
	struct mapping_row values;
	struct problem problem; /* why it is wrong */
	const char *id;		/* of the record: found, or new */
	bool found;
	bool again;   /* of a preview: an earlier row makes the record */
	bool coming;  /* of a preview: it names a record that the file makes, which is left out */
	bool untried; /* of a preview: its form alone was looked at, since it needs such a record, or a file */
	struct brought file;
	int change, settled, parts[STEP_MOST_PARTS], part_count; /* statements in the transaction */
};

struct step {
	struct apply *k;
	struct arena *a;
	struct call call; /* what rest/ needs to write statements: agency unknown, so that they ask the context */
	struct row *rows;
	int count;
	int lookups[MAPPING_MOST_KEYS];
};

static inline const struct resource *step_resource(const struct step *s)
{
	return s->k->mapping->table->resource;
}

/* Which rows are records that are there, in a transaction of its own; those that name what is nowhere are wrong. */
int step_look_up(struct step *s, struct problem *p);

/* Notes what makes or changes the row's record, with all that belongs to it: they stand or fall together. */
void step_add_row(struct step *s, struct tx *tx, struct row *row);

/* What became of the rows, as intake.note_rows takes it; the transaction has been read. */
const char *step_outcomes(struct step *s, const struct tx *tx);

#endif
