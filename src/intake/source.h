/* SPDX-License-Identifier: Apache-2.0 */
/* What an import is of, as its jobs read it. */
#ifndef STAGEFY_INTAKE_SOURCE_H
#define STAGEFY_INTAKE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "intake/mapping.h"
#include "link/storage.h"
#include "work/job.h"

struct source {
	const char *import_id, *file_name, *storage_key, *locale;
	const struct table *table; /* NULL: a bundle, of several */
	const char *encoding, *delimiter; /* NULL: to be guessed */
	int has_header;			  /* -1: to be guessed */
	const char *content;		  /* of one without a storage_key */
	size_t size;
	struct storage *storage; /* of one with */
	const struct jvalue *columns, *mapping, *match_by;
	struct value_style style;
	int row_count;
};

/* Reads the import that the job is about, in a transaction of its own. */
int source_read(struct job_run *run, struct source *out, struct problem *p);

/* Finds the file, for those who read it: NOT_FOUND when an upload was not used within its time. */
int source_open(struct job_run *run, struct source *s, struct problem *p);

/* Hands over the file's bytes from the beginning, `most` of them or all. */
int source_bytes(struct arena *a, const struct source *s, size_t most, struct storage_sink sink, struct problem *p);

#endif
