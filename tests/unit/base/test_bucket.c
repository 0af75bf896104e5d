/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bucket.h"

enum { KEY = 1, MINUTE_US = 60000000 };

static struct buckets *b;
static struct bucket_level level;
static char dir[64];
static int64_t now_us;

int64_t __wrap_clock_mono_us(void);
int64_t __wrap_clock_mono_us(void)
{
	return now_us;
}

static int open_buckets(void **state)
{
	now_us = (int64_t)1000 * MINUTE_US;
	if (unit_open(state) < 0)
		return -1;
	return bucket_open(NULL, &b, &((struct unit *)*state)->p);
}

static int close_buckets(void **state)
{
	free(b);
	return unit_close(state);
}

static int open_shared(void **state)
{
	now_us = (int64_t)1000 * MINUTE_US;
	strcpy(dir, "/tmp/stagefy-bucket-XXXXXX");
	if (mkdtemp(dir) == NULL || unit_open(state) < 0)
		return -1;
	return bucket_open(dir, &b, &((struct unit *)*state)->p);
}

static int close_shared(void **state)
{
	struct unit *u = *state;
	unlink(arena_printf(u->arena, "%s/buckets.%d", dir, BUCKET_MOST * 16));
	return rmdir(dir) < 0 ? -1 : unit_close(state);
}

static unsigned take_all(uint64_t key, unsigned rate)
{
	unsigned n = 0;
	while (bucket_take(b, key, rate, 1, &level))
		n++;
	return n;
}

static void expect_level(unsigned left, int full_s, int wait_s)
{
	assert_int_equal(level.left, left);
	assert_int_equal(level.full_s, full_s);
	assert_int_equal(level.wait_s, wait_s);
}

static void test_holds_a_minute(void **state)
{
	(void)state;
	assert_true(bucket_take(b, KEY, 600, 1, &level));
	expect_level(599, 1, 0);
	assert_true(bucket_take(b, KEY, 600, 99, &level));
	expect_level(500, 10, 0);
	assert_int_equal(take_all(KEY, 600), 500);
	expect_level(0, 60, 1);
}

static void test_fills_evenly(void **state)
{
	(void)state;
	take_all(KEY, 600);
	now_us += 99999;
	assert_false(bucket_take(b, KEY, 600, 1, &level));
	now_us += 1;
	assert_true(bucket_take(b, KEY, 600, 1, &level));
	now_us += MINUTE_US / 2;
	assert_int_equal(take_all(KEY, 600), 300);
}

static void test_never_more_than_full(void **state)
{
	(void)state;
	take_all(KEY, 600);
	now_us += (int64_t)100 * MINUTE_US;
	assert_int_equal(take_all(KEY, 600), 600);
}

/* What is refused takes nothing, and says when it would not be. */
static void test_refusal_is_free(void **state)
{
	(void)state;
	bucket_take(b, KEY, 60, 50, &level);
	for (int i = 0; i < 5; i++) {
		assert_false(bucket_take(b, KEY, 60, 20, &level));
		expect_level(10, 50, 10);
	}
	now_us += 10 * 1000000;
	assert_true(bucket_take(b, KEY, 60, 20, &level));
}

static void test_wait_is_long_enough(void **state)
{
	(void)state;
	for (unsigned rate = 1; rate < 700; rate += 13) {
		take_all(rate, rate);
		now_us += 12345;
		assert_false(bucket_take(b, rate, rate, 1, &level));
		assert_true(level.wait_s >= 1);
		now_us += (int64_t)level.wait_s * 1000000;
		assert_true(bucket_take(b, rate, rate, 1, &level));
	}
}

static void test_dearer_than_full(void **state)
{
	(void)state;
	assert_true(bucket_take(b, KEY, 10, 500, &level));
	expect_level(0, 60, 0);
	assert_false(bucket_take(b, KEY, 10, 500, &level));
	expect_level(0, 60, 60);
	now_us += MINUTE_US;
	assert_true(bucket_take(b, KEY, 10, 500, &level));
}

/* 7 and 90000000 do not divide a minute of nanoseconds. */
static void test_odd_rates(void **state)
{
	(void)state;
	static const unsigned rates[] = {1, 2, 7, 601, 90000000, 100000000};
	for (size_t i = 0; i < COUNT(rates); i++) {
		assert_true(bucket_take(b, i + 1, rates[i], 1, &level));
		assert_int_equal(level.left, rates[i] - 1);
		assert_true(bucket_take(b, i + 1, rates[i], rates[i] - 1, &level) || rates[i] == 1);
		assert_int_equal(level.left, 0);
	}
}

static void test_given_back(void **state)
{
	(void)state;
	bucket_take(b, KEY, 600, 30, &level);
	bucket_give_back(b, KEY, 600, 30);
	assert_true(bucket_take(b, KEY, 600, 1, &level));
	expect_level(599, 1, 0);
}

