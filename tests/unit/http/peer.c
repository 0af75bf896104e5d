/* SPDX-License-Identifier: Apache-2.0 */
#include "peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "http/fcgi.h"
#include "http/request.h"
#include "http/response.h"

enum { BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

/* ---- the worker: what stands in api_main.c, with an answer that repeats the request */

static const char *const header_names[] = {
#define HEADER(field, name) #field,
#include "http/headers.def"
#undef HEADER
};

static void describe(const struct request *r, const struct problem *p, struct response *answer)
{
	struct json_out o = json_out(&answer->body);
	json_out_open(&o, '{');
	json_out_member(&o, "problem", p->code == PROBLEM_NONE ? NULL : p->detail);
	json_out_member(&o, "members", p->members);
	json_out_member(&o, "method", r->method_name);
	json_out_member_bool(&o, "head", r->head);
	json_out_member(&o, "path", r->path);
	json_out_member(&o, "query", r->query);
	json_out_member(&o, "address", r->address);
	json_out_member(&o, "id", r->id);
	json_out_member_int(&o, "length", r->content_length);
	json_out_member_int(&o, "size", (int64_t)r->body_size);
	unsigned sum = 0;
	for (size_t i = 0; i < r->body_size; i++)
		sum = sum * 31 + (unsigned char)r->body[i];
	json_out_member_int(&o, "sum", sum);
	for (int i = 0; i < HEADER_COUNT; i++) {
		if (r->headers[i] != NULL)
			json_out_member(&o, header_names[i], r->headers[i]);
		if (r->repeated[i])
			json_out_member(&o, header_names[i], "repeated");
	}
	json_out_close(&o, '}');
}

static void stop(int signal)
{
	(void)signal;
	fcgi_stop();
}

/* Of the one path. */
static int admit(const void *arg, const struct request *r, struct problem *p)
{
	const char *given = request_header(r, HEADER_AUTHORIZATION);
	return given != NULL && strcmp(given, arg) == 0 ? 0 : problem_set(p, PROBLEM_UNAUTHENTICATED, "nobody knows you");
}

static void serve_one(struct fcgi *f, struct arena *a, int delay)
{
	struct request r;
	struct response answer;
	struct problem p;
	problem_init(&p, a);
	response_init(&answer, a);
	const struct fcgi_place places[] = {{.path = "/mails", .most = 2 * WORKER_BODY_MOST, .admit = admit, .arg = "secret"}, {.path = "/small/", .most = 1000}};
	struct fcgi_limits limits = {.most = WORKER_BODY_MOST, .places = places, .count = 2};
	if (fcgi_read(f, a, &limits, &r, &p) < 0)
		answer.status = problem_kind(p.code)->status;
	if (strcmp(r.path, "/slow") == 0) {
		char c;
		while (read(delay, &c, 1) < 0 && errno == EINTR)
			;
	}
	response_header(&answer, "X-Test", "%s", "yes");
	if (strcmp(r.path, "/large") == 0)
		for (int i = 0; i < 4000000; i++)
			buf_put(&answer.body, 'x');
	else if (strcmp(r.path, "/away") == 0)
		for (int i = 0; i < 400000; i++) {
			buf_printf(&answer.body, "%06d,", i);
			if (i % 1000 == 500 && response_put_away(&answer, &p) < 0)
				abort();
		}
	else if (strcmp(r.path, "/empty") == 0)
		answer.status = 204;
	else
		describe(&r, &p, &answer);
	fcgi_send(f, &r, &answer);
}

static _Noreturn void run_worker(int listener, int delay)
{
	struct fcgi *f;
	struct problem p;
	struct arena *a = arena_new(65536);
	struct sigaction action = {.sa_handler = stop};
	dup2(listener, 0);
	problem_init(&p, a);
	if (fcgi_open(&f, &p) < 0)
		exit(3);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN); /* SIGTERM, held back since before the fork, can come in from now on */
	while (fcgi_accept(f)) {
		serve_one(f, a, delay);
		arena_reset(a);
	}
	arena_free(a);
	free(f);
	exit(0);
}

static void fork_worker(struct worker *w)
{
	int pipe_ends[2];
	sigset_t held;
	assert_int_equal(pipe(pipe_ends), 0);
	fflush(NULL);
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, NULL);
	w->pid = fork();
	assert_true(w->pid >= 0);
	if (w->pid == 0) {
		close(pipe_ends[1]);
		run_worker(w->listener, pipe_ends[0]);
	}
	sigprocmask(SIG_UNBLOCK, &held, NULL);
	close(pipe_ends[0]);
	w->delay = pipe_ends[1];
	signal(SIGPIPE, SIG_IGN);
}

