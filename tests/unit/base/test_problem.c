/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

static void test_list_is_well_formed(void **state)
{
	(void)state;
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		const struct problem_kind *k = problem_kind((enum problem_code)i);
		assert_in_range(k->status, 400, 599);
		assert_true(strlen(k->slug) > 0 && strspn(k->slug, "abcdefghijklmnopqrstuvwxyz-") == strlen(k->slug));
		assert_true(strlen(k->title) > 5 && k->title[strlen(k->title) - 1] != '.');
		assert_true(strlen(k->doc) > 20 && k->doc[strlen(k->doc) - 1] == '.');
		for (int j = 1; j < i; j++)
			assert_string_not_equal(problem_kind((enum problem_code)j)->slug, k->slug);
	}
}

static void test_first_stays(void **state)
{
	struct unit *u = *state;
	assert_int_equal(problem_set(&u->p, PROBLEM_NOT_FOUND, "no %s", "house"), -1);
	assert_int_equal(problem_set(&u->p, PROBLEM_INTERNAL, "other"), -1);
	expect_problem(&u->p, PROBLEM_NOT_FOUND, "no house");
	problem_set(unit_again(u), PROBLEM_NOT_FOUND, NULL);
	expect_problem(&u->p, PROBLEM_NOT_FOUND, NULL);
}

static void test_retry_after(void **state)
{
	struct unit *u = *state;
	problem_set(&u->p, PROBLEM_NOT_FOUND, NULL);
	assert_int_equal(u->p.retry_after, 0);
	problem_set(unit_again(u), PROBLEM_DATABASE_UNAVAILABLE, NULL);
	assert_int_equal(u->p.retry_after, 1);
	problem_set(unit_again(u), PROBLEM_IDEMPOTENCY_RUNNING, NULL);
	assert_int_equal(u->p.retry_after, 1);
	unit_again(u)->retry_after = 30;
	problem_set(&u->p, PROBLEM_OVERLOADED, NULL);
	assert_int_equal(u->p.retry_after, 30);
}

static void test_members(void **state)
{
	struct unit *u = *state;
	problem_members(&u->p, "\"limit\":%d", 5);
	assert_string_equal(u->p.members, "\"limit\":5");
	problem_members(&u->p, "\"x\":null");
	assert_string_equal(u->p.members, "\"limit\":5,\"x\":null");
}

static void test_violations_in_order(void **state)
{
	struct unit *u = *state;
	char pointer[] = "/a";
	assert_int_equal(problem_violation(&u->p, pointer, "required", NULL, "is required"), -1);
	pointer[1] = 'b';
	problem_violation(&u->p, pointer, "too_long", "{\"max\":5}", "at most %d", 5);
	assert_string_equal(unit_violations(&u->p), "/a required; /b too_long");
	assert_string_equal(u->p.violations->next->params, "{\"max\":5}");
	assert_string_equal(u->p.violations->next->detail, "at most 5");
	expect_problem(&u->p, PROBLEM_VALIDATION, NULL);
	problem_set(unit_again(u), PROBLEM_CONFLICT, NULL);
	problem_violation(&u->p, "/a", "x", NULL, "x");
	expect_problem(&u->p, PROBLEM_CONFLICT, NULL);
}

static void test_at_most_a_hundred(void **state)
{
	struct unit *u = *state;
	for (int i = 0; i < 250; i++)
		problem_violation(&u->p, "/a", "x", NULL, "x");
	int n = 0;
	for (const struct violation *v = u->p.violations; v != NULL; v = v->next)
		n++;
	assert_int_equal(n, 100);
	assert_int_equal(u->p.violation_count, 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_list_is_well_formed), UNIT(test_first_stays), UNIT(test_retry_after),
					   UNIT(test_members), UNIT(test_violations_in_order), UNIT(test_at_most_a_hundred)};
	return UNIT_RUN(tests);
}