static void test_others_have_their_own(void **state)
{
	(void)state;
	uint64_t mine = bucket_key(1, "lea", 3);
	take_all(mine, 600);
	assert_int_equal(take_all(bucket_key(1, "tom", 3), 600), 600);
	assert_int_equal(take_all(bucket_key(2, "lea", 3), 600), 600);
	assert_false(bucket_take(b, mine, 600, 1, &level));
}

static void test_keys_differ(void **state)
{
	(void)state;
	assert_true(bucket_key(0, "", 0) != 0);
	assert_true(bucket_key(1, "ab", 2) != bucket_key(1, "ba", 2));
	assert_true(bucket_key(1, "a", 1) != bucket_key(1, "a\0", 2));
}

/* Ten times as many callers as there is room for, each once: who asked for much is still known. */
static void test_a_crowd_pushes_out_nobody_who_asks_for_much(void **state)
{
	(void)state;
	take_all(KEY, 600);
	for (uint64_t i = 0; i < 10 * BUCKET_MOST; i++)
		assert_true(bucket_take(b, bucket_key(9, (const char *)&i, sizeof i), 600, 1, &level));
	assert_false(bucket_take(b, KEY, 600, 1, &level));
}

/* Whoever takes a place over begins with a full bucket, not with a stranger's. */
static void test_a_newcomer_begins_full(void **state)
{
	(void)state;
	const unsigned sets = BUCKET_MOST / 8;
	for (unsigned i = 0; i < 8; i++)
		take_all(KEY + (uint64_t)i * sets, 600);
	assert_int_equal(take_all(KEY + (uint64_t)8 * sets, 600), 600);
}

/* The clock begins anew with the machine; the file may have stayed. */
static void test_after_a_restart_of_the_machine(void **state)
{
	(void)state;
	take_all(KEY, 600);
	now_us = 1000000;
	assert_int_equal(take_all(KEY, 600), 600);
}

/* A worker that read the clock a little before the others. */
static void test_a_clock_a_little_behind(void **state)
{
	(void)state;
	take_all(KEY, 600);
	now_us -= 3000000;
	assert_false(bucket_take(b, KEY, 600, 1, &level));
	expect_level(0, 63, 4);
}

static pid_t start(struct unit *u, int report)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	alarm(20);
	if (bucket_open(dir, &b, &u->p) < 0)
		_exit(1);
	unsigned n = take_all(KEY, 100000);
	_exit(write(report, &n, sizeof n) == sizeof n ? 0 : 1);
}

static void test_shared_by_processes_to_the_unit(void **state)
{
	enum { PROCESSES = 4 };
	int ends[2], status;
	unsigned all = 0, n;
	assert_int_equal(pipe(ends), 0);
	for (int i = 0; i < PROCESSES; i++)
		start(*state, ends[1]);
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(read(ends[0], &n, sizeof n), sizeof n);
		all += n;
		assert_true(wait(&status) > 0 && status == 0);
	}
	assert_int_equal(all, 100000);
}

static void take_forever(struct unit *u)
{
	if (bucket_open(dir, &b, &u->p) < 0)
		_exit(1);
	for (uint64_t i = 0;; i++) {
		bucket_take(b, KEY + i % 4, 100000000, 1, &level);
		if (i % 3 == 0)
			bucket_give_back(b, KEY + i % 4, 100000000, 1);
	}
}

static void test_killed_at_any_moment(void **state)
{
	for (int i = 0; i < 60; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			alarm(20);
			take_forever(*state);
		}
		usleep((useconds_t)(i * 37 % 500));
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	for (unsigned i = 0; i < 4; i++) {
		now_us += (int64_t)2 * MINUTE_US;
		assert_int_equal(take_all(KEY + i, 600), 600);
	}
}

static void test_no_such_folder(void **state)
{
	struct unit *u = *state;
	assert_int_equal(bucket_open("/nonexistent", &b, &u->p), -1);
	assert_int_equal(u->p.code, PROBLEM_INTERNAL);
}

#define ALONE(test) cmocka_unit_test_setup_teardown(test, open_buckets, close_buckets)
#define SHARED(test) cmocka_unit_test_setup_teardown(test, open_shared, close_shared)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ALONE(test_holds_a_minute),
	    ALONE(test_fills_evenly),
	    ALONE(test_never_more_than_full),
	    ALONE(test_refusal_is_free),
	    ALONE(test_wait_is_long_enough),
	    ALONE(test_dearer_than_full),
	    ALONE(test_odd_rates),
	    ALONE(test_given_back),
	    ALONE(test_others_have_their_own),
	    ALONE(test_keys_differ),
	    ALONE(test_a_crowd_pushes_out_nobody_who_asks_for_much),
	    ALONE(test_a_newcomer_begins_full),
	    ALONE(test_after_a_restart_of_the_machine),
	    ALONE(test_a_clock_a_little_behind),
	    SHARED(test_shared_by_processes_to_the_unit),
	    SHARED(test_killed_at_any_moment),
	    UNIT(test_no_such_folder),
	};
	return UNIT_RUN(tests);
}
