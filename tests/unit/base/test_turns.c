/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/turns.h"

enum { TOOK = 't', LATE_US = 300000 };

static char dir[64];
static int pool; /* any descriptor: its inode names the pool */
static int door; /* what is written here makes `pool` readable, as a client who waits at a socket does */

static int make_pool(void **state)
{
	int ends[2];
	strcpy(dir, "/tmp/stagefy-turns-XXXXXX");
	if (mkdtemp(dir) == NULL || pipe(ends) < 0)
		return -1;
	pool = ends[0];
	door = ends[1];
	return unit_open(state);
}

static int drop_pool(void **state)
{
	struct unit *u = *state;
	struct stat s;
	turns_give();
	fstat(pool, &s);
	unlink(arena_printf(u->arena, "%s/turns-2.%llu", dir, (unsigned long long)s.st_ino));
	return rmdir(dir) < 0 ? -1 : unit_close(state);
}

/* Another worker: says so when it has a turn, gives it when told, and then ends. */
struct worker {
	pid_t pid;
	int says, told;
};

static struct worker start_worker(struct unit *u, unsigned count)
{
	int says[2], told[2];
	char word = TOOK;
	assert_int_equal(pipe(says), 0);
	assert_int_equal(pipe(told), 0);
	pid_t pid = fork();
	if (pid != 0)
		return (struct worker){pid, says[0], told[1]};
	alarm(10);
	if (turns_open(dir, pool, count, &u->p) < 0 || !turns_take() || write(says[1], &word, 1) != 1 || read(told[0], &word, 1) != 1)
		_exit(1);
	turns_give();
	_exit(write(says[1], &word, 1) == 1 ? 0 : 1);
}

static void await(const struct worker *w)
{
	char word;
	assert_int_equal(read(w->says, &word, 1), 1);
	assert_int_equal(word, TOOK);
}

static void end(const struct worker *w)
{
	char word = TOOK;
	assert_int_equal(write(w->told, &word, 1), 1);
	await(w);
	assert_int_equal(waitpid(w->pid, NULL, 0), w->pid);
}

static void test_no_pool_no_waiting(void **state)
{
	(void)state;
	assert_true(turns_take());
	assert_true(turns_take());
	turns_give();
	turns_give();
}

static void test_as_many_as_allowed(void **state)
{
	struct unit *u = *state;
	assert_int_equal(turns_open(dir, pool, 2, &u->p), 0);
	assert_true(turns_take());
	struct worker second = start_worker(u, 2);
	await(&second);
	end(&second);
}

static void hurry(int signal)
{
	(void)signal;
}

static void test_one_more_waits_and_a_signal_ends_that(void **state)
{
	struct unit *u = *state;
	struct worker first = start_worker(u, 1);
	await(&first);
	assert_int_equal(turns_open(dir, pool, 1, &u->p), 0);
	sigaction(SIGALRM, &(struct sigaction){.sa_handler = hurry}, NULL);
	ualarm(50000, 0);
	assert_false(turns_take());
	end(&first);
	assert_true(turns_take());
}

static void test_a_turn_given_wakes_who_waits(void **state)
{
	struct unit *u = *state;
	int64_t quickest = INT64_MAX; /* of a few: the machine may have other work */
	assert_int_equal(turns_open(dir, pool, 1, &u->p), 0);
	for (int i = 0; i < 10 && quickest >= LATE_US; i++) {
		assert_true(turns_take());
		struct worker next = start_worker(u, 1);
		usleep(50000);
		int64_t from = clock_mono_us();
		turns_give();
		await(&next);
		int64_t took = clock_mono_us() - from;
		quickest = took < quickest ? took : quickest;
		end(&next);
	}
	assert_true(quickest < LATE_US); /* by the wake, not by the look round each second */
}

static void test_the_dead_hold_nothing(void **state)
{
	struct unit *u = *state;
	struct worker killed = start_worker(u, 1);
	await(&killed);
	kill(killed.pid, SIGKILL);
	assert_int_equal(waitpid(killed.pid, NULL, 0), killed.pid);
	assert_int_equal(turns_open(dir, pool, 1, &u->p), 0);
	assert_true(turns_take());
}

