/* SPDX-License-Identifier: Apache-2.0 */
#include "work/kinds.h"

#include <string.h>

#include "base/buf.h"
#include "base/problem.h"

int kinds_gather(struct kinds *kinds, const struct job_kind *const *lists, struct problem *p)
{
	kinds->count = 0;
	for (; *lists != NULL; lists++)
		for (const struct job_kind *k = *lists; k->name != NULL; k++) {
			if (kinds->count == KINDS_MOST)
				return problem_set(p, PROBLEM_INTERNAL, "there are more than %d kinds of jobs", KINDS_MOST);
			kinds->list[kinds->count++] = k;
		}
	return 0;
}

const struct job_kind *kinds_find(const struct kinds *kinds, const char *name)
{
	for (int i = 0; i < kinds->count; i++)
		if (strcmp(kinds->list[i]->name, name) == 0)
			return kinds->list[i];
	return NULL; /* not so: the database gives what was asked for */
}

void kinds_put_last(struct kinds *kinds, const struct job_kind *kind)
{
	for (int i = 0; i + 1 < kinds->count; i++)
		if (kinds->list[i] == kind) {
			kinds->list[i] = kinds->list[i + 1];
			kinds->list[i + 1] = kind;
		}
}

const char *kinds_names(const struct kinds *kinds, struct arena *a)
{
	struct buf b;
	buf_init(&b, a, 1024);
	for (int i = 0; i < kinds->count; i++) {
		buf_put(&b, i == 0 ? '{' : ',');
		buf_puts(&b, kinds->list[i]->name);
	}
	buf_lit(&b, "}");
	return buf_text(&b);
}
