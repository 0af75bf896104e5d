/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/origins.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/origin.h"
#include "base/problem.h"
#include "rest/write.h"

int origins_check(struct call *c, struct write *w, struct problem *p)
{
	const struct write_value *v = write_find(w, "allowed_origins");
	(void)c;
	for (size_t i = 0; v != NULL && v->json != NULL && i < jvalue_size(v->json); i++) {
		const char *origin = jvalue_string(jvalue_at(v->json, i));
		if (origin == NULL || !origin_valid(origin, strlen(origin)))
			problem_violation(p, arena_printf(w->arena, "/allowed_origins/%zu", i), "format", NULL,
					  "must be an origin such as https://www.example.com: no path, no slash at the end");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}
