/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a request: what is refused before the database is asked, and how often a handler runs when the
 * database fails it. The server is tests/unit/db/fake.c, which does as it is told. */
#include "../db/fake.h"
#include "../rest/sample.h"
#include "../unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/principal.h"
#include "base/jvalue.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "http/request.h"
#include "http/response.h"
#include "rest/call.h"
#include "serve/module.h"
#include "serve/platform.h"
#include "serve/serve.h"

static int runs;

static int run_statement(struct call *c, bool writes, struct problem *p)
{
	static const struct statement reading = {.name = "test.read", .sql = "select 1"},
				      writing = {.name = "test.write", .sql = "insert", .writes = true};
	runs++;
	tx_add(c->tx, writes ? &writing : &reading, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	buf_lit(&c->response->body, "{}");
	return 0;
}

static int read_it(struct call *c, struct problem *p)
{
	return run_statement(c, false, p);
}

static int write_it(struct call *c, struct problem *p)
{
	return run_statement(c, true, p);
}

static int write_and_refuse(struct call *c, struct problem *p)
{
	return run_statement(c, true, p) < 0 ? -1 : problem_set(p, PROBLEM_NOT_FOUND, "after all");
}

static int forget_to_commit(struct call *c, struct problem *p)
{
	(void)c;
	(void)p;
	runs++;
	return 0;
}

static int write_signed_in(struct call *c, struct problem *p)
{
	assert_non_null(c->principal);
	return run_statement(c, true, p);
}

static const struct field request_fields[] = {{.name = "a", .type = FIELD_INT, .doc = "A."}, {.type = FIELD_END}};
static const struct field query_fields[] = {{.name = "token", .type = FIELD_TEXT, .doc = "T."}, {.type = FIELD_END}};

static const struct action actions[] = {
    {HTTP_GET, "/api/test/read", "read", "t", "s", 0, ACTION_PUBLIC, 200, .query = query_fields, .handle = read_it},
    {HTTP_POST, "/api/test/write", "write", "t", "s", 0, ACTION_PUBLIC, 201, .handle = write_it},
    {HTTP_POST, "/api/test/body", "body", "t", "s", 0, ACTION_PUBLIC, 200, .request = request_fields, .handle = write_it},
    {HTTP_POST, "/api/test/refuse", "refuse", "t", "s", 0, ACTION_PUBLIC, 200, .handle = write_and_refuse},
    {HTTP_POST, "/api/test/cookie", "cookie", "t", "s", 0, ACTION_PUBLIC | ACTION_COOKIE, 200, .handle = write_it},
    {HTTP_GET, "/api/test/nothing", "nothing", "t", "s", 0, ACTION_PUBLIC, 204, .handle = forget_to_commit},
    {HTTP_POST, "/api/test/signed-in", "signedIn", "t", "s", ROLES_WRITE, 0, 201, .handle = write_signed_in},
    {HTTP_GET, "/api/test/signed-in", "readSignedIn", "t", "s", ROLES_READ, 0, 200, .handle = read_it},
    {HTTP_POST, "/api/test/refuse-signed-in", "refuseSignedIn", "t", "s", ROLES_WRITE, 0, 200, .handle = write_and_refuse},
    {HTTP_POST, "/api/test/forget", "forget", "t", "s", ROLES_WRITE, 0, 200, .handle = forget_to_commit},
    {.path = NULL}};

static const struct resource *const resources[] = {&sample_things, &sample_people, &sample_countries, NULL};
static const struct module test_module = {.name = "test", .resources = resources, .actions = actions};

static struct fake server;
static struct serve *serve;
static struct conf conf;
static char dir[64];
static struct arena *forever;

#define SCRIPT(...) ((const enum fake_step[]){FAKE_HELLO, __VA_ARGS__, FAKE_END})
#define SCRIPTS(...) ((const enum fake_step *const[]){__VA_ARGS__, NULL})
#define GOOD SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_READY)
#define CUT SCRIPT(FAKE_AWAIT_SYNC)

static int open_all(void **state)
{
	static const struct module *const modules[] = {&platform_module, &test_module, NULL};
	static const enum fake_step *const none[] = {NULL};
	static const char *keys[] = {"0123456789abcdef0123456789abcdef"};
	struct problem p;
	(void)state;
	forever = arena_new(65536);
	problem_init(&p, forever);
	strcpy(dir, "/tmp/stagefy-serve-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	fake_start(&server, none);
	conf = (struct conf){.database_url = server.url, .prepare = "off", .request_deadline_ms = 2000, .slow_query_ms = 60000,
			     .runtime_dir = dir, .keys_dir = dir, .public_url = "https://stagefy.example", .sign_up = "open",
			     .secret_keys = {keys, 1}};
	return serve_new(&conf, modules, &serve, &p);
}

static int close_all(void **state)
{
	(void)state;
	fake_stop(&server);
	unlink(arena_printf(forever, "%s/breaker", dir));
	rmdir(dir);
	arena_free(forever);
	return 0;
}

static struct request request;
static struct response response;

static void ask(struct unit *u, const char *method, const char *path, const char *query)
{
	struct problem early;
	problem_init(&early, u->arena);
	request.method_name = method;
	request.method = http_method_from(method);
	request.path = path;
	request.query = query;
	request.address = "192.0.2.1";
	strcpy(request.id, "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a");
	if (request.body == NULL)
		request.body = "";
	response_init(&response, u->arena);
	serve_request(serve, u->arena, &request, &response, &early);
}

static void begin(const enum fake_step *const scripts[])
{
	memset(&request, 0, sizeof request);
	runs = 0;
	if (scripts != NULL)
		fake_play(&server, scripts);
	server.connections = 0;
}

static const char *problem_type(struct unit *u)
{
	const struct jvalue *v;
	struct json_fault fault;
	if (response.status < 400 || strcmp(response.content_type, "application/problem+json") != 0)
		return "none";
	assert_int_equal(jvalue_parse(u->arena, response.body.data, response.body.size, &v, &fault), 0);
	assert_string_equal(jvalue_string(jvalue_get(v, "request_id")), request.id);
	return jvalue_string(jvalue_get(v, "type")) + strlen("/problems/");
}

/* How often a handler runs, by what the server does to it. */
static void test_attempts(void **state)
{
	struct unit *u = *state;
	const struct {
		const char *name, *method, *path;
		const enum fake_step *const *scripts;
		int runs, status;
	} cases[] = {
	    {"a read", "GET", "/api/test/read", SCRIPTS(GOOD), 1, 200},
	    {"a read that is cut once", "GET", "/api/test/read", SCRIPTS(CUT, GOOD), 2, 200},
	    {"a read that is cut for ever", "GET", "/api/test/read", SCRIPTS(CUT, CUT, CUT, GOOD), 3, 503},
	    {"a write", "POST", "/api/test/write", SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY)), 1, 201},
	    /* it may have been committed: never again by itself */
	    {"a write that is cut", "POST", "/api/test/write", SCRIPTS(CUT, GOOD), 1, 503},
	    {"a write that is cut behind its result", "POST", "/api/test/write", SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE), GOOD), 1, 503},
	    {"a write whose server goes down in its commit", "POST", "/api/test/write",
	     SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_FATAL), GOOD), 1, 503},
	    /* it cannot have been */
	    {"a write whose server goes down", "POST", "/api/test/write", SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_FATAL), GOOD), 2, 201},
	    {"a write that is in another's way", "POST", "/api/test/write",
	     SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_CONFLICT, FAKE_READY, FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY)), 2, 201},
	    {"a write that is in others' way for ever", "POST", "/api/test/write",
	     SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_CONFLICT, FAKE_READY, FAKE_AWAIT_SYNC, FAKE_CONFLICT, FAKE_READY, FAKE_AWAIT_SYNC,
			    FAKE_CONFLICT, FAKE_READY)),
	     3, 503},
	    {"a write that is refused", "POST", "/api/test/write", SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR, FAKE_READY), GOOD), 1, 500},
	    {"a handler that refuses what it has committed", "POST", "/api/test/refuse",
	     SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY), GOOD), 1, 404},
	    {"a handler that needs no database", "GET", "/api/test/nothing", SCRIPTS(GOOD), 1, 204},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(cases[i].scripts);
		ask(u, cases[i].method, cases[i].path, "");
		if (runs != cases[i].runs || response.status != cases[i].status)
			fail_msg("%s: ran %d times, answered %d", cases[i].name, runs, response.status);
		if (response.status == 503) {
			assert_string_equal(response_find(&response, "Retry-After"), "1");
			assert_null(strstr(buf_text(&response.body), "serialize"));
		}
		usleep(20000); /* the end of the script is the end of its connection */
	}
}

