/* SPDX-License-Identifier: Apache-2.0 */
#include "work/launcher.h"

#include "../unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const programs[] = {"/bin/cat", "/bin/false", "/bin/env", "/nowhere", NULL};

static int memory(const char *content)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static const char *content_of(int fd)
{
	static char text[256];
	ssize_t n = pread(fd, text, sizeof text - 1, 0);
	text[n < 0 ? 0 : n] = '\0';
	return text;
}

static struct launched run(struct unit *u, const char *path, int in, int out, int timeout_s)
{
	struct launched end;
	const int fds[] = {in, out, STDERR_FILENO};
	assert_int_equal(launcher_run(path, fds, 3, timeout_s, NULL, NULL, &end, &u->p), 0);
	return end;
}

static void a_program_has_its_descriptors_and_is_waited_for(void **state)
{
	int in = memory("picture"), out = memory("");
	struct launched end = run(*state, "/bin/cat", in, out, 10);
	assert_int_equal(end.status, 0);
	assert_false(end.timed_out);
	assert_string_equal(content_of(out), "picture");
}

static void they_may_come_in_any_order(void **state)
{
	int out = memory(""), in = memory("picture"); /* each where the other is to be, once they are received */
	assert_int_equal(run(*state, "/bin/cat", in, out, 10).status, 0);
	assert_string_equal(content_of(out), "picture");
}

static void how_it_ended_is_told(void **state)
{
	assert_int_equal(WEXITSTATUS(run(*state, "/bin/false", memory(""), memory(""), 10).status), 1);
	assert_int_equal(WEXITSTATUS(run(*state, "/nowhere", memory(""), memory(""), 10).status), 127);
}

static void it_has_no_environment(void **state)
{
	int out = memory("");
	setenv("SECRET", "of this process", 1);
	run(*state, "/bin/env", memory(""), out, 10);
	assert_string_equal(content_of(out), "");
}

static void it_ends_when_its_time_is_up(void **state)
{
	int pair[2];
	assert_int_equal(pipe(pair), 0); /* nothing ever comes */
	struct launched end = run(*state, "/bin/cat", pair[0], memory(""), 1);
	assert_true(end.timed_out);
	assert_int_equal(WTERMSIG(end.status), SIGKILL);
}

static int end_at_third(void *asked)
{
	return ++*(int *)asked == 3 ? -1 : 0;
}

static void a_watcher_is_asked_until_it_has_it_ended(void **state)
{
	struct unit *u = *state;
	struct launched end;
	int pair[2], asked = 0;
	assert_int_equal(pipe(pair), 0); /* nothing ever comes */
	const int fds[] = {pair[0], memory(""), STDERR_FILENO};
	assert_int_equal(launcher_run("/bin/cat", fds, 3, 60, end_at_third, &asked, &end, &u->p), 0);
	assert_int_equal(WTERMSIG(end.status), SIGKILL);
	assert_false(end.timed_out);
	assert_int_equal(asked, 3);
	/* and the next is run as if nothing had been */
	how_it_ended_is_told(state);
}

static void many_descriptors_are_handed_on(void **state)
{
	struct unit *u = *state;
	struct launched end;
	int fds[LAUNCHER_FDS_MOST];
	for (int i = 0; i < LAUNCHER_FDS_MOST; i++)
		fds[i] = i == 2 ? STDERR_FILENO : memory(i == 0 ? "first" : "");
	assert_int_equal(launcher_run("/bin/cat", fds, LAUNCHER_FDS_MOST, 10, NULL, NULL, &end, &u->p), 0);
	assert_string_equal(content_of(fds[1]), "first");
}

static void what_is_not_listed_is_not_run(void **state)
{
	struct unit *u = *state;
	struct launched end;
	const int fds[] = {0};
	assert_int_equal(launcher_run("/bin/true", fds, 1, 10, NULL, NULL, &end, &u->p), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "'/bin/true' is not among the programs that this process may have started");
}

static int begin(void **state)
{
	(void)state;
	struct problem p = {.code = PROBLEM_NONE};
	return launcher_start(programs, &p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_program_has_its_descriptors_and_is_waited_for),
		UNIT(they_may_come_in_any_order),
		UNIT(how_it_ended_is_told),
		UNIT(it_has_no_environment),
		UNIT(it_ends_when_its_time_is_up),
		UNIT(a_watcher_is_asked_until_it_has_it_ended),
		UNIT(many_descriptors_are_handed_on),
		UNIT(what_is_not_listed_is_not_run),
	};
	return cmocka_run_group_tests(tests, begin, NULL);
}
