/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/file.h"

enum { FINE = 0, NOT_CONFINED = 90 };

/* What became of a child that did `act` after it had confined itself: its exit status, or minus the signal. */
static int confined(struct unit *u, int (*act)(void))
{
	int status;
	if (!confine_can())
		skip();
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(confine(&u->p) < 0 ? NOT_CONFINED : act());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int run_program(void)
{
	return execl("/bin/true", "true", (char *)NULL) < 0 ? errno : FINE;
}

static int make_process(void)
{
	return fork() < 0 ? errno : FINE;
}

static int trace(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), 0, 0) < 0 ? errno : FINE;
}

static void test_starting_a_program_ends_it(void **state)
{
	assert_int_equal(confined(*state, run_program), -SIGSYS);
}

static void test_tracing_ends_it(void **state)
{
	assert_int_equal(confined(*state, trace), -SIGSYS);
}

static void test_it_makes_no_process(void **state)
{
	assert_int_equal(confined(*state, make_process), EPERM);
}

static int kill_parent(void)
{
	return kill(getppid(), SIGTERM) < 0 ? errno : FINE;
}

static int look_for_parent(void)
{
	return kill(getppid(), 0) < 0 ? errno : FINE;
}

static void test_it_may_ask_whether_another_lives_and_not_end_it(void **state)
{
	assert_int_equal(confined(*state, kill_parent), EPERM);
	assert_int_equal(confined(*state, look_for_parent), FINE);
}

static int write_and_run(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return errno;
	munmap(page, 4096);
	return FINE;
}

static int write_then_run(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return NOT_CONFINED;
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0 ? errno : FINE;
}

static void test_what_was_written_is_never_run(void **state)
{
	assert_int_equal(confined(*state, write_and_run), EPERM);
	assert_int_equal(confined(*state, write_then_run), EPERM);
}

static int open_packet_socket(void)
{
	int fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0)
		return errno;
	close(fd);
	return FINE;
}

static int set_limit(void)
{
	struct rlimit limit = {.rlim_cur = 16, .rlim_max = 16};
	return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? errno : FINE;
}

static void test_the_rest_is_refused(void **state)
{
	assert_int_equal(confined(*state, open_packet_socket), EPERM);
	assert_int_equal(confined(*state, set_limit), EPERM);
}

/* As fcgi_stop() does it: without, a signal just before accept() would be slept through. */
static int be_reminded(void)
{
	static const struct itimerval late = {.it_value = {.tv_sec = 60}};
	return setitimer(ITIMER_REAL, &late, NULL) < 0 ? errno : FINE;
}

static void test_a_timer_may_end_a_wait(void **state)
{
	assert_int_equal(confined(*state, be_reminded), FINE);
}

static void *nothing(void *arg)
{
	return arg;
}

static int use_thread(void)
{
	pthread_t thread;
	int rc = pthread_create(&thread, NULL, nothing, NULL);
	return rc != 0 ? rc : pthread_join(thread, NULL);
}

static int look_up(void)
{
	struct addrinfo *found = NULL;
	int rc = getaddrinfo("localhost", "443", &(struct addrinfo){.ai_socktype = SOCK_STREAM}, &found);
	if (rc == 0)
		freeaddrinfo(found);
	return rc == 0 ? FINE : NOT_CONFINED;
}

static int connect_nowhere(void)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return connect(fd, (struct sockaddr *)&to, sizeof to) < 0 && errno == ECONNREFUSED ? FINE : errno;
}

static int read_file(void)
{
	char byte;
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read(fd, &byte, 1) == 1 && close(fd) == 0 ? FINE : errno;
}

static int abort_it(void)
{
	abort();
}

static void test_what_a_worker_does_goes_on(void **state)
{
	assert_int_equal(confined(*state, use_thread), FINE);
	assert_int_equal(confined(*state, look_up), FINE);
	assert_int_equal(confined(*state, connect_nowhere), FINE);
	assert_int_equal(confined(*state, read_file), FINE);
	assert_int_equal(confined(*state, abort_it), -SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(test_starting_a_program_ends_it),	  UNIT(test_tracing_ends_it),
		UNIT(test_it_makes_no_process),		  UNIT(test_it_may_ask_whether_another_lives_and_not_end_it),
		UNIT(test_what_was_written_is_never_run), UNIT(test_the_rest_is_refused),
		UNIT(test_a_timer_may_end_a_wait),
		UNIT(test_what_a_worker_does_goes_on),
	};
	return UNIT_RUN(tests);
}
