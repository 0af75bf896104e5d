/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/problem.h"
#include "server.h"

static struct server server;
static struct arena *arena;
static struct problem problem;

static void start(const char *answer)
{
	static const char *answers[2];
	answers[0] = answer;
	server_start(&server, answers);
}

static void finish(void)
{
	server_stop(&server);
}

static const char *url(const char *scheme, const char *rest)
{
	return arena_printf(arena, "%s://127.0.0.1:%d%s", scheme, server.port, rest);
}

static struct fetch get(const char *rest)
{
	return (struct fetch){
		.method = "GET", .url = url("http", rest), .timeout_ms = 2000, .most_bytes = 1000, .trusted = true};
}

static int run(const struct fetch *f, struct fetch_answer *out)
{
	int rc = fetch_run(arena, f, out, &problem);
	finish();
	return rc;
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	problem_init(&problem, arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void gives_status_body_and_headers(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 203 Fine\r\nETag:  \"x y\" \r\nContent-Length: 5\r\n\r\nhello");
	struct fetch f = get("/a/../b%20c?d=e");
	assert_int_equal(run(&f, &answer), 0);
	assert_int_equal(answer.status, 203);
	assert_int_equal(answer.size, 5);
	assert_string_equal(answer.body, "hello");
	assert_string_equal(fetch_header(arena, &answer, "etag"), "\"x y\"");
	assert_null(fetch_header(arena, &answer, "eta"));
	assert_null(fetch_header(arena, &answer, "Date"));
	assert_memory_equal(server.requests[0], "GET /a/../b%20c?d=e HTTP/1.1\r\n", 30);
	assert_null(strstr(server.requests[0], "Accept-Encoding"));
}

static void sends_method_headers_and_body(void **state)
{
	(void)state;
	struct fetch_answer answer;
	const char *const headers[] = {"X-One: 1", "Content-Type: application/json", NULL};
	start("HTTP/1.1 204 No\r\n\r\n");
	struct fetch f = get("/");
	f.method = "PUT";
	f.headers = headers;
	f.body = "{}\0x";
	f.body_size = 4;
	assert_int_equal(run(&f, &answer), 0);
	assert_int_equal(answer.status, 204);
	assert_memory_equal(server.requests[0], "PUT / HTTP/1.1\r\n", 16);
	assert_non_null(strstr(server.requests[0], "\r\nX-One: 1\r\n"));
	assert_non_null(strstr(server.requests[0], "\r\nContent-Length: 4\r\n"));
	assert_non_null(strstr(server.requests[0], "\r\nContent-Type: application/json\r\n"));
	assert_null(strstr(server.requests[0], "Expect"));
	assert_memory_equal(server.requests[0] + server.sizes[0] - 4, "{}\0x", 4);
}

static void a_put_without_a_body_says_so(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	struct fetch f = get("/");
	f.method = "PUT";
	assert_int_equal(run(&f, &answer), 0);
	assert_non_null(strstr(server.requests[0], "\r\nContent-Length: 0\r\n"));
	assert_null(strstr(server.requests[0], "Content-Type"));
}

static void head_reads_no_body_whatever_the_length(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n");
	struct fetch f = get("/");
	f.method = "HEAD";
	assert_int_equal(run(&f, &answer), 0);
	assert_int_equal(answer.size, 0);
	assert_string_equal(fetch_header(arena, &answer, "Content-Length"), "52428800");
}

static void an_interim_answer_leaves_no_headers(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 103 Early\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nY: 2\r\nContent-Length: 0\r\n\r\n");
	struct fetch f = get("/");
	assert_int_equal(run(&f, &answer), 0);
	assert_null(fetch_header(arena, &answer, "X"));
	assert_string_equal(fetch_header(arena, &answer, "Y"), "2");
}

static void redirects_are_answers(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
	struct fetch f = get("/");
	assert_int_equal(run(&f, &answer), 0);
	assert_int_equal(answer.status, 302);
}

static void a_body_over_the_cap_fails(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 200 OK\r\n\r\nsixsix");
	struct fetch f = get("/");
	f.most_bytes = 5;
	assert_int_equal(run(&f, &answer), -1);
	assert_int_equal(problem.code, PROBLEM_BAD_GATEWAY);
	assert_non_null(strstr(problem.detail, "too large"));
}

static void a_short_body_fails(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour");
	struct fetch f = get("/");
	assert_int_equal(run(&f, &answer), -1);
	assert_int_equal(problem.code, PROBLEM_BAD_GATEWAY);
}

static void silence_ends_at_the_deadline(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("");
	struct fetch f = get("/");
	f.timeout_ms = 150;
	assert_int_equal(run(&f, &answer), -1);
	assert_int_equal(problem.code, PROBLEM_TIMEOUT);
}

static void a_closed_port_is_a_bad_gateway(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("");
	struct fetch f = get("/secret?X-Amz-Signature=abc");
	finish();
	assert_int_equal(fetch_run(arena, &f, &answer, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_BAD_GATEWAY);
	assert_null(strstr(problem.detail, "Signature"));
}

static int collect(void *arg, const void *p, size_t n)
{
	strncat(arg, p, n);
	return 0;
}

static int refuse(void *arg, const void *p, size_t n)
{
	(void)p, (void)n;
	return problem_set(arg, PROBLEM_GONE, "enough");
}

static void nothing_is_sent_without_an_address_or_a_connection(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("");
	finish(); /* nobody listens at its port any more */
	struct fetch f = get("/");
	assert_int_equal(fetch_run(arena, &f, &answer, &problem), -1);
	assert_true(answer.unsent);
	f.url = "http://nowhere.invalid/";
	problem_init(&problem, arena);
	assert_int_equal(fetch_run(arena, &f, &answer, &problem), -1);
	assert_true(answer.unsent);
}

static void what_was_sent_and_not_answered_is_told_apart(void **state)
{
	(void)state;
	struct fetch_answer answer = {.unsent = true};
	start("");
	struct fetch f = get("/");
	f.timeout_ms = 100;
	assert_int_equal(run(&f, &answer), -1);
	assert_false(answer.unsent);
}

/* The first request makes a connection, which is closed under the second one. */
static int twice(bool once)
{
	static const char *const answers[] = {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", NULL};
	struct fetch_answer answer;
	server_start_keeping(&server, answers);
	struct fetch f = get("/");
	f.method = "POST";
	assert_int_equal(fetch_run(arena, &f, &answer, &problem), 0);
	f.once = once;
	int rc = fetch_run(arena, &f, &answer, &problem);
	finish();
	return rc;
}

static void curl_repeats_what_a_kept_connection_swallowed(void **state)
{
	(void)state;
	assert_int_equal(twice(false), 0);
	assert_int_equal(server.accepted, 3);
}

static void once_is_a_connection_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(twice(true), 0);
	assert_int_equal(server.accepted, 2);
}

static void a_sink_gets_the_body_of_success(void **state)
{
	(void)state;
	char text[32] = "";
	struct fetch_answer answer;
	start("HTTP/1.1 206 Partial\r\nContent-Length: 5\r\n\r\nhello");
	struct fetch f = get("/");
	f.sink = collect;
	f.sink_arg = text;
	assert_int_equal(run(&f, &answer), 0);
	assert_string_equal(text, "hello");
	assert_int_equal(answer.size, 0);
}

static void a_sink_never_sees_an_error_body(void **state)
{
	(void)state;
	char text[32] = "";
	struct fetch_answer answer;
	start("HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\nhello");
	struct fetch f = get("/");
	f.sink = collect;
	f.sink_arg = text;
	f.most_bytes = 1;
	assert_int_equal(run(&f, &answer), 0);
	assert_string_equal(text, "");
	assert_string_equal(answer.body, "hello");
}

static void a_sinks_own_problem_stays(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	struct fetch f = get("/");
	f.sink = refuse;
	f.sink_arg = &problem;
	assert_int_equal(run(&f, &answer), -1);
	assert_int_equal(problem.code, PROBLEM_GONE);
}

static void refused(const char *address, const char *why)
{
	struct fetch_answer answer;
	struct fetch f = get("/");
	f.trusted = false;
	f.url = address;
	f.most_bytes = 1 << 20;
	problem_init(&problem, arena);
	assert_int_equal(fetch_run(arena, &f, &answer, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_BAD_GATEWAY);
	if (strstr(problem.detail, why) == NULL)
		fail_msg("%s: %s", address, problem.detail);
}

static void tenants_reach_no_private_address(void **state)
{
	(void)state;
	static const char why[] = "not a public one";
	start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	refused(url("https", "/"), why);
	refused(arena_printf(arena, "https://localhost:%d/", server.port), why);
	refused(arena_printf(arena, "https://[::ffff:127.0.0.1]:%d/", server.port), why);
	refused(arena_printf(arena, "https://2130706433:%d/", server.port), why); /* 127.0.0.1 as one number */
	refused(arena_printf(arena, "https://0x7f.1:%d/", server.port), why);
	finish();
	assert_int_equal(server.accepted, 0);
}

static void tenants_reach_no_other_scheme(void **state)
{
	(void)state;
	static const char why[] = "Unsupported protocol";
	start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	refused(url("http", "/"), why);
	refused(url("ftp", "/"), why);
	refused("file:///etc/passwd", why);
	refused("https://user:password@example.com/", "Login denied");
	finish();
	assert_int_equal(server.accepted, 0);
}

static void a_proxy_in_the_environment_is_not_used(void **state)
{
	(void)state;
	struct fetch_answer answer;
	start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	struct fetch f = get("/");
	assert_int_equal(run(&f, &answer), 0);
	unsetenv("http_proxy");
}

static void a_location_leads_from_where_it_was_said(void **state)
{
	(void)state;
	static const char base[] = "https://a.example/x/y?z=1";
	assert_string_equal(fetch_resolve(arena, base, "/2.png"), "https://a.example/2.png");
	assert_string_equal(fetch_resolve(arena, base, "w.png"), "https://a.example/x/w.png");
	assert_string_equal(fetch_resolve(arena, base, "//b.example/"), "https://b.example/");
	assert_string_equal(fetch_resolve(arena, base, "http://127.0.0.1/"), "http://127.0.0.1/");
	assert_null(fetch_resolve(arena, base, "https://"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(gives_status_body_and_headers),	   TEST(sends_method_headers_and_body),
		TEST(a_put_without_a_body_says_so),	   TEST(head_reads_no_body_whatever_the_length),
		TEST(an_interim_answer_leaves_no_headers), TEST(redirects_are_answers),
		TEST(a_body_over_the_cap_fails),	   TEST(a_short_body_fails),
		TEST(silence_ends_at_the_deadline),	   TEST(a_closed_port_is_a_bad_gateway),
		TEST(a_sink_gets_the_body_of_success),	   TEST(a_sink_never_sees_an_error_body),
		TEST(a_sinks_own_problem_stays),	   TEST(tenants_reach_no_private_address),
		TEST(tenants_reach_no_other_scheme),	   TEST(a_proxy_in_the_environment_is_not_used),
		TEST(a_location_leads_from_where_it_was_said), TEST(nothing_is_sent_without_an_address_or_a_connection),
		TEST(what_was_sent_and_not_answered_is_told_apart), TEST(curl_repeats_what_a_kept_connection_swallowed),
		TEST(once_is_a_connection_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
