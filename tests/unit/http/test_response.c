/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/jvalue.h"
#include "http/response.h"

static void test_init(void **state)
{
	struct unit *u = *state;
	struct response r;
	response_init(&r, u->arena);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.content_type, "application/json");
	assert_int_equal(r.header_count, 0);
	assert_int_equal(r.body.size, 0);
	response_header(&r, "ETag", "\"%d\"", 5);
	assert_string_equal(response_find(&r, "etag"), "\"5\"");
	assert_null(response_find(&r, "ETa"));
	assert_null(response_find(&r, "Location"));
}

/* Runs it in a child: whether it aborted. */
static bool aborts(void (*fn)(struct response *r), struct response *r)
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL); /* cmocka catches it */
		fn(r);
		_exit(0);
	}
	int status;
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void inject_line(struct response *r)
{
	response_header(r, "Location", "/x%s", "\r\nSet-Cookie: a=b");
}

static void inject_lf(struct response *r)
{
	response_header(r, "Location", "/x%s", "\nSet-Cookie: a=b");
}

static void inject_cr(struct response *r)
{
	response_header(r, "Location", "/x%s", "\r");
}

static void add_one(struct response *r)
{
	response_header(r, "X", "y");
}

/* A field can hold no second one, wherever its value came from. */
static void test_no_injection(void **state)
{
	struct unit *u = *state;
	struct response r;
	response_init(&r, u->arena);
	assert_true(aborts(inject_line, &r));
	assert_true(aborts(inject_lf, &r));
	assert_true(aborts(inject_cr, &r));
	for (int i = 0; i < RESPONSE_MOST_HEADERS; i++) {
		assert_false(aborts(add_one, &r));
		add_one(&r);
	}
	assert_true(aborts(add_one, &r));
}

static void test_problem(void **state)
{
	struct unit *u = *state;
	struct response r;
	response_init(&r, u->arena);
	buf_lit(&r.body, "half an answ");
	response_header(&r, "ETag", "x");
	problem_members(&u->p, "\"limit\":5");
	problem_set(&u->p, PROBLEM_PAYLOAD_TOO_LARGE, "the body may have \"%d\" bytes", 5);
	response_problem(&r, &u->p, "the-id");
	assert_int_equal(r.status, 413);
	assert_string_equal(r.content_type, "application/problem+json");
	assert_int_equal(r.header_count, 0);
	assert_string_equal(buf_text(&r.body),
			    "{\"type\":\"/problems/payload-too-large\",\"title\":\"The body is too large\",\"status\":413,"
			    "\"detail\":\"the body may have \\\"5\\\" bytes\",\"request_id\":\"the-id\",\"limit\":5}");
}

static void test_violations(void **state)
{
	struct unit *u = *state;
	struct response r;
	response_init(&r, u->arena);
	problem_violation(&u->p, "/a\"b", "too_long", "{\"max\":5}", "must have at most %d characters", 5);
	problem_violation(&u->p, "/c", "required", NULL, "is required");
	response_problem(&r, &u->p, "i");
	assert_int_equal(r.status, 422);
	assert_non_null(strstr(buf_text(&r.body),
			       ",\"errors\":[{\"pointer\":\"/a\\\"b\",\"code\":\"too_long\",\"params\":{\"max\":5},"
			       "\"detail\":\"must have at most 5 characters\"},"
			       "{\"pointer\":\"/c\",\"code\":\"required\",\"params\":{},\"detail\":\"is required\"}]}"));
}

/* Every problem there is makes a document that parses, with the status of its kind. */
static void test_every_problem(void **state)
{
	struct unit *u = *state;
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		struct response r;
		const struct jvalue *v;
		struct json_fault fault;
		int64_t status;
		response_init(&r, u->arena);
		problem_set(unit_again(u), (enum problem_code)i, NULL);
		response_problem(&r, &u->p, "id");
		assert_int_equal(jvalue_parse(u->arena, r.body.data, r.body.size, &v, &fault), 0);
		assert_true(jvalue_integer(jvalue_get(v, "status"), &status));
		assert_int_equal(status, r.status);
		assert_string_equal(jvalue_string(jvalue_get(v, "detail")), problem_kind((enum problem_code)i)->doc);
		assert_int_equal(response_find(&r, "Retry-After") != NULL, u->p.retry_after > 0);
		if (r.status == 503)
			assert_string_equal(response_find(&r, "Retry-After"), "1");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_init), UNIT(test_no_injection), UNIT(test_problem), UNIT(test_violations),
					   UNIT(test_every_problem)};
	return UNIT_RUN(tests);
}