/* Nobody needs the database to be told that: the server would hear of it. */
static void test_refused_before(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *method, *path, *query;
		int status;
		const char *type;
	} cases[] = {
	    {"GET", "/api/nowhere", "", 404, "not-found"},
	    {"GET", "/x", "", 404, "not-found"},
	    {"GET", "/api/%ff", "", 400, "malformed-request"},
	    {"DELETE", "/api/test/read", "", 405, "method-not-allowed"},
	    {"BREW", "/api/test/read", "", 405, "method-not-allowed"},
	    {"GET", "/api/things", "", 401, "unauthenticated"},
	    {"POST", "/api/things", "", 401, "unauthenticated"},
	    {"GET", "/api/things", "nope=1", 401, "unauthenticated"},
	    {"POST", "/api/test/write", "dry_run=true", 400, "bad-query"},
	    {"GET", "/api/test/read", "limit=5", 400, "bad-query"},
	    {"GET", "/api/test/read", "token=%", 400, "bad-query"},
	    {"POST", "/api/test/body", "", 400, "malformed-json"},
	    {"POST", "/api/test/cookie", "", 403, "origin-not-allowed"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(SCRIPTS(GOOD));
		ask(u, cases[i].method, cases[i].path, cases[i].query);
		if (response.status != cases[i].status || strcmp(problem_type(u), cases[i].type) != 0)
			fail_msg("%s %s?%s: %d %s", cases[i].method, cases[i].path, cases[i].query, response.status, problem_type(u));
		assert_int_equal(runs, 0);
		assert_int_equal(server.connections, 0);
		assert_string_equal(response_find(&response, "Request-Id"), request.id);
		assert_non_null(response_find(&response, "Cache-Control"));
		if (response.status == 401)
			assert_memory_equal(response_find(&response, "WWW-Authenticate"), "Bearer", 6);
		if (response.status == 405)
			assert_string_equal(response_find(&response, "Allow"), "GET, HEAD, OPTIONS");
	}
}