void worker_start(struct worker *w)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(w->path, sizeof w->path, "/tmp/stagefy-fcgi-%ld", (long)getpid());
	strcpy(address.sun_path, w->path);
	unlink(w->path);
	w->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(w->listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(w->listener, 128), 0);
	fork_worker(w);
}

void worker_start_beside(struct worker *w, const struct worker *first)
{
	strcpy(w->path, first->path);
	w->listener = dup(first->listener);
	fork_worker(w);
}

int worker_stop(struct worker *w)
{
	int status;
	close(w->delay);
	close(w->listener);
	kill(w->pid, SIGTERM);
	unlink(w->path);
	for (int i = 0; i < 400; i++) {
		if (waitpid(w->pid, &status, WNOHANG) == w->pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	}
	kill(w->pid, SIGKILL);
	waitpid(w->pid, &status, 0);
	return -1;
}

/* ---- the web server */

int peer_connect(const struct worker *w)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strcpy(address.sun_path, w->path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

static void send_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;
	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done <= 0)
			return; /* the worker has heard enough */
		p += done;
		n -= (size_t)done;
	}
}

void peer_record(int fd, int type, const void *content, size_t n)
{
	unsigned char record[8 + 65535] = {1, (unsigned char)type, 0, 1, (unsigned char)(n >> 8), (unsigned char)n};
	assert_true(n <= 65535);
	if (n > 0)
		memcpy(record + 8, content, n);
	send_all(fd, record, 8 + n);
}

static size_t put_length(unsigned char *to, size_t n)
{
	if (n < 128) {
		to[0] = (unsigned char)n;
		return 1;
	}
	to[0] = (unsigned char)(0x80 | n >> 24);
	to[1] = (unsigned char)(n >> 16);
	to[2] = (unsigned char)(n >> 8);
	to[3] = (unsigned char)n;
	return 4;
}

void peer_begin(int fd, const char *const params[])
{
	static const unsigned char responder[8] = {0, 1};
	static unsigned char content[65535];
	size_t n = 0;
	peer_record(fd, BEGIN_REQUEST, responder, sizeof responder);
	for (size_t i = 0; params[i] != NULL; i++) {
		const char *equals = strchr(params[i], '=');
		size_t name = (size_t)(equals - params[i]), value = strlen(equals + 1);
		n += put_length(content + n, name);
		n += put_length(content + n, value);
		memcpy(content + n, params[i], name);
		memcpy(content + n + name, equals + 1, value);
		n += name + value;
	}
	peer_record(fd, PARAMS, content, n);
	peer_record(fd, PARAMS, NULL, 0);
}

void peer_body(int fd, const void *body, size_t n, size_t piece)
{
	const char *p = body;
	while (n > 0) {
		size_t k = n < piece ? n : piece;
		peer_record(fd, STDIN, p, k);
		p += k;
		n -= k;
	}
}

void peer_end(int fd)
{
	peer_record(fd, STDIN, NULL, 0);
}

static bool read_all(int fd, void *to, size_t n)
{
	char *p = to;
	while (n > 0) {
		struct pollfd f = {.fd = fd, .events = POLLIN};
		if (poll(&f, 1, 5000) <= 0)
			fail_msg("no answer within five seconds");
		ssize_t got = read(fd, p, n);
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

const char *peer_answer(int fd, bool *ended)
{
	enum { MOST = 5000000 };
	static char text[MOST + 1];
	unsigned char header[8], padding[256];
	size_t n = 0;
	*ended = false;
	while (read_all(fd, header, sizeof header)) {
		size_t size = (size_t)header[4] << 8 | header[5];
		assert_true(n + size <= MOST);
		if (!read_all(fd, text + n, size) || !read_all(fd, padding, header[6]))
			break;
		if (header[1] == STDOUT)
			n += size;
		if (header[1] == END_REQUEST)
			*ended = true;
	}
	text[n] = '\0';
	return text;
}

const char *peer_ask(const struct worker *w, const char *const params[], const void *body, size_t n)
{
	bool ended;
	int fd = peer_connect(w);
	peer_begin(fd, params);
	peer_body(fd, body, n, 65535);
	peer_end(fd);
	const char *answer = peer_answer(fd, &ended);
	close(fd);
	assert_true(ended);
	return answer;
}
