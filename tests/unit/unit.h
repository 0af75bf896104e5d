/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test begins with: cmocka, an arena and an empty problem for each test. */
#ifndef STAGEFY_TESTS_UNIT_H
#define STAGEFY_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/problem.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct unit {
	struct arena *arena;
	struct problem p;
};

static inline int unit_open(void **state)
{
	static struct unit u;
	u.arena = arena_new(4096);
	problem_init(&u.p, u.arena);
	*state = &u;
	return 0;
}

static inline int unit_close(void **state)
{
	struct unit *u = *state;
	arena_free(u->arena);
	return 0;
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, unit_open, unit_close)
#define UNIT_RUN(tests) cmocka_run_group_tests((tests), NULL, NULL)

/* An empty problem for the next case of a table. */
static inline struct problem *unit_again(struct unit *u)
{
	problem_init(&u->p, u->arena);
	return &u->p;
}

/* The code, and the whole sentence (NULL: the kind's own text). */
#define expect_problem(p, wanted, sentence)                                            \
	do {                                                                           \
		assert_string_equal(problem_kind((p)->code)->slug, problem_kind(wanted)->slug); \
		if ((sentence) == NULL)                                                \
			assert_null((p)->detail);                                      \
		else                                                                   \
			assert_string_equal((p)->detail, (const char *)(sentence));    \
	} while (0)

/* All violations as "pointer code; pointer code". */
static inline const char *unit_violations(const struct problem *p)
{
	const char *all = "";
	for (const struct violation *v = p->violations; v != NULL; v = v->next)
		all = arena_printf(p->arena, "%s%s%s %s", all, *all == '\0' ? "" : "; ", v->pointer, v->code);
	return all;
}

#endif
