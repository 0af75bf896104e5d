/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/jvalue.h"
#include "base/uuid.h"
#include "http/fcgi.h"
#include "peer.h"

static struct worker worker;

static int open_worker(void **state)
{
	worker_start(&worker);
	return unit_open(state);
}

/* Every test ends with a worker that goes when it is asked to. */
static int close_worker(void **state)
{
	unit_close(state);
	return worker_stop(&worker) == 0 ? 0 : -1;
}

#define GET "REQUEST_METHOD=GET", "CONTENT_LENGTH=", "REMOTE_ADDR=192.0.2.1"
#define POST "REQUEST_METHOD=POST", "REQUEST_URI=/x", "REMOTE_ADDR=192.0.2.1"

/* The body of an answer as JSON; the header fields must be these. */
static const struct jvalue *told(struct unit *u, const char *answer, const char *status)
{
	const struct jvalue *v;
	struct json_fault fault;
	const char *body = strstr(answer, "\r\n\r\n");
	assert_non_null(body);
	body += 4;
	const char *head = arena_printf(u->arena, "Status: %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nX-Test: yes\r\n\r\n",
					status, strlen(body));
	assert_int_equal(strlen(head), body - answer);
	assert_memory_equal(answer, head, strlen(head));
	assert_int_equal(jvalue_parse(u->arena, body, strlen(body), &v, &fault), 0);
	return v;
}

static void expect_text(const struct jvalue *v, const char *name, const char *wanted)
{
	const char *text = jvalue_string(jvalue_get(v, name));
	if (wanted == NULL)
		assert_null(text);
	else
		assert_string_equal(text == NULL ? "(none)" : text, wanted);
}

static void expect_number(const struct jvalue *v, const char *name, int64_t wanted)
{
	int64_t n;
	assert_true(jvalue_integer(jvalue_get(v, name), &n));
	assert_int_equal(n, wanted);
}

static void test_get(void **state)
{
	static const char *const params[] = {GET, "REQUEST_URI=/api/a%2fb?x=1?&y", "REQUEST_ID=0123456789abcdef0123456789abcdef",
					     "HTTP_AGENCY_ID=one", "HTTP_USER_AGENT=", "HTTP_X_OTHER=unread", NULL};
	const struct jvalue *v = told(*state, peer_ask(&worker, params, NULL, 0), "200 OK");
	expect_text(v, "problem", NULL);
	expect_text(v, "method", "GET");
	expect_text(v, "path", "/api/a%2fb");
	expect_text(v, "query", "x=1?&y");
	expect_text(v, "address", "192.0.2.1");
	expect_text(v, "id", "01234567-89ab-cdef-0123-456789abcdef");
	expect_text(v, "AGENCY_ID", "one");
	expect_text(v, "USER_AGENT", NULL);
	expect_number(v, "length", -1);
	expect_number(v, "size", 0);
}

static void test_ids(void **state)
{
	static const char *const ids[] = {"", "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcde",
					  "0123456789abcdef0123456789abcdef0", "../../../../../../../../../../../"};
	for (size_t i = 0; i < COUNT(ids); i++) {
		struct unit *u = *state;
		const char *const params[] = {GET, "REQUEST_URI=/x", arena_printf(u->arena, "REQUEST_ID=%s", ids[i]), NULL};
		const char *id = jvalue_string(jvalue_get(told(u, peer_ask(&worker, params, NULL, 0), "200 OK"), "id"));
		assert_true(uuid_valid(id, strlen(id)));
		assert_int_equal(id[14], '7');
	}
}

static void test_without_parameters(void **state)
{
	static const char *const params[] = {NULL};
	const struct jvalue *v = told(*state, peer_ask(&worker, params, NULL, 0), "200 OK");
	expect_text(v, "method", "");
	expect_text(v, "path", "");
	expect_text(v, "query", "");
}

