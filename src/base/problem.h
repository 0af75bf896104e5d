/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, from where it happened up to the answer. A fallible function takes
 * `struct problem *` last and returns 0, or -1 after filling it. The list of codes is problems.def;
 * it stands in base/ because the layers below http/ fail with the same codes. The answer is
 * RFC 9457 problem+json, made in http/. */
#ifndef STAGEFY_BASE_PROBLEM_H
#define STAGEFY_BASE_PROBLEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum problem_code {
	PROBLEM_NONE,
#define PROBLEM(name, slug, status, title, doc) PROBLEM_##name,
#include "base/problems.def"
#undef PROBLEM
	PROBLEM_COUNT
};

/* A set of problems: PROBLEM_BIT(GONE) | PROBLEM_BIT(CONFLICT). */
#define PROBLEM_BIT(name) (UINT64_C(1) << PROBLEM_##name)
_Static_assert(PROBLEM_COUNT <= 64, "a set of problems has 64 places");

struct problem_kind {
	const char *slug, *title, *doc;
	int status;
};

/* One violated rule: where (JSON pointer, or the name of a parameter), which (a code with parameters,
 * for clients that speak the reader's language) and the same as an English sentence. */
struct violation {
	const char *pointer, *code, *params /* a JSON object, or NULL */, *detail;
	struct violation *next;
};

struct problem {
	enum problem_code code;
	struct arena *arena; /* owns all texts below */
	const char *detail;  /* NULL: the kind's own text */
	const char *members; /* further JSON members without braces, e.g. "\"limit\":1048576", or NULL */
	int retry_after;     /* seconds; 0: none */
	struct violation *violations, **tail;
	unsigned violation_count;
};

void problem_init(struct problem *p, struct arena *a);

const struct problem_kind *problem_kind(enum problem_code code);

/* Sets code and detail (NULL for the kind's own text); earlier violations stay. Returns -1, for
 * `return problem_set(…)`. A first problem is not overwritten. */
int problem_set(struct problem *p, enum problem_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Further JSON members of the answer. */
void problem_members(struct problem *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a violation under PROBLEM_VALIDATION, or under the code already set. Texts are copied. */
int problem_violation(struct problem *p, const char *pointer, const char *code, const char *params,
		      const char *detail, ...) __attribute__((format(printf, 5, 6)));

#endif
