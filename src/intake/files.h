/* SPDX-License-Identifier: Apache-2.0 */
/* The file of a line of a bundle: fetched from its address, or taken from an upload, and put into the store for the row to come. */
#ifndef STAGEFY_INTAKE_FILES_H
#define STAGEFY_INTAKE_FILES_H

#include "intake/bundle.h"

struct conf;
struct job_run;

struct brought {
	const char *id, *facts; /* of the row that is to be made of it (rest/resource.h); NULL: there is none, what is there stays */
	const char *origin, *etag; /* where it came from, to be noted; NULL: as it was */
};

/* Whether the line names a file as it may be named: of a new record it must. Asks nobody. */
int files_check(const struct conf *conf, const struct bundle_row *row, bool is_new, struct problem *why);

/* Brings the file of a line whose record is `found`, or none yet (NULL). A file that is known by its SHA-256, or by an address that gives
 * nothing new, is left where it is. What is wrong with the line is in `why`; -1, and the problem: the store or the database is in
 * trouble, or the job is to stop. */
int files_bring(struct job_run *run, const struct table *t, const struct bundle_row *row, const char *found, struct brought *out, struct problem *why,
		struct problem *p);

#endif
