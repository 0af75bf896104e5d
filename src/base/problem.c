/* SPDX-License-Identifier: Apache-2.0 */
#include "base/problem.h"

#include <string.h>

#include "base/arena.h"

static const struct problem_kind kinds[PROBLEM_COUNT] = {
    [PROBLEM_NONE] = {"none", "No problem", "", 200},
#define PROBLEM(name, slug, status, title, doc) [PROBLEM_##name] = {slug, title, doc, status},
#include "base/problems.def"
#undef PROBLEM
};

void problem_init(struct problem *p, struct arena *a)
{
	memset(p, 0, sizeof *p);
	p->arena = a;
	p->tail = &p->violations;
}

const struct problem_kind *problem_kind(enum problem_code code)
{
	return &kinds[code];
}

int problem_set(struct problem *p, enum problem_code code, const char *format, ...)
{
	if (p->code != PROBLEM_NONE)
		return -1;
	p->code = code;
	if (format != NULL) {
		va_list args;
		va_start(args, format);
		p->detail = arena_vprintf(p->arena, format, args);
		va_end(args);
	}
	if (p->retry_after == 0 && (kinds[code].status == 503 || code == PROBLEM_IDEMPOTENCY_RUNNING))
		p->retry_after = 1;
	return -1;
}

void problem_members(struct problem *p, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	const char *more = arena_vprintf(p->arena, format, args);
	va_end(args);
	p->members = p->members == NULL ? more : arena_printf(p->arena, "%s,%s", p->members, more);
}

int problem_violation(struct problem *p, const char *pointer, const char *code, const char *params,
		      const char *detail, ...)
{
	enum { MOST = 100 }; /* an answer stays readable, and an attacker does not choose its size */
	if (p->code == PROBLEM_NONE)
		p->code = PROBLEM_VALIDATION;
	if (p->violation_count++ >= MOST)
		return -1;
	struct violation *v = arena_new_one(p->arena, struct violation);
	v->pointer = arena_strdup(p->arena, pointer);
	v->code = code;
	v->params = params == NULL ? NULL : arena_strdup(p->arena, params);
	va_list args;
	va_start(args, detail);
	v->detail = arena_vprintf(p->arena, detail, args);
	va_end(args);
	*p->tail = v;
	p->tail = &v->next;
	return -1;
}
