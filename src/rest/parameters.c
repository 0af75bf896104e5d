/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/parameters.h"

#include <stddef.h>

#include "base/problem.h"
#include "rest/call.h"
#include "rest/field.h"
#include "rest/field_type.h"

int parameters_read(const struct call *c, const struct field *fields, const char **values, struct problem *p)
{
	for (int i = 0; fields[i].type != FIELD_END; i++) {
		const struct query_param *q = query_find(&c->query, fields[i].name);
		values[i] = q == NULL ? NULL : field_read_text(c->arena, &fields[i], q->value);
		if (q == NULL || values[i] != NULL)
			continue;
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood", fields[i].name);
		return problem_violation(p, fields[i].name, "type", NULL, "is no value of this parameter");
	}
	return 0;
}
