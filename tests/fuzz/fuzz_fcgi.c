/* SPDX-License-Identifier: Apache-2.0 */
/* Records as a broken web server might send them. libfcgi ends the process on some of them (a pool starts
 * another), so each stream is served by a child: it may end by itself or be ended by libfcgi's abort(), but
 * nothing may reach beyond its memory. */
#include "fuzz.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/problem.h"
#include "http/fcgi.h"
#include "http/request.h"
#include "http/response.h"

enum { BODY_MOST = 4096 };

static void stop(int signal)
{
	(void)signal;
	fcgi_stop();
}

/* A connection whose other end has said all it has to say. */
static void connect_with(const uint8_t *data, size_t size)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	socklen_t n = sizeof address;
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), peer = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&address, sizeof address.sun_family) < 0 || listen(listener, 4) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &n) < 0 || connect(peer, (struct sockaddr *)&address, n) < 0)
		_exit(0);
	ssize_t ignored = write(peer, data, size);
	(void)ignored;
	shutdown(peer, SHUT_WR);
	dup2(listener, 0);
}

static void check(const struct request *r, size_t most)
{
	MUST(r->path != NULL && r->query != NULL && r->body != NULL && strlen(r->id) == 36);
	MUST(r->body_size <= most);
	size_t sum = 0;
	for (size_t i = 0; i < r->body_size; i++)
		sum += (unsigned char)r->body[i];
	for (int h = 0; h < HEADER_COUNT; h++)
		sum += r->headers[h] == NULL ? 0 : strlen(r->headers[h]);
	MUST(sum < SIZE_MAX);
}

static _Noreturn void serve(const uint8_t *data, size_t size)
{
	static const struct itimerval soon = {.it_value = {.tv_usec = 20000}, .it_interval = {.tv_usec = 20000}};
	struct arena *a = arena_new(4096);
	struct fcgi *f;
	struct problem p;
	connect_with(data, size);
	problem_init(&p, a);
	if (fcgi_open(&f, &p) < 0)
		_exit(0);
	/* after a broken connection it waits for the next, which never comes */
	sigaction(SIGALRM, &(struct sigaction){.sa_handler = stop}, NULL); /* signal() would let it wait on */
	setitimer(ITIMER_REAL, &soon, NULL);
	if (fcgi_accept(f)) {
		struct request r;
		struct response answer;
		response_init(&answer, a);
		if (fcgi_read(f, a, &(struct fcgi_limits){.most = BODY_MOST}, &r, &p) == 0)
			check(&r, BODY_MOST);
		buf_lit(&answer.body, "{}");
		fcgi_send(f, &r, &answer);
	}
	_exit(0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int status;
	if (size > 100000)
		return 0;
	fflush(NULL);
	pid_t child = fork();
	MUST(child >= 0);
	if (child == 0) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		serve(data, size);
	}
	while (waitpid(child, &status, 0) != child)
		MUST(errno == EINTR); /* libFuzzer's clock */
	MUST((WIFEXITED(status) && WEXITSTATUS(status) == 0) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
	return 0;
}