static void test_options(void **state)
{
	struct unit *u = *state;
	begin(SCRIPTS(GOOD));
	ask(u, "OPTIONS", "/api/things", "");
	assert_int_equal(response.status, 204);
	assert_string_equal(response_find(&response, "Allow"), "GET, HEAD, POST, OPTIONS");
	assert_int_equal(response.body.size, 0);
	ask(u, "OPTIONS", "/api/nowhere", "");
	assert_int_equal(response.status, 404);
}

static void test_own_origin(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *origin;
		bool repeated;
		int status;
	} cases[] = {{"https://stagefy.example", false, 200},	{"https://stagefy.example", true, 403},
		     {"https://stagefy.example/", false, 403},	{"http://stagefy.example", false, 403},
		     {"https://stagefy.example.evil", false, 403}, {"null", false, 403},
		     {"https://STAGEFY.example", false, 403},	{NULL, false, 403}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(SCRIPTS(GOOD));
		request.headers[HEADER_ORIGIN] = cases[i].origin;
		request.repeated[HEADER_ORIGIN] = cases[i].repeated;
		ask(u, "POST", "/api/test/cookie", "");
		assert_int_equal(response.status, cases[i].status);
		usleep(cases[i].status == 200 ? 20000 : 0);
	}
}

static void test_early_problem(void **state)
{
	struct unit *u = *state;
	struct problem early;
	begin(SCRIPTS(GOOD));
	ask(u, "GET", "/api/live", "");
	assert_int_equal(response.status, 200);
	problem_init(&early, u->arena);
	problem_members(&early, "\"limit\":5");
	problem_set(&early, PROBLEM_PAYLOAD_TOO_LARGE, "the body may have 5 bytes");
	response_init(&response, u->arena);
	serve_request(serve, u->arena, &request, &response, &early);
	assert_int_equal(response.status, 413);
	assert_string_equal(problem_type(u), "payload-too-large");
	assert_int_equal(runs, 0);
}

static void test_health(void **state)
{
	struct unit *u = *state;
	begin(SCRIPTS(GOOD));
	ask(u, "GET", "/api/health", "");
	assert_int_equal(response.status, 200);
	assert_non_null(strstr(buf_text(&response.body), "\"status\":\"healthy\",\"database\":\"connected\""));
	usleep(20000);
	begin(SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR, FAKE_READY)));
	ask(u, "GET", "/api/health", "");
	assert_int_equal(response.status, 503);
	assert_non_null(strstr(buf_text(&response.body), "\"status\":\"unhealthy\",\"database\":\"disconnected\""));
	assert_null(strstr(buf_text(&response.body), "zero"));
	assert_string_equal(response_find(&response, "Retry-After"), "1");
	usleep(20000);
	begin(SCRIPTS(GOOD));
	ask(u, "GET", "/api/ready", "");
	assert_non_null(strstr(buf_text(&response.body), "\"database\":\"connected\",\"migration\":\"1\""));
	usleep(20000);
	begin(SCRIPTS(GOOD));
	ask(u, "GET", "/api/openapi.json", "");
	assert_int_equal(response.status, 200);
	assert_int_equal(server.connections, 0);
}

