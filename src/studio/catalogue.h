/* SPDX-License-Identifier: Apache-2.0 */
/* The tools of the studio and who can do each here and now: their rows, and which services this installation has keys for. */
#ifndef STAGEFY_STUDIO_CATALOGUE_H
#define STAGEFY_STUDIO_CATALOGUE_H

#include <stdbool.h>

#include "rest/field.h"

struct call;
struct jvalue;
struct problem;

struct tool {
	const char *name, *input, *providers /* "local,qwen" */, *alteration, *prompt, *negative_prompt;
	bool alters;
	int price; /* of a service's; what runs here is free */
	const struct jvalue *options; /* a JSON Schema */
};

struct model {
	const char *provider, *name, *tools, *settings, *api_cost, *timeout_s;
	bool retired;
};

struct catalogue {
	int tools_index, models_index; /* in the transaction */
	struct tool *tools;
	struct model *models;
	int tool_count, model_count;
};

/* Who does it. */
struct doer {
	const char *provider; /* NULL: nobody, and reason says why */
	const struct model *model; /* NULL: none is needed */
	const char *reason; /* "no_provider", "retired" */
};

/* The statements; then, once they have been read, what they gave. */
void catalogue_add(struct call *c, struct catalogue *out);
void catalogue_take(struct call *c, struct catalogue *k);

const struct tool *catalogue_tool(const struct catalogue *k, const char *name); /* NULL: there is none */

/* The first of the tool's providers that can; of `wanted` alone unless that is NULL. */
struct doer catalogue_doer(const struct call *c, const struct catalogue *k, const struct tool *tool, const char *wanted);

/* Whether `name` is among those of "a,b,c". */
bool catalogue_lists(const char *names, const char *name);

extern const struct field tools_response[];
int tools_run(struct call *c, struct problem *p);

#endif
