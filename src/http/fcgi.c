/* SPDX-License-Identifier: Apache-2.0 */
#include "http/fcgi.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <fcgiapp.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "base/turns.h"
#include "http/request.h"
#include "http/response.h"

struct fcgi {
	FCGX_Request request;
	bool body_read; /* to its end: only then may the connection be let go early */
};

/* What all places of the process share. */
static struct {
	int knocks; /* an epoll instance that says when somebody stands at the socket; -1: not open yet */
	sigset_t waiting, held; /* the signals that may come in while it waits, and while there is a request */
} door = {.knocks = -1};

static volatile sig_atomic_t stopping;

static void remind(int signal)
{
	(void)signal;
}

/* A signal that comes just before accept() would be slept through: so it is followed by others until the
 * process has ended. */
void fcgi_stop(void)
{
	static const struct itimerval soon = {.it_value = {.tv_usec = 50000}, .it_interval = {.tv_usec = 50000}};
	stopping = 1;
	setitimer(ITIMER_REAL, &soon, NULL);
}

/* libfcgi gives up a read or write that a signal interrupts, and the request with it. So the signals that
 * end the process come in only while there is no request. */
static void hold_signals(void)
{
	static const int ours[] = {SIGTERM, SIGINT, SIGALRM};
	struct sigaction action = {.sa_handler = remind};
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	sigprocmask(SIG_BLOCK, NULL, &door.waiting);
	door.held = door.waiting;
	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
		sigdelset(&door.waiting, ours[i]);
		sigaddset(&door.held, ours[i]);
	}
	sigprocmask(SIG_SETMASK, &door.held, NULL);
}

/* A request that another worker took first must not be waited for by one that has others under way: the socket does not
 * block, which all workers share. Who is idle waits in epoll instead, which wakes one worker a connection when it is asked to. */
static int open_door(void)
{
	struct epoll_event knock = {.events = EPOLLIN | EPOLLEXCLUSIVE};
	int flags = fcntl(0, F_GETFL);
	if (flags < 0 || fcntl(0, F_SETFL, flags | O_NONBLOCK) < 0)
		return -1;
	door.knocks = epoll_create1(EPOLL_CLOEXEC);
	if (door.knocks < 0 || epoll_ctl(door.knocks, EPOLL_CTL_ADD, 0, &knock) < 0)
		return -1;
	hold_signals();
	return 0;
}

int fcgi_open(struct fcgi **out, struct problem *p)
{
	struct fcgi *f = calloc(1, sizeof *f);
	if (f == NULL)
		abort();
	if (FCGX_IsCGI() || FCGX_Init() != 0 || FCGX_InitRequest(&f->request, -1, 0) != 0 || (door.knocks < 0 && open_door() < 0)) {
		free(f);
		return problem_set(p, PROBLEM_INTERNAL,
				   "there is no FastCGI socket on descriptor 0: start this program through spawn-fcgi");
	}
	*out = f;
	return 0;
}

static int take_connection(void)
{
	return accept4(0, NULL, NULL, SOCK_CLOEXEC);
}

static int wait_for_connection(void)
{
	struct epoll_event knock;
	int fd = -1;
	sigprocmask(SIG_SETMASK, &door.waiting, NULL);
	if (!stopping && turns_take() && (fd = take_connection()) < 0 && errno == EAGAIN && epoll_wait(door.knocks, &knock, 1, -1) == 1)
		fd = take_connection();
	int error = errno;
	sigprocmask(SIG_SETMASK, &door.held, NULL);
	errno = error;
	return fd;
}

/* Handed over as libfcgi keeps a connection between two requests. It knows no socket to accept from: after a broken
 * connection it comes back here, where signals are heard. */
static bool read_request(struct fcgi *f, int fd)
{
	f->request.ipcFd = fd;
	f->request.keepConnection = 1;
	return FCGX_Accept_r(&f->request) == 0;
}

bool fcgi_accept(struct fcgi *f)
{
	while (!stopping) {
		int fd = wait_for_connection();
		/* EAGAIN: another worker was quicker */
		if (fd < 0 && (errno == EINTR || errno == EAGAIN || errno == ECONNABORTED || stopping))
			continue;
		/* what else can be wrong with the socket, a new process may not have */
		if (fd < 0)
			return false;
		if (read_request(f, fd))
			return true;
	}
	return false;
}

