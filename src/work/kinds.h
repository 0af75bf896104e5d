/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of jobs that this program knows, in the order in which it asks for them: whoever was given one puts it last. */
#ifndef STAGEFY_WORK_KINDS_H
#define STAGEFY_WORK_KINDS_H

#include "work/job.h"

struct arena;
struct problem;

enum { KINDS_MOST = 128 };

struct kinds {
	const struct job_kind *list[KINDS_MOST];
	int count;
};

/* From lists as modules have them; NULL ends the lists. */
int kinds_gather(struct kinds *kinds, const struct job_kind *const *lists, struct problem *p);

const struct job_kind *kinds_find(const struct kinds *kinds, const char *name);
void kinds_put_last(struct kinds *kinds, const struct job_kind *kind);

/* Their names as an array of Postgres': {a,b} */
const char *kinds_names(const struct kinds *kinds, struct arena *a);

#endif
