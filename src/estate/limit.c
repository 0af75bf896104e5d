/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/limit.h"

#include <stdlib.h>
#include <string.h>

#include "base/problem.h"
#include "rest/call.h"

int limit_read(const struct call *c, const char **limit, struct problem *p)
{
	const char *text = c->query.count > 0 ? c->query.params[0].value : LIMIT_USUAL; /* there is no other */
	size_t n = strlen(text);
	long value = n > 0 && n <= 3 && strspn(text, "0123456789") == n ? strtol(text, NULL, 10) : 0;
	if (value < 1 || value > LIMIT_MOST) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'limit' is not understood");
		return problem_violation(p, "limit", "out_of_range", "{\"min\":1,\"max\":200}", "must be a whole number from 1 to 200");
	}
	*limit = text;
	return 0;
}
