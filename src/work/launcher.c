/* SPDX-License-Identifier: Apache-2.0 */
#include "work/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/problem.h"

/* What is sent instead of an order while a program runs: it is to end. When it has ended by then, nothing is. */
enum { STOP = -1, WATCH_MS = 500 };

struct order {
	int program, timeout_s, count; /* of descriptors, which come with it */
};

static const char *const *programs;
static int to_child = -1;

/* ---- the child */

/* In the process that becomes the program. The descriptors first go where none of them is to be. */
static void become(const char *path, const int *fds, int count)
{
	enum { ABOVE = 2 * LAUNCHER_FDS_MOST };
	int high[LAUNCHER_FDS_MOST];
	char *const arguments[] = {(char *)path, NULL}, *const environment[] = {NULL};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int signal = 1; signal < NSIG; signal++)
		(void)sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	for (int i = 0; i < count; i++)
		if ((high[i] = fcntl(fds[i], F_DUPFD, ABOVE)) < 0)
			_exit(127);
	for (int i = 0; i < count; i++)
		if (dup2(high[i], i) < 0)
			_exit(127);
	close_range((unsigned)count, ~0u, 0);
	execve(path, arguments, environment);
	_exit(127);
}

/* Until it ends, its time is up, nobody waits for it any more, or a STOP comes, which is left to be received. */
static struct launched wait_for(pid_t child, int timeout_s, int parent)
{
	struct launched out = {.status = 0};
	int fd = pidfd_open(child, 0), n;
	struct pollfd f[2] = {{.fd = fd, .events = POLLIN}, {.fd = parent, .events = POLLIN | POLLRDHUP}};
	while ((n = poll(f, 2, timeout_s * 1000)) < 0 && errno == EINTR)
		continue;
	out.timed_out = n == 0;
	if (fd < 0 || n <= 0 || f[0].revents == 0)
		kill(child, SIGKILL);
	while (waitpid(child, &out.status, 0) < 0 && errno == EINTR)
		continue;
	if (fd >= 0)
		close(fd);
	return out;
}

/* 0 with as many descriptors as the order says, STOP without any; -1: the parent is gone. */
static int receive(int parent, struct order *order, int fds[LAUNCHER_FDS_MOST])
{
	union {
		char bytes[CMSG_SPACE(LAUNCHER_FDS_MOST * sizeof(int))];
		struct cmsghdr align;
	} space;
	struct iovec part = {order, sizeof *order};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space.bytes, .msg_controllen = sizeof space.bytes};
	ssize_t n;
	while ((n = recvmsg(parent, &m, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
		continue;
	if (n == (ssize_t)sizeof *order && order->program == STOP && m.msg_controllen == 0)
		return 0;
	const struct cmsghdr *c = n == (ssize_t)sizeof *order ? CMSG_FIRSTHDR(&m) : NULL;
	if (c == NULL || c->cmsg_type != SCM_RIGHTS || order->count < 1 || order->count > LAUNCHER_FDS_MOST ||
	    c->cmsg_len != CMSG_LEN((size_t)order->count * sizeof(int)))
		return -1;
	memcpy(fds, CMSG_DATA(c), (size_t)order->count * sizeof(int));
	return 0;
}

static _Noreturn void serve(int parent)
{
	struct order order;
	int fds[LAUNCHER_FDS_MOST], listed = 0;
	prctl(PR_SET_NAME, "launcher");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	while (programs[listed] != NULL)
		listed++;
	while (receive(parent, &order, fds) == 0 && order.program < listed) {
		if (order.program < 0)
			continue;
		struct launched end = {.status = 127 << 8};
		pid_t child = fork();
		if (child == 0)
			become(programs[order.program], fds, order.count);
		for (int i = 0; i < order.count; i++)
			close(fds[i]);
		if (child > 0)
			end = wait_for(child, order.timeout_s, parent);
		if (send(parent, &end, sizeof end, 0) < 0)
			break;
	}
	_exit(0);
}

/* ---- the parent */

int launcher_start(const char *const *paths, struct problem *p)
{
	int pair[2];
	programs = paths;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "socketpair: %s", strerror(errno));
	pid_t child = fork();
	if (child == 0) {
		close(pair[0]);
		serve(pair[1]);
	}
	close(pair[1]);
	if (child < 0) {
		close(pair[0]);
		return problem_set(p, PROBLEM_INTERNAL, "fork: %s", strerror(errno));
	}
	to_child = pair[0];
	return 0;
}

static int send_order(const struct order *order, const int *fds)
{
	union {
		char bytes[CMSG_SPACE(LAUNCHER_FDS_MOST * sizeof(int))];
		struct cmsghdr align;
	} space;
	size_t size = (size_t)order->count * sizeof(int);
	struct iovec part = {(void *)order, sizeof *order};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space.bytes, .msg_controllen = CMSG_SPACE(size)};
	memset(&space, 0, sizeof space);
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	if (c == NULL)
		return -1; /* not so: there is room for one */
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(c), fds, size);
	return sendmsg(to_child, &m, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

static int number_of(const char *path)
{
	int i = 0;
	while (programs[i] != NULL && strcmp(programs[i], path) != 0)
		i++;
	return programs[i] == NULL ? -1 : i;
}

/* sizeof *end, or what recv() says of a child that is gone. */
static ssize_t wait_for_end(int (*watch)(void *arg), void *arg, struct launched *end)
{
	static const struct order stop = {.program = STOP};
	struct pollfd f = {.fd = to_child, .events = POLLIN};
	ssize_t n;
	while (watch != NULL && (n = poll(&f, 1, WATCH_MS)) <= 0) {
		if (n < 0 && errno != EINTR)
			break;
		if (n == 0 && watch(arg) < 0) {
			if (send(to_child, &stop, sizeof stop, MSG_NOSIGNAL) < 0)
				return -1;
			break;
		}
	}
	while ((n = recv(to_child, end, sizeof *end, 0)) < 0 && errno == EINTR)
		continue;
	return n;
}

int launcher_run(const char *path, const int *fds, size_t count, int timeout_s, int (*watch)(void *arg), void *arg,
		 struct launched *out, struct problem *p)
{
	if (to_child < 0 || count < 1 || count > LAUNCHER_FDS_MOST || number_of(path) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "'%s' is not among the programs that this process may have started", path);
	struct order order = {number_of(path), timeout_s, (int)count};
	struct launched end;
	ssize_t n = send_order(&order, fds) < 0 ? -1 : 0;
	if (n == 0)
		n = wait_for_end(watch, arg, &end);
	if (n != (ssize_t)sizeof end) {
		log_event(LOG_ERROR, "launcher", "the process that starts programs is gone");
		raise(SIGTERM);
		return problem_set(p, PROBLEM_INTERNAL, "no program could be started");
	}
	*out = end;
	return 0;
}