static void knock(void)
{
	assert_int_equal(write(door, "k", 1), 1);
}

static void test_who_does_nothing_while_somebody_knocks_loses_it(void **state)
{
	struct unit *u = *state;
	struct worker stopped = start_worker(u, 1);
	await(&stopped);
	kill(stopped.pid, SIGSTOP);
	knock();
	assert_int_equal(turns_open(dir, pool, 1, &u->p), 0);
	assert_true(turns_take());
	/* back again, it gives nothing that is not its own */
	kill(stopped.pid, SIGCONT);
	end(&stopped);
	struct worker next = start_worker(u, 1);
	char word;
	assert_int_equal(fcntl(next.says, F_SETFL, O_NONBLOCK), 0);
	usleep(50000);
	assert_int_equal(read(next.says, &word, 1), -1);
	assert_int_equal(fcntl(next.says, F_SETFL, 0), 0);
	turns_give();
	await(&next);
	end(&next);
}

static void test_while_nobody_knocks_it_is_kept(void **state)
{
	struct unit *u = *state;
	struct worker idle = start_worker(u, 1);
	await(&idle);
	assert_int_equal(turns_open(dir, pool, 1, &u->p), 0);
	sigaction(SIGALRM, &(struct sigaction){.sa_handler = hurry}, NULL);
	ualarm(700000, 0);
	assert_false(turns_take());
	end(&idle);
}

static void test_who_uses_it_keeps_it(void **state)
{
	struct unit *u = *state;
	knock();
	assert_int_equal(turns_open(dir, pool, 1, &u->p), 0);
	assert_true(turns_take());
	struct worker next = start_worker(u, 1);
	char word;
	int64_t used = clock_mono_us(), longest = 0;
	assert_int_equal(fcntl(next.says, F_SETFL, O_NONBLOCK), 0);
	for (int i = 0; i < 70; i++) {
		usleep(10000);
		assert_true(turns_take());
		int64_t now = clock_mono_us();
		longest = now - used > longest ? now - used : longest;
		used = now;
	}
	/* a machine that did not let us use it for so long has made us lose it */
	if (longest < LATE_US / 2)
		assert_int_equal(read(next.says, &word, 1), -1);
	assert_int_equal(fcntl(next.says, F_SETFL, 0), 0);
	turns_give();
	await(&next);
	end(&next);
}

static void test_another_socket_is_another_pool(void **state)
{
	struct unit *u = *state;
	struct stat s;
	int mine = pool, ends[2];
	struct worker theirs = start_worker(u, 1);
	await(&theirs);
	assert_int_equal(pipe(ends), 0);
	pool = ends[0];
	assert_int_equal(turns_open(dir, pool, 1, &u->p), 0);
	assert_true(turns_take());
	turns_give();
	fstat(pool, &s);
	unlink(arena_printf(u->arena, "%s/turns-2.%llu", dir, (unsigned long long)s.st_ino));
	pool = mine;
	end(&theirs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_no_pool_no_waiting, unit_open, unit_close),
	    cmocka_unit_test_setup_teardown(test_as_many_as_allowed, make_pool, drop_pool),
	    cmocka_unit_test_setup_teardown(test_one_more_waits_and_a_signal_ends_that, make_pool, drop_pool),
	    cmocka_unit_test_setup_teardown(test_a_turn_given_wakes_who_waits, make_pool, drop_pool),
	    cmocka_unit_test_setup_teardown(test_the_dead_hold_nothing, make_pool, drop_pool),
	    cmocka_unit_test_setup_teardown(test_who_does_nothing_while_somebody_knocks_loses_it, make_pool, drop_pool),
	    cmocka_unit_test_setup_teardown(test_while_nobody_knocks_it_is_kept, make_pool, drop_pool),
	    cmocka_unit_test_setup_teardown(test_who_uses_it_keeps_it, make_pool, drop_pool),
	    cmocka_unit_test_setup_teardown(test_another_socket_is_another_pool, make_pool, drop_pool),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
