/* SPDX-License-Identifier: Apache-2.0 */
/* What a request asks of the studio: read, compared with the tools there are, and written as studio.begin takes it. */
#ifndef STAGEFY_STUDIO_RECIPE_H
#define STAGEFY_STUDIO_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "rest/write.h"
#include "studio/catalogue.h"

enum { RECIPE_STEPS_MOST = 6, RECIPE_CALLS_MOST = 600 };

struct recipe_step {
	const struct tool *tool;
	struct doer doer;
	const char *options, *prompt; /* JSON; what a service is told, or NULL */
	int price;
};

struct recipe {
	struct catalogue catalogue;
	int template_index; /* -1: none is named */
	const struct jvalue *variables; /* of the request */
	struct recipe_step steps[RECIPE_STEPS_MOST];
	size_t count;
	size_t photos;	   /* named in the request */
	size_t projects;   /* that they make */
	int variants;
	bool together; /* one project of all photos */
	int price;	   /* of all of it */
	const char *type;  /* "photo_edit", "video", "template" */
	const char *name;  /* or NULL */
};

/* Notes what has to be read first: tools, models, the template. */
void recipe_add(struct call *c, const struct write *w, struct recipe *out);

/* After tx_read(): every rule that is broken is a violation. `video`: its options, when that is what is asked for. */
int recipe_read(struct call *c, const struct write *w, const char *video, struct recipe *r, struct problem *p);

/* The request as studio.begin has it. */
const char *recipe_request(const struct call *c, const struct write *w, const struct recipe *r);

#endif
