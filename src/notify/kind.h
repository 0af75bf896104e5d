/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of notifications and their words: kinds.def as tables. */
#ifndef STAGEFY_NOTIFY_KIND_H
#define STAGEFY_NOTIFY_KIND_H

#include <stddef.h>

enum kind_language { KIND_EN, KIND_FR, KIND_LANGUAGES };

struct kind_words {
	const char *title, *title_of_several, *message;
};

struct kind {
	const char *name;
	const char *link; /* a path of the dashboard, or NULL */
	struct kind_words words[KIND_LANGUAGES];
};

const struct kind *kind_at(size_t i);		/* NULL past the end */
const struct kind *kind_find(const char *name); /* NULL: there is none */

/* All names, each with a | behind it: choices of a field. */
extern const char kind_names[];

/* What is said for a parameter's value: words of ours where it is a name of ours, else the value. */
const char *kind_phrase(const char *parameter, const char *value, enum kind_language language);

#endif