bool fcgi_accept_waiting(struct fcgi *f)
{
	int fd = stopping || !turns_held() ? -1 : take_connection();
	return fd >= 0 && read_request(f, fd);
}

static const char *param(const struct fcgi *f, const char *name)
{
	const char *value = FCGX_GetParam(name, f->request.envp);
	return value == NULL ? "" : value;
}

static const struct header_name {
	const char *text;
	size_t size;
} header_names[HEADER_COUNT] = {
#define HEADER(field, name) [HEADER_##field] = {name, sizeof name - 1},
#include "http/headers.def"
#undef HEADER
};

/* Walks all parameters rather than asking for each: a field that came twice is seen only so. */
static void read_headers(const struct fcgi *f, struct arena *a, struct request *r)
{
	for (char **e = f->request.envp; *e != NULL; e++) {
		const char *equals = strchr(*e, '=');
		size_t n = equals == NULL ? 0 : (size_t)(equals - *e);
		for (int h = 0; h < HEADER_COUNT && n > 0; h++) {
			if (header_names[h].size != n || memcmp(header_names[h].text, *e, n) != 0)
				continue;
			if (r->headers[h] != NULL)
				r->repeated[h] = true;
			else if (equals[1] != '\0')
				r->headers[h] = arena_strdup(a, equals + 1);
			break;
		}
	}
}

/* nginx gives 32 hex digits: written as a UUID they fit every place an id goes. */
static void read_id(const struct fcgi *f, struct request *r)
{
	const char *id = param(f, "REQUEST_ID");
	char *out = r->id;
	if (strlen(id) != 32 || strspn(id, "0123456789abcdef") != 32) {
		uuid_v7(r->id);
		return;
	}
	for (int i = 0; i < 32; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			*out++ = '-';
		*out++ = id[i];
	}
	*out = '\0';
}

/* The database keeps it as an address. nginx says "unix:" for a client on a socket, which is none. */
static const char *address(struct arena *a, const char *text)
{
	struct in6_addr ignored;
	bool is = inet_pton(AF_INET, text, &ignored) == 1 || inet_pton(AF_INET6, text, &ignored) == 1;
	return is ? arena_strdup(a, text) : "";
}

static int read_length(const char *text, int64_t *out, struct problem *p)
{
	*out = -1;
	if (*text == '\0')
		return 0;
	if (strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "Content-Length is not a number");
	*out = strtoll(text, NULL, 10);
	return 0;
}

static int too_large(struct problem *p, size_t most)
{
	problem_members(p, "\"limit\":%zu", most);
	return problem_set(p, PROBLEM_PAYLOAD_TOO_LARGE, "the body may have %zu bytes", most);
}

/* Behind the body comes a record that says so: the connection is let go early only when that has been read,
 * since a close with something unread cuts the answer off. */
static int read_body(struct fcgi *f, struct arena *a, size_t most, struct request *r, struct problem *p)
{
	char more;
	if (r->content_length <= 0) {
		f->body_read = FCGX_GetStr(&more, 1, f->request.in) == 0;
		return 0;
	}
	if ((uint64_t)r->content_length > most)
		return too_large(p, most);
	size_t n = (size_t)r->content_length, got = 0;
	char *body = arena_alloc(a, n + 1);
	while (got < n) {
		int k = FCGX_GetStr(body + got, (int)(n - got), f->request.in);
		if (k <= 0)
			return problem_set(p, PROBLEM_MALFORMED_REQUEST, "the body ended after %zu of %zu bytes", got, n);
		got += (size_t)k;
	}
	f->body_read = FCGX_GetStr(&more, 1, f->request.in) == 0;
	body[n] = '\0';
	r->body = body;
	r->body_size = n;
	return 0;
}

static const struct fcgi_place *find_place(const struct fcgi_limits *limits, const char *path)
{
	for (size_t i = 0; i < limits->count; i++) {
		const char *there = limits->places[i].path;
		size_t n = strlen(there);
		if (strncmp(path, there, n) == 0 && (path[n] == '\0' || there[n - 1] == '/'))
			return &limits->places[i];
	}
	return NULL;
}

