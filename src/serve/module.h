/* SPDX-License-Identifier: Apache-2.0 */
/* A domain as a table: what it adds to the product. src/app/modules.c lists them all. */
#ifndef STAGEFY_SERVE_MODULE_H
#define STAGEFY_SERVE_MODULE_H

#include "serve/action.h"
#include "work/job.h"

struct arena;
struct conf;

/* A heading of the documentation that is no resource: those have one by themselves. */
struct tag {
	const char *name, *doc;
};

struct module {
	const char *name;
	const struct resource *const *resources; /* ends with NULL; NULL: none */
	const struct action *actions;		 /* ends with an empty row; NULL: none */
	const struct tag *tags;			 /* of the actions; ends with an empty row; NULL: none */
	const struct job_kind *jobs;		 /* what it does outside of requests; ends with an empty row; NULL: none */
	const struct schedule *schedules;	 /* and when; ends with an empty row; NULL: none */
	/* Whether the options it reads make sense together: asked once at start. NULL: nothing to say. */
	int (*check)(const struct conf *conf, struct problem *p);
	/* Whether what it stands on answers now: asked by /api/ready, which shows `name` or the problem's slug. */
	int (*ready)(struct arena *a, const struct conf *conf, struct problem *p);
};

#endif