/* A long path that is repeated in the answer is cut between characters. */
static void test_long_path(void **state)
{
	struct unit *u = *state;
	const char *path = "/api/xx";
	const struct jvalue *v;
	struct json_fault fault;
	for (int i = 0; i < 200; i++)
		path = arena_printf(u->arena, "%sé", path);
	for (int i = 0; i < 2; i++) {
		begin(NULL);
		ask(u, "GET", arena_printf(u->arena, "%s%s", path, i == 0 ? "" : "x"), "");
		assert_int_equal(response.status, 404);
		assert_int_equal(jvalue_parse(u->arena, response.body.data, response.body.size, &v, &fault), 0);
	}
	begin(NULL);
	ask(u, "POST", "/api/test/write", path);
	assert_int_equal(response.status, 400);
	assert_int_equal(jvalue_parse(u->arena, response.body.data, response.body.size, &v, &fault), 0);
}

/* One line a request, by the route's template: what a path may carry is in no log. */
static void test_access_log(void **state)
{
	struct unit *u = *state;
	char name[] = "/tmp/stagefy-access-XXXXXX", text[4096];
	int file = mkstemp(name), real = dup(STDERR_FILENO);
	unlink(name);
	begin(NULL);
	dup2(file, STDERR_FILENO);
	ask(u, "GET", "/api/things/secret-id", "q=secret");
	ask(u, "PATCH", "/api/nowhere/secret-id", "");
	dup2(real, STDERR_FILENO);
	ssize_t n = pread(file, text, sizeof text - 1, 0);
	text[n] = '\0';
	int lines = 0;
	for (char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 2);
	assert_null(strstr(text, "secret"));
	assert_non_null(strstr(text, "\"event\":\"request\",\"request_id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\",\"method\":\"GET\","
				     "\"route\":\"/api/things/{id}\",\"status\":401,"));
	assert_non_null(strstr(text, "\"route\":\"none\",\"status\":404,"));
	close(file);
	close(real);
}

/* ---- somebody who is signed in: in place of auth/auth.c */

int __wrap_auth_verify(struct auth *auth, struct arena *a, const char *token, size_t n, struct principal **out, struct problem *p);

static struct principal who;
static struct principal_note note;

int __wrap_auth_verify(struct auth *auth, struct arena *a, const char *token, size_t n, struct principal **out, struct problem *p)
{
	(void)auth;
	(void)a;
	if (n != 4 || memcmp(token, "good", 4) != 0) {
		problem_members(p, "\"reason\":\"signature\"");
		return problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	}
	*out = &who;
	return 0;
}

static void begin_signed_in(const enum fake_step *const scripts[])
{
	begin(scripts);
	who = (struct principal){.issuer = "i", .subject = "s"};
	memset(&note, 0, sizeof note);
	request.headers[HEADER_AUTHORIZATION] = "Bearer good";
}

#define ADMITTED FAKE_AWAIT_SYNC, FAKE_ROW

static void test_signed_in(void **state)
{
	struct unit *u = *state;
	begin_signed_in(SCRIPTS(SCRIPT(ADMITTED, FAKE_DONE, FAKE_READY)));
	ask(u, "POST", "/api/test/signed-in", "");
	assert_int_equal(response.status, 201);
	assert_int_equal(runs, 1);
	assert_string_equal(response_find(&response, "Cache-Control"), "private, no-cache");
	usleep(20000);
	/* refused by the database: the handler's statement was behind it, and did not run */
	begin_signed_in(SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_NOT_FOUND, FAKE_READY)));
	ask(u, "POST", "/api/test/signed-in", "");
	assert_int_equal(response.status, 404);
	assert_non_null(strstr(buf_text(&response.body), "no such agency"));
	usleep(20000);
	begin_signed_in(SCRIPTS(GOOD));
	request.headers[HEADER_AUTHORIZATION] = "Bearer bad";
	ask(u, "POST", "/api/test/signed-in", "");
	assert_int_equal(response.status, 401);
	assert_int_equal(server.connections, 0);
}

/* What a handler says without a commit is not said: nobody has been let in. */
static void test_nothing_without_a_commit(void **state)
{
	struct unit *u = *state;
	begin_signed_in(SCRIPTS(GOOD));
	ask(u, "POST", "/api/test/forget", "");
	assert_int_equal(runs, 1);
	assert_int_equal(response.status, 500);
}

