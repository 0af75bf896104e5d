/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "work/kinds.h"

static const struct job_kind first[] = {{.name = "a.one"}, {.name = "a.two"}, {.name = NULL}}, second[] = {{.name = "b.one"}, {.name = NULL}};
static const struct job_kind *const lists[] = {first, second, NULL};

static struct kinds gathered(struct unit *u)
{
	struct kinds kinds;
	assert_int_equal(kinds_gather(&kinds, lists, &u->p), 0);
	return kinds;
}

static void are_asked_for_in_the_order_of_the_modules(void **state)
{
	struct unit *u = *state;
	struct kinds kinds = gathered(u);
	assert_string_equal(kinds_names(&kinds, u->arena), "{a.one,a.two,b.one}");
}

static void one_that_was_given_comes_last(void **state)
{
	struct unit *u = *state;
	struct kinds kinds = gathered(u);
	kinds_put_last(&kinds, kinds_find(&kinds, "a.one"));
	assert_string_equal(kinds_names(&kinds, u->arena), "{a.two,b.one,a.one}");
	kinds_put_last(&kinds, kinds_find(&kinds, "b.one"));
	assert_string_equal(kinds_names(&kinds, u->arena), "{a.two,a.one,b.one}");
	kinds_put_last(&kinds, kinds_find(&kinds, "b.one"));
	assert_string_equal(kinds_names(&kinds, u->arena), "{a.two,a.one,b.one}");
}

static void others_are_not_known(void **state)
{
	struct kinds kinds = gathered(*state);
	assert_null(kinds_find(&kinds, "a"));
	kinds_put_last(&kinds, NULL);
	assert_int_equal(kinds.count, 3);
}

static void more_than_there_is_room_for_are_refused(void **state)
{
	struct unit *u = *state;
	struct kinds kinds;
	const struct job_kind *many[KINDS_MOST + 1];
	for (int i = 0; i < KINDS_MOST; i++)
		many[i] = second;
	many[KINDS_MOST] = NULL;
	assert_int_equal(kinds_gather(&kinds, many, &u->p), 0);
	many[0] = first;
	assert_int_equal(kinds_gather(&kinds, many, &u->p), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "there are more than 128 kinds of jobs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(are_asked_for_in_the_order_of_the_modules),
		UNIT(one_that_was_given_comes_last),
		UNIT(others_are_not_known),
		UNIT(more_than_there_is_room_for_are_refused),
	};
	return UNIT_RUN(tests);
}
