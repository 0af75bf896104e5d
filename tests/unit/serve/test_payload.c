/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/jvalue.h"
#include "serve/exchange.h"
#include "serve/payload.h"
#include "serve/router.h"

static const struct field fields[] = {{.name = "a", .type = FIELD_INT}, {.type = FIELD_END}};
static const struct action with = {.request = fields}, without = {.request = NULL};

static struct exchange x;
static struct request request;
static struct route route;

static int payload(struct unit *u, const struct action *a, enum http_method method, const char *type, const char *body, size_t n)
{
	memset(&x, 0, sizeof x);
	memset(&request, 0, sizeof request);
	route = (struct route){.operation = ROUTE_ACTION, .action = a, .method = method};
	x.arena = u->arena;
	x.request = &request;
	x.route = &route;
	request.body = body;
	request.body_size = n;
	request.headers[HEADER_CONTENT_TYPE] = type;
	return payload_read(&x, unit_again(u));
}

static void test_types(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *type;
		bool taken;
	} cases[] = {{"application/json", true},
		     {"Application/JSON", true},
		     {"application/json; charset=utf-8", true},
		     {"application/json;charset=utf-8", true},
		     {"application/merge-patch+json", true},
		     {NULL, false},
		     {"", false},
		     {"text/plain", false},
		     {"application/jsonx", false},
		     {"application/json-patch+json", false},
		     {"application/x-www-form-urlencoded", false},
		     {"application", false}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		int rc = payload(u, &with, HTTP_POST, cases[i].type, "{\"a\":1}", 7);
		assert_int_equal(rc, cases[i].taken ? 0 : -1);
		if (cases[i].taken) {
			assert_int_equal(jvalue_size(x.call.body), 1);
			continue;
		}
		expect_problem(&u->p, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "send the body with Content-Type: application/json");
		assert_string_equal(u->p.members, "\"accepts\":[\"application/json\",\"application/merge-patch+json\"]");
	}
}

static void test_encoding(void **state)
{
	struct unit *u = *state;
	payload(u, &with, HTTP_POST, "application/json", "{}", 2);
	request.headers[HEADER_CONTENT_ENCODING] = "gzip";
	assert_int_equal(payload_read(&x, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_UNSUPPORTED_MEDIA_TYPE, "compressed bodies are not read: send it as it is");
	request.headers[HEADER_CONTENT_ENCODING] = "Identity";
	assert_int_equal(payload_read(&x, unit_again(u)), 0);
}

static void test_faults(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *body;
		enum problem_code code;
		const char *sentence, *violations;
	} cases[] = {
	    {"", PROBLEM_MALFORMED_JSON, "a JSON body is needed", ""},
	    {"{", PROBLEM_MALFORMED_JSON, "the body is not valid JSON (byte 1)", ""},
	    {"{\"a\":\"\xff\"}", PROBLEM_MALFORMED_JSON, "the body is not valid UTF-8 (byte 6)", ""},
	    {"{\"a\":1,\"a\":2}", PROBLEM_MALFORMED_JSON, "the body names a member twice in one object (byte 0)", ""},
	    {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", PROBLEM_MALFORMED_JSON,
	     "the body is nested too deeply (32 levels are allowed) (byte 32)", ""},
	    /* valid JSON that nothing can hold is a field in need of correction */
	    {"{\"a\":\"\\u0000\"}", PROBLEM_VALIDATION, NULL, " format"},
	    {"{\"a\":\"\\ud800\"}", PROBLEM_VALIDATION, NULL, " format"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(payload(u, &with, HTTP_POST, "application/json", cases[i].body, strlen(cases[i].body)), -1);
		expect_problem(&u->p, cases[i].code, cases[i].sentence);
		assert_string_equal(unit_violations(&u->p), cases[i].violations);
	}
	assert_int_equal(payload(u, &with, HTTP_POST, "application/json", "null", 4), 0);
	assert_null(x.call.body);
	/* for its field to refuse */
	static const char long_number[] = "{\"a\":1234567890123456789}";
	assert_int_equal(payload(u, &with, HTTP_POST, "application/json", long_number, sizeof long_number - 1), 0);
	assert_string_equal(jvalue_number(jvalue_get(x.call.body, "a")), "1234567890123456789");
	assert_int_equal(payload(u, &with, HTTP_POST, "application/json", "{}\0", 3), -1);
}

/* A request without a body may come with none, or with one that says nothing. */
static void test_no_body(void **state)
{
	struct unit *u = *state;
	static const char *const fine[] = {"", " \r\n\t", "{}"}, *const wrong[] = {"{ }x", "[]", "{\"a\":1}", "x"};
	for (size_t i = 0; i < COUNT(fine); i++)
		assert_int_equal(payload(u, &without, HTTP_POST, NULL, fine[i], strlen(fine[i])), 0);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_int_equal(payload(u, &without, HTTP_DELETE, NULL, wrong[i], strlen(wrong[i])), -1);
		expect_problem(&u->p, PROBLEM_MALFORMED_REQUEST, "this request takes no body");
		assert_int_equal(payload(u, &without, HTTP_GET, NULL, wrong[i], strlen(wrong[i])), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_types), UNIT(test_encoding), UNIT(test_faults), UNIT(test_no_body)};
	return UNIT_RUN(tests);
}
