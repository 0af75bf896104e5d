/* SPDX-License-Identifier: Apache-2.0 */
/* Some rows as records: looked up by their keys, written as the API would write them, each for itself, in one transaction. */
#ifndef STAGEFY_INTAKE_APPLY_H
#define STAGEFY_INTAKE_APPLY_H

#include <stdbool.h>

#include "intake/mapping.h"
#include "work/job.h"

struct seen;

struct apply {
	struct job_run *run;	    /* its arena is of this step */
	const char *import_id;
	const struct mapping *mapping;
	bool bundle;		    /* the rows are lines of one, of the mapping's table; without a table, of those that nobody knows */
	bool running;		    /* false: a preview, undone at its end */
	struct seen *seen;	    /* of a preview: the keys of the rows before; else NULL */
	struct seen *made;	    /* of a preview of a bundle: "table external_ref" of the records that the rows before make; else NULL */
	int after;		    /* the row behind which to begin; moved on */
	int passed;		    /* how many rows were looked at; moved on */
	bool done;		    /* there are no more */
};

/* One step. -1: nothing of it stays. */
int apply_step(struct apply *k, struct problem *p);

#endif
