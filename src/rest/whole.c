/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/whole.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "rest/call.h"

enum { MOST_DIGITS = 9 };

int whole_read(const struct call *c, const char *name, long least, long most, const char *usual, const char **out, struct problem *p)
{
	const struct query_param *q = query_find(&c->query, name);
	const char *text = q == NULL ? usual : q->value;
	size_t n = strlen(text);
	long value = n > 0 && n <= MOST_DIGITS && strspn(text, "0123456789") == n ? strtol(text, NULL, 10) : -1;
	if (value < least || value > most) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood", name);
		return problem_violation(p, name, "out_of_range", arena_printf(c->arena, "{\"min\":%ld,\"max\":%ld}", least, most),
					 "must be a whole number from %ld to %ld", least, most);
	}
	*out = text;
	return 0;
}