/* Names of every length, so that none is compared beyond its end; and a value of 4-byte length. */
static void test_names_of_all_lengths(void **state)
{
	struct unit *u = *state;
	enum { MANY = 300 };
	const char *params[MANY + 5];
	int n = 0;
	params[n++] = "REQUEST_METHOD=GET";
	for (int i = 1; i < MANY; i++) {
		char *p = arena_alloc(u->arena, MANY + 8);
		memset(p, 'H', MANY + 8);
		memcpy(p, "HTTP_COOKIE", i < 11 ? (size_t)i : 11);
		strcpy(p + i, "=x");
		if (i != 11)
			params[n++] = p;
	}
	char *cookie = arena_alloc(u->arena, 9000);
	memset(cookie, 'c', 9000);
	memcpy(cookie, "HTTP_COOKIE=", 12);
	cookie[8999] = '\0';
	params[n++] = cookie;
	params[n] = NULL;
	const struct jvalue *v = told(u, peer_ask(&worker, params, NULL, 0), "200 OK");
	assert_int_equal(strlen(jvalue_string(jvalue_get(v, "COOKIE"))), 8999 - 12);
}

static void test_repeated_headers(void **state)
{
	struct unit *u = *state;
	static const char *const params[] = {GET, "HTTP_AUTHORIZATION=Bearer a", "HTTP_COOKIE=a=1", "HTTP_AUTHORIZATION=Bearer b",
					     "HTTP_ORIGIN=x", "HTTP_ORIGIN=", NULL};
	const char *answer = peer_ask(&worker, params, NULL, 0);
	assert_non_null(strstr(answer, "\"AUTHORIZATION\":\"Bearer a\",\"AUTHORIZATION\":\"repeated\""));
	assert_non_null(strstr(answer, "\"COOKIE\":\"a=1\",\"ORIGIN\":\"x\",\"ORIGIN\":\"repeated\"}"));
	(void)u;
}

static unsigned sum_of(const char *p, size_t n)
{
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++)
		sum = sum * 31 + (unsigned char)p[i];
	return sum;
}

static void test_bodies(void **state)
{
	struct unit *u = *state;
	static char body[WORKER_BODY_MOST];
	static const size_t sizes[] = {1, 2, 8191, 8192, 8193, 65535, 65536, WORKER_BODY_MOST};
	for (size_t i = 0; i < sizeof body; i++)
		body[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t piece = 1000; piece < 65535; piece *= 7) {
			const char *const params[] = {POST, arena_printf(u->arena, "CONTENT_LENGTH=%zu", sizes[i]), NULL};
			bool ended;
			int fd = peer_connect(&worker);
			peer_begin(fd, params);
			peer_body(fd, body, sizes[i], piece);
			peer_end(fd);
			const struct jvalue *v = told(u, peer_answer(fd, &ended), "200 OK");
			close(fd);
			expect_text(v, "problem", NULL);
			expect_number(v, "size", (int64_t)sizes[i]);
			expect_number(v, "sum", sum_of(body, sizes[i]));
		}
}

static void test_short_body(void **state)
{
	struct unit *u = *state;
	static const char *const params[] = {POST, "CONTENT_LENGTH=5", NULL};
	const struct jvalue *v = told(u, peer_ask(&worker, params, "abc", 3), "400 Bad Request");
	expect_text(v, "problem", "the body ended after 3 of 5 bytes");
	expect_number(v, "size", 0);
	/* and the web server that goes away in the middle costs nothing but its request */
	int fd = peer_connect(&worker);
	peer_begin(fd, params);
	peer_body(fd, "abc", 3, 3);
	close(fd);
	static const char *const after[] = {GET, "REQUEST_URI=/after", NULL};
	expect_text(told(u, peer_ask(&worker, after, NULL, 0), "200 OK"), "path", "/after");
}

static void test_lengths_refused(void **state)
{
	struct unit *u = *state;
	static const char *const wrong[] = {"-1", "+5", "5 ", " 5", "0x5", "5,5", "1e3", "1234567890123456789", "five"};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		const char *const params[] = {POST, arena_printf(u->arena, "CONTENT_LENGTH=%s", wrong[i]), NULL};
		const struct jvalue *v = told(u, peer_ask(&worker, params, "12345", 5), "400 Bad Request");
		expect_text(v, "problem", "Content-Length is not a number");
	}
}

