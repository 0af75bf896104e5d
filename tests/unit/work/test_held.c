/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "work/held.h"

static struct held *held;
static struct arena *a;

static int three_jobs(void **state)
{
	(void)state;
	static const struct held_job jobs[] = {{.id = "a", .token = "1", .timeout_us = 1000000},
					       {.id = "b", .token = "2", .timeout_us = 1000000},
					       {.id = "c", .token = "3", .timeout_us = 1000000}};
	if (held == NULL)
		held = held_new();
	if (a == NULL)
		a = arena_new(1024);
	held_begin(held, jobs, 3, 7);
	return 0;
}

static const char *written(bool (*write)(struct held *, struct buf *), bool expected)
{
	struct buf b;
	buf_init(&b, a, 256);
	assert_int_equal(write(held, &b), expected);
	return buf_text(&b);
}

static void renews_what_it_holds(void **state)
{
	(void)state;
	assert_int_equal(held_since(held), 7);
	assert_string_equal(written(held_write, true), "[{\"job\":\"a\",\"token\":\"1\"},{\"job\":\"b\",\"token\":\"2\"},{\"job\":\"c\",\"token\":\"3\"}]");
	held_heard(held, "a", false);
	held_heard(held, "c", true);
	held_lose_unheard(held);
	assert_false(held_stopped(held, 0));
	assert_true(held_stopped(held, 1));
	assert_true(held_stopped(held, 2));
	assert_string_equal(written(held_write, true), "[{\"job\":\"a\",\"token\":\"1\"},{\"job\":\"c\",\"token\":\"3\"}]");
}

/* A job whose end has not been told yet is still held. */
static void renews_what_has_ended(void **state)
{
	(void)state;
	assert_true(held_start(held, 0));
	held_end(held, 0);
	assert_string_equal(written(held_write, true), "[{\"job\":\"a\",\"token\":\"1\"},{\"job\":\"b\",\"token\":\"2\"},{\"job\":\"c\",\"token\":\"3\"}]");
}

static void begins_nothing_that_is_lost(void **state)
{
	(void)state;
	written(held_write, true);
	held_lose_all(held);
	assert_false(held_start(held, 0));
	assert_int_equal(held_since(held), 0);
	written(held_write, false);
}

/* The worker goes on while the keeper waits for the database. */
static void loses_nothing_of_a_batch_that_began_meanwhile(void **state)
{
	written(held_write, true);
	three_jobs(state);
	held_heard(held, "a", true);
	held_lose_unheard(held);
	held_renewed(held, 9);
	held_lose_all(held);
	assert_int_equal(held_since(held), 7);
	for (int i = 0; i < 3; i++)
		assert_false(held_stopped(held, i));
}

static void finds_what_takes_too_long(void **state)
{
	(void)state;
	struct held_job late;
	int64_t now = clock_mono_us();
	assert_false(held_overdue(held, now + 5000000, &late)); /* not begun */
	assert_true(held_start(held, 1));
	assert_false(held_overdue(held, clock_mono_us(), &late));
	assert_true(held_overdue(held, clock_mono_us() + 1000001, &late));
	assert_string_equal(late.id, "b");
	held_end(held, 1);
	assert_false(held_overdue(held, clock_mono_us() + 1000001, &late));
}

static void hands_back_what_was_not_begun(void **state)
{
	(void)state;
	assert_true(held_start(held, 0));
	held_stop(held);
	assert_true(held_stopping(held));
	assert_true(held_stopped(held, 0));
	assert_false(held_start(held, 1));
	assert_string_equal(written(held_take_waiting, true),
			    "[{\"job\":\"b\",\"token\":\"2\",\"outcome\":\"back\"},{\"job\":\"c\",\"token\":\"3\",\"outcome\":\"back\"}]");
	written(held_take_waiting, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(renews_what_it_holds, three_jobs),	   cmocka_unit_test_setup(renews_what_has_ended, three_jobs),
	    cmocka_unit_test_setup(begins_nothing_that_is_lost, three_jobs), cmocka_unit_test_setup(finds_what_takes_too_long, three_jobs),
	    cmocka_unit_test_setup(loses_nothing_of_a_batch_that_began_meanwhile, three_jobs),
	    cmocka_unit_test_setup(hands_back_what_was_not_begun, three_jobs),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return rc;
}
