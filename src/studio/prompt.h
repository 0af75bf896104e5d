/* SPDX-License-Identifier: Apache-2.0 */
/* Texts with {{name}} in them, each of which stands for a value. A name is [a-z][a-z0-9_]*, with nothing around it; what is filled in
 * is never looked into again. */
#ifndef STAGEFY_STUDIO_PROMPT_H
#define STAGEFY_STUDIO_PROMPT_H

#include <stddef.h>

struct arena;
struct jvalue;
struct problem;

enum prompt_fault {
	PROMPT_WELL,
	PROMPT_UNCLOSED, /* {{ without its }} */
	PROMPT_BAD_NAME
};

struct prompt {
	enum prompt_fault fault; /* then nothing else counts */
	size_t at;		 /* of the braces */
	const char *text;
	const char *const *unknown; /* names without a value, each once; they stand in the text as they did */
	size_t unknown_count;
};

enum { PROMPT_NAMES_MOST = 64 };

/* NULL: there is no value of that name. */
typedef const char *(*prompt_value)(void *arg, const char *name);

void prompt_render(struct arena *a, const char *text, size_t n, prompt_value value, void *arg, struct prompt *out);

/* What is wrong with it as violations at `pointer`; unknown names too. Returns 0 when nothing is. */
int prompt_check(struct arena *a, const struct prompt *prompt, const char *pointer, struct problem *p);

/* Values out of an object: texts as they are, numbers by their digits; `spoken`: with spaces for underscores. */
struct prompt_object {
	struct arena *arena;
	const struct jvalue *values, *variables; /* variables: [{name, default}], where there is no value; or NULL */
	int spoken;
};
const char *prompt_object_value(void *object, const char *name);

#endif