/* Refused by its announced length; the answer arrives although the web server is still sending. */
static void test_oversize(void **state)
{
	struct unit *u = *state;
	static char body[1000000];
	static const char *const params[] = {POST, "CONTENT_LENGTH=1000000", NULL};
	const struct jvalue *v = told(u, peer_ask(&worker, params, body, sizeof body), "413 Content Too Large");
	expect_text(v, "problem", "the body may have 70000 bytes");
	expect_text(v, "members", "\"limit\":70000");
	static const char *const large[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/mails?x", "REMOTE_ADDR=192.0.2.1", "CONTENT_LENGTH=140000",
					    "HTTP_AUTHORIZATION=secret", NULL};
	told(u, peer_ask(&worker, large, body, 140000), "200 OK");
	static const char *const small[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/small/post", "REMOTE_ADDR=192.0.2.1", "CONTENT_LENGTH=1001", NULL};
	v = told(u, peer_ask(&worker, small, body, 1001), "413 Content Too Large");
	expect_text(v, "members", "\"limit\":1000");
	static const char *const beside[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/small", "REMOTE_ADDR=192.0.2.1", "CONTENT_LENGTH=1001", NULL};
	told(u, peer_ask(&worker, beside, body, 1001), "200 OK");
	static const char *const one_more[] = {POST, "CONTENT_LENGTH=70001", NULL};
	told(u, peer_ask(&worker, one_more, body, 70001), "413 Content Too Large");
	static const char *const absurd[] = {POST, "CONTENT_LENGTH=999999999999999999", NULL};
	told(u, peer_ask(&worker, absurd, body, 1), "413 Content Too Large");
}

/* Where larger bodies are taken, who sends one is looked at first; the answer arrives as above. */
static void test_strangers_bodies_are_not_read(void **state)
{
	struct unit *u = *state;
	static char body[140000];
	static const char *const large[] = {"REQUEST_METHOD=POST", "REQUEST_URI=/mails", "REMOTE_ADDR=192.0.2.1", "CONTENT_LENGTH=140000",
					    "HTTP_AUTHORIZATION=guess", NULL};
	const struct jvalue *v = told(u, peer_ask(&worker, large, body, sizeof body), "401 Unauthorized");
	expect_text(v, "problem", "nobody knows you");
	expect_number(v, "size", 0);
}

/* More than was announced: what was announced counts. */
static void test_longer_than_announced(void **state)
{
	struct unit *u = *state;
	static const char *const params[] = {POST, "CONTENT_LENGTH=3", NULL}, *const none[] = {POST, "CONTENT_LENGTH=", NULL};
	const struct jvalue *v = told(u, peer_ask(&worker, params, "abcdef", 6), "200 OK");
	expect_number(v, "size", 3);
	expect_number(v, "sum", sum_of("abc", 3));
	expect_number(told(u, peer_ask(&worker, none, "abcdef", 6), "200 OK"), "size", 0);
}

static void test_head(void **state)
{
	struct unit *u = *state;
	static const char *const params[] = {"REQUEST_METHOD=HEAD", "REQUEST_URI=/x", NULL};
	const char *answer = peer_ask(&worker, params, NULL, 0), *end = strstr(answer, "\r\n\r\n");
	assert_non_null(end);
	assert_string_equal(end, "\r\n\r\n");
	const char *length = strstr(answer, "Content-Length: ");
	assert_non_null(length);
	assert_true(strtol(length + 16, NULL, 10) > 50);
	(void)u;
}

static void test_empty_answer(void **state)
{
	(void)state;
	static const char *const params[] = {GET, "REQUEST_URI=/empty", NULL};
	assert_string_equal(peer_ask(&worker, params, NULL, 0), "Status: 204 No Content\r\nX-Test: yes\r\n\r\n");
}

/* What was put away comes in front of what was not, and all of it is announced. */
static void test_answer_put_away(void **state)
{
	const char *const params[] = {"REQUEST_METHOD=GET", "REQUEST_URI=/away", NULL}, *const head[] = {"REQUEST_METHOD=HEAD", "REQUEST_URI=/away", NULL};
	(void)state;
	const char *answer = peer_ask(&worker, params, NULL, 0), *body = strstr(answer, "\r\n\r\n") + 4;
	assert_non_null(strstr(answer, "Content-Length: 2800000\r\n"));
	assert_int_equal(strlen(body), 2800000);
	for (int i = 0; i < 400000; i++)
		if (strtol(body + (size_t)i * 7, NULL, 10) != i)
			fail_msg("%.7s is at the place of %d", body + (size_t)i * 7, i);
	answer = peer_ask(&worker, head, NULL, 0);
	assert_non_null(strstr(answer, "Content-Length: 2800000\r\n"));
	assert_string_equal(strstr(answer, "\r\n\r\n") + 4, "");
}

static void test_large_answer(void **state)
{
	(void)state;
	static const char *const params[] = {GET, "REQUEST_URI=/large", NULL};
	const char *answer = peer_ask(&worker, params, NULL, 0), *body = strstr(answer, "\r\n\r\n") + 4;
	assert_int_equal(strlen(body), 4000000);
	assert_int_equal(strspn(body, "x"), 4000000);
}

static int64_t until_end_us(int fd)
{
	bool ended;
	int64_t from = clock_mono_us();
	peer_answer(fd, &ended);
	assert_true(ended);
	return clock_mono_us() - from;
}

/* The worker lets go at once, without waiting for the web server to close: but only when nothing is left
 * unread, since a close on top of it would cut the answer off. */
static void test_lets_go(void **state)
{
	struct unit *u = *state;
	static const char *const get[] = {GET, "REQUEST_URI=/x", NULL}, *const large[] = {POST, "CONTENT_LENGTH=1000000", NULL};
	int first = peer_connect(&worker);
	peer_begin(first, get);
	peer_end(first);
	assert_in_range(until_end_us(first), 0, 1500000); /* libfcgi would linger for two seconds */
	/* `first` is still open on this side, and the next is served */
	int64_t from = clock_mono_us();
	expect_text(told(u, peer_ask(&worker, get, NULL, 0), "200 OK"), "path", "/x");
	assert_in_range(clock_mono_us() - from, 0, 1500000);
	close(first);
	/* after one that was let go early, one that must not be */
	static char body[300000];
	for (int i = 0; i < 5; i++) {
		told(u, peer_ask(&worker, get, NULL, 0), "200 OK");
		told(u, peer_ask(&worker, large, body, sizeof body), "413 Content Too Large");
	}
}

/* The record that ends an absent body comes late: the connection is not closed on top of it. */
static void test_late_end_of_no_body(void **state)
{
	(void)state;
	static const char *const get[] = {GET, "REQUEST_URI=/x", NULL};
	for (int i = 0; i < 20; i++) {
		bool ended;
		int fd = peer_connect(&worker), error = 0;
		socklen_t n = sizeof error;
		peer_begin(fd, get);
		nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
		peer_end(fd);
		peer_answer(fd, &ended);
		assert_true(ended);
		assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n), 0);
		assert_int_equal(error, 0);
		close(fd);
	}
}