int fcgi_read(struct fcgi *f, struct arena *a, const struct fcgi_limits *limits, struct request *r, struct problem *p)
{
	memset(r, 0, sizeof *r);
	f->body_read = false;
	r->started_us = clock_mono_us();
	r->method_name = arena_strdup(a, param(f, "REQUEST_METHOD"));
	r->method = http_method_from(r->method_name);
	if (r->method == HTTP_HEAD) {
		r->method = HTTP_GET;
		r->head = true;
	}
	char *uri = arena_strdup(a, param(f, "REQUEST_URI"));
	char *mark = strchr(uri, '?');
	r->query = mark == NULL ? "" : mark + 1;
	if (mark != NULL)
		*mark = '\0';
	r->path = uri;
	r->address = address(a, param(f, "REMOTE_ADDR"));
	r->body = "";
	read_id(f, r);
	read_headers(f, a, r);
	if (read_length(param(f, "CONTENT_LENGTH"), &r->content_length, p) < 0)
		return -1;
	const struct fcgi_place *place = find_place(limits, r->path);
	if (place != NULL && place->admit != NULL && place->admit(place->arg, r, p) < 0)
		return -1;
	return read_body(f, a, place != NULL ? place->most : limits->most, r, p);
}

/* RFC 9112 section 4 wants a space behind the number, which nginx puts only in front of a phrase. */
static const char *phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {
	    {200, "OK"},		 {201, "Created"},		{202, "Accepted"},
	    {204, "No Content"},	 {207, "Multi-Status"},		{304, "Not Modified"},		{400, "Bad Request"},
	    {401, "Unauthorized"},	 {402, "Payment Required"},	{403, "Forbidden"},
	    {404, "Not Found"},		 {405, "Method Not Allowed"},	{409, "Conflict"},
	    {410, "Gone"},		 {412, "Precondition Failed"},	{413, "Content Too Large"},
	    {414, "URI Too Long"},	 {415, "Unsupported Media Type"}, {421, "Misdirected Request"},
	    {422, "Unprocessable Content"}, {429, "Too Many Requests"}, {431, "Request Header Fields Too Large"},
	    {500, "Internal Server Error"}, {502, "Bad Gateway"},	{503, "Service Unavailable"},
	    {504, "Gateway Timeout"}};
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Other";
}

static void put_header(struct buf *b, const char *name, const char *value)
{
	buf_puts(b, name);
	buf_lit(b, ": ");
	buf_puts(b, value);
	buf_lit(b, "\r\n");
}

/* Handed to libfcgi in one piece: it takes its time over each. */
static void send_head(FCGX_Stream *out, const struct response *answer)
{
	struct buf b;
	buf_init(&b, answer->arena, 2048);
	buf_lit(&b, "Status: ");
	buf_int(&b, answer->status);
	buf_put(&b, ' ');
	buf_puts(&b, phrase(answer->status));
	buf_lit(&b, "\r\n");
	if (answer->body.size + answer->away_size > 0) {
		put_header(&b, "Content-Type", answer->content_type);
		buf_lit(&b, "Content-Length: ");
		buf_int(&b, (int64_t)(answer->away_size + answer->body.size));
		buf_lit(&b, "\r\n");
	}
	for (int i = 0; i < answer->header_count; i++)
		put_header(&b, answer->headers[i].name, answer->headers[i].value);
	buf_lit(&b, "\r\n");
	FCGX_PutStr(b.data, (int)b.size, out);
}

static void send_file(FCGX_Stream *out, FILE *file)
{
	char piece[16384];
	size_t n;
	rewind(file);
	turns_give(); /* a client may take its time */
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		if (FCGX_PutStr(piece, (int)n, out) < 0)
			return;
}

void fcgi_send(struct fcgi *f, const struct request *r, const struct response *answer)
{
	FCGX_Stream *out = f->request.out;
	send_head(out, answer);
	if (!r->head && answer->away != NULL)
		send_file(out, answer->away);
	if (!r->head && answer->body.size > 0)
		FCGX_PutStr(answer->body.data, (int)answer->body.size, out);
	/* libfcgi would wait for nginx to close its side first; with the body read to its end there is
	 * nothing to wait for (measured: +23 to +67 % requests a second) */
	if (f->body_read)
		FCGX_Detach(&f->request);
	FCGX_Finish_r(&f->request);
}
