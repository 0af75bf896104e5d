/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/breaker.h"

static struct breaker *b;
static char dir[64];

static int open_breaker(void **state)
{
	struct unit *u;
	strcpy(dir, "/tmp/stagefy-breaker-XXXXXX");
	if (mkdtemp(dir) == NULL || unit_open(state) < 0)
		return -1;
	u = *state;
	return breaker_open(dir, &b, &u->p);
}

static int close_breaker(void **state)
{
	struct unit *u = *state;
	unlink(arena_printf(u->arena, "%s/breaker", dir));
	return rmdir(dir) < 0 ? -1 : unit_close(state);
}

static void sleep_ms(int ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static void test_closed(void **state)
{
	(void)state;
	bool probing = true;
	for (int i = 0; i < 10; i++) {
		assert_true(breaker_allows(b, &probing));
		assert_false(probing);
	}
}

static void test_tripped(void **state)
{
	(void)state;
	bool probing = true;
	breaker_trip(b);
	assert_false(breaker_allows(b, &probing));
	assert_false(probing);
	sleep_ms(260);
	assert_true(breaker_allows(b, &probing)); /* one probe … */
	assert_true(probing);
	assert_false(breaker_allows(b, &probing)); /* … and no second within 250 ms */
	assert_false(probing);
	breaker_heal(b);
	assert_true(breaker_allows(b, &probing));
	assert_false(probing);
	breaker_heal(b);
}

static void test_trip_again(void **state)
{
	(void)state;
	bool probing;
	breaker_trip(b);
	sleep_ms(260);
	assert_true(breaker_allows(b, &probing));
	breaker_trip(b); /* the probe failed */
	assert_false(breaker_allows(b, &probing));
}

/* The memory lies in a file: what a machine left there before it was restarted is no reason to wait. */
static void test_time_far_ahead(void **state)
{
	(void)state;
	bool probing;
	*(_Atomic int64_t *)(void *)b = clock_mono_us() + INT64_C(3600000000);
	assert_true(breaker_allows(b, &probing));
	assert_true(probing);
}

/* Several processes at the moment of a probe: exactly one goes. */
static void test_one_prober_in_the_pool(void **state)
{
	(void)state;
	for (int round = 0; round < 5; round++) {
		enum { WORKERS = 8 };
		pid_t children[WORKERS];
		int probers = 0;
		fflush(NULL);
		breaker_trip(b);
		int64_t at = clock_mono_us() + 300000;
		for (int i = 0; i < WORKERS; i++) {
			children[i] = fork();
			if (children[i] == 0) {
				struct breaker *mine;
				struct unit *u = *state;
				bool probing;
				if (breaker_open(dir, &mine, &u->p) < 0)
					_exit(2);
				while (clock_mono_us() < at)
					;
				/* who is let run only when the next probe is due is of another moment */
				if (clock_mono_us() > at + 200000)
					_exit(0);
				_exit(breaker_allows(mine, &probing) && probing ? 1 : 0);
			}
		}
		for (int i = 0; i < WORKERS; i++) {
			int status;
			waitpid(children[i], &status, 0);
			assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
			probers += WEXITSTATUS(status);
		}
		assert_int_equal(probers, 1);
	}
}

static void test_alone(void **state)
{
	struct unit *u = *state;
	struct breaker *mine;
	bool probing;
	assert_int_equal(breaker_open(NULL, &mine, &u->p), 0);
	breaker_trip(mine);
	assert_false(breaker_allows(mine, &probing));
	assert_true(breaker_allows(b, &probing));
	free(mine);
	assert_int_equal(breaker_open("/nowhere/at/all", &mine, &u->p), -1);
}

#define BREAKER(test) cmocka_unit_test_setup_teardown(test, open_breaker, close_breaker)

int main(void)
{
	const struct CMUnitTest tests[] = {BREAKER(test_closed),	 BREAKER(test_tripped),
					   BREAKER(test_trip_again),	 BREAKER(test_time_far_ahead),
					   BREAKER(test_one_prober_in_the_pool), BREAKER(test_alone)};
	return UNIT_RUN(tests);
}