/* Asked to end while a request is on its way in: it is still read whole and answered, then the worker ends. */
static void test_stop_while_reading(void **state)
{
	struct unit *u = *state;
	static char body[60000];
	static const char *const params[] = {POST, "CONTENT_LENGTH=60000", NULL};
	bool ended;
	int fd = peer_connect(&worker);
	peer_begin(fd, params);
	peer_body(fd, body, 30000, 30000);
	nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	kill(worker.pid, SIGTERM);
	nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
	peer_body(fd, body + 30000, 30000, 30000);
	peer_end(fd);
	const struct jvalue *v = told(u, peer_answer(fd, &ended), "200 OK");
	assert_true(ended);
	expect_text(v, "problem", NULL);
	expect_number(v, "size", 60000);
	close(fd);
}

/* The same while the request's parameters are still to come: the connection has been accepted. */
static void test_stop_before_parameters(void **state)
{
	struct unit *u = *state;
	static const char *const params[] = {GET, "REQUEST_URI=/x", NULL};
	bool ended;
	int fd = peer_connect(&worker);
	static const unsigned char responder[8] = {0, 1};
	peer_record(fd, 1, responder, sizeof responder);
	nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	kill(worker.pid, SIGTERM);
	nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
	peer_begin(fd, params);
	peer_end(fd);
	expect_text(told(u, peer_answer(fd, &ended), "200 OK"), "path", "/x");
	close(fd);
}