static void test_agency_header(void **state)
{
	struct unit *u = *state;
	begin_signed_in(SCRIPTS(GOOD));
	request.headers[HEADER_AGENCY_ID] = "not-an-id";
	ask(u, "GET", "/api/test/signed-in", "");
	assert_int_equal(response.status, 404);
	request.headers[HEADER_AGENCY_ID] = "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a";
	request.repeated[HEADER_AGENCY_ID] = true;
	ask(u, "GET", "/api/test/signed-in", "");
	assert_int_equal(response.status, 400);
	assert_int_equal(server.connections, 0);
}

static void test_guests_do_not_write(void **state)
{
	struct unit *u = *state;
	begin_signed_in(SCRIPTS(GOOD));
	who.anonymous = true;
	ask(u, "POST", "/api/test/signed-in", "");
	assert_int_equal(response.status, 403);
	assert_non_null(strstr(buf_text(&response.body), "\"needs\":\"an account\""));
	assert_int_equal(runs, 0);
}

/* An agency that the token's note suggested, and that refuses: asked again without it. But what was
 * committed is not run again, whatever the handler says behind it. */
static void test_remembered_agency(void **state)
{
	struct unit *u = *state;
	begin_signed_in(SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_NOT_FOUND, FAKE_READY, ADMITTED, FAKE_DONE, FAKE_READY)));
	who.cached = &note;
	strcpy(note.agency_id, "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a");
	ask(u, "POST", "/api/test/signed-in", "");
	assert_int_equal(runs, 2);
	assert_int_equal(response.status, 201);
	assert_string_equal(note.agency_id, "");
	usleep(20000);
	begin_signed_in(SCRIPTS(SCRIPT(ADMITTED, FAKE_DONE, FAKE_READY), SCRIPT(ADMITTED, FAKE_DONE, FAKE_READY)));
	who.cached = &note;
	strcpy(note.agency_id, "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a");
	ask(u, "POST", "/api/test/refuse-signed-in", "");
	assert_int_equal(runs, 1);
	assert_int_equal(response.status, 404);
	usleep(20000);
}

static void test_keyed(void **state)
{
	struct unit *u = *state;
	const struct {
		const char *name;
		const enum fake_step *const *scripts;
		int runs, status;
	} cases[] = {
	    {"taken", SCRIPTS(SCRIPT(ADMITTED, FAKE_ROW, FAKE_DONE, FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_READY)), 1, 201},
	    {"cut before the answer was stored", SCRIPTS(SCRIPT(ADMITTED, FAKE_ROW, FAKE_DONE, FAKE_AWAIT_SYNC)), 1, 503},
	    {"cut before anything was read", SCRIPTS(CUT, SCRIPT(ADMITTED, FAKE_ROW, FAKE_DONE, FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_READY)), 2, 201},
	    {"in another's way", SCRIPTS(SCRIPT(ADMITTED, FAKE_ROW, FAKE_CONFLICT, FAKE_AWAIT_SYNC, FAKE_READY, ADMITTED, FAKE_ROW, FAKE_DONE,
						FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_READY)), 2, 201},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		begin_signed_in(cases[i].scripts);
		request.headers[HEADER_IDEMPOTENCY_KEY] = "k";
		ask(u, "POST", "/api/test/signed-in", "");
		if (runs != cases[i].runs || response.status != cases[i].status)
			fail_msg("%s: ran %d times, answered %d", cases[i].name, runs, response.status);
		usleep(20000);
	}
	/* done before: the stored answer, and nothing of the handler's stays */
	begin_signed_in(SCRIPTS(SCRIPT(ADMITTED, FAKE_REPLAY, FAKE_AWAIT_SYNC, FAKE_READY, ADMITTED, FAKE_ROW, FAKE_READY)));
	request.headers[HEADER_IDEMPOTENCY_KEY] = "k";
	ask(u, "POST", "/api/test/signed-in", "");
	assert_int_equal(response.status, 1); /* what the fake's row says */
	assert_string_equal(response_find(&response, "Idempotent-Replayed"), "true");
	usleep(20000);
	begin_signed_in(SCRIPTS(GOOD));
	request.headers[HEADER_IDEMPOTENCY_KEY] = "a b";
	ask(u, "POST", "/api/test/signed-in", "");
	assert_int_equal(response.status, 400);
	assert_int_equal(server.connections, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_attempts),	  UNIT(test_refused_before), UNIT(test_options),
					   UNIT(test_own_origin), UNIT(test_early_problem),  UNIT(test_health),
					   UNIT(test_long_path),  UNIT(test_access_log),	     UNIT(test_signed_in),
					   UNIT(test_nothing_without_a_commit), UNIT(test_agency_header), UNIT(test_guests_do_not_write),
					   UNIT(test_remembered_agency), UNIT(test_keyed)};
	return cmocka_run_group_tests(tests, open_all, close_all);
}