/* And while it is worked on, and while a large answer is taken slowly. */
static void test_stop_while_answering(void **state)
{
	(void)state;
	static const char *const slow[] = {GET, "REQUEST_URI=/slow", NULL}, *const large[] = {GET, "REQUEST_URI=/large", NULL};
	bool ended;
	int fd = peer_connect(&worker);
	peer_begin(fd, slow);
	peer_end(fd);
	nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	kill(worker.pid, SIGTERM);
	nanosleep(&(struct timespec){.tv_nsec = 120000000}, NULL);
	assert_int_equal(write(worker.delay, "x", 1), 1);
	assert_non_null(strstr(peer_answer(fd, &ended), "\"path\":\"/slow\""));
	assert_true(ended);
	close(fd);
	close_worker(state);
	open_worker(state);
	fd = peer_connect(&worker);
	peer_begin(fd, large);
	peer_end(fd);
	nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	kill(worker.pid, SIGTERM);
	nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
	const char *answer = peer_answer(fd, &ended);
	assert_true(ended);
	assert_int_equal(strlen(strstr(answer, "\r\n\r\n") + 4), 4000000);
	close(fd);
}

/* Idle workers end at once, whenever the signal comes. */
static void test_stop_idle(void **state)
{
	for (int i = 0; i < 25; i++) {
		int64_t from = clock_mono_us();
		assert_int_equal(worker_stop(&worker), 0);
		assert_in_range(clock_mono_us() - from, 0, 5000000); /* nobody comes, for whom it would wait */
		worker_start(&worker);
		if (i % 2 == 0)
			nanosleep(&(struct timespec){.tv_nsec = i * 400000}, NULL);
	}
	(void)state;
}

/* Several workers on one socket: one that is busy keeps none from the others, and the last to be left
 * behind by a connection that another took still ends when it is asked to. */
static void test_pool(void **state)
{
	static const char *const slow[] = {GET, "REQUEST_URI=/slow", NULL}, *const get[] = {GET, "REQUEST_URI=/x", NULL};
	struct worker second, third;
	bool ended;
	worker_start_beside(&second, &worker);
	worker_start_beside(&third, &worker);
	int held = peer_connect(&worker);
	peer_begin(held, slow);
	peer_end(held);
	for (int i = 0; i < 200; i++)
		expect_text(told(*state, peer_ask(&worker, get, NULL, 0), "200 OK"), "path", "/x");
	ssize_t told_all = write(worker.delay, "x", 1) + write(second.delay, "x", 1) + write(third.delay, "x", 1);
	assert_int_equal(told_all, 3);
	assert_non_null(strstr(peer_answer(held, &ended), "/slow"));
	close(held);
	assert_int_equal(worker_stop(&second), 0);
	assert_int_equal(worker_stop(&third), 0);
}

static void test_no_socket(void **state)
{
	struct unit *u = *state;
	struct fcgi *f = NULL;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0);
		_exit(fcgi_open(&f, &u->p) == -1 && u->p.code == PROBLEM_INTERNAL ? 0 : 1);
	}
	int status;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
}

#define WORKER(test) cmocka_unit_test_setup_teardown(test, open_worker, close_worker)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WORKER(test_get),		   WORKER(test_ids),	       WORKER(test_without_parameters),
	    WORKER(test_names_of_all_lengths), WORKER(test_repeated_headers), WORKER(test_bodies),
	    WORKER(test_short_body),	   WORKER(test_lengths_refused), WORKER(test_oversize), WORKER(test_strangers_bodies_are_not_read),
	    WORKER(test_longer_than_announced), WORKER(test_head),     WORKER(test_empty_answer),
	    WORKER(test_large_answer), WORKER(test_answer_put_away),	   WORKER(test_lets_go),       WORKER(test_late_end_of_no_body),
	    WORKER(test_stop_while_reading), WORKER(test_stop_before_parameters), WORKER(test_stop_while_answering),
	    WORKER(test_stop_idle),	   WORKER(test_pool),	       UNIT(test_no_socket)};
	return UNIT_RUN(tests);
}
