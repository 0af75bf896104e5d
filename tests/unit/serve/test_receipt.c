/* SPDX-License-Identifier: Apache-2.0 */
#include "../rest/stage.h"

#include "auth/principal.h"
#include "base/json_out.h"
#include "db/tx.h"
#include "serve/exchange.h"
#include "serve/receipt.h"
#include "serve/router.h"

static struct stage s;
static struct exchange x;

static void open_exchange(struct unit *u, const char *key)
{
	static const struct route route = {.roles = 0};
	static const struct principal who = {.issuer = "i", .subject = "s"};
	static struct serve serve;
	stage_open(&s, u);
	memset(&x, 0, sizeof x);
	x.arena = u->arena;
	x.request = &s.request;
	x.response = &s.response;
	x.serve = &serve;
	x.route = &route;
	x.call = s.call;
	x.call.principal = &who;
	s.request.method_name = "POST";
	s.request.path = "/api/things";
	s.request.headers[HEADER_IDEMPOTENCY_KEY] = key;
}

static void test_forms(void **state)
{
	struct unit *u = *state;
	char longest[300];
	memset(longest, 'k', sizeof longest);
	longest[255] = '\0';
	const struct {
		const char *key;
		int rc;
	} cases[] = {{NULL, 0},
		     {"a", 0},
		     {"\"a\"", 0},
		     {"8e03978e-40d5-43e8-bc93-6894a57f9324", 0},
		     {"A-z_0:9.", 0},
		     {longest, 0},
		     {longest + 0, 0},
		     {"", -1},
		     {"\"\"", -1},
		     {"\"", -1},
		     {"\"a", -1},
		     {"a\"", -1},
		     {"a b", -1},
		     {"a,b", -1},
		     {"\"a\", \"b\"", -1},
		     {"a\\b", -1},
		     {"é", -1},
		     {"a\tb", -1},
		     {"a/b", -1}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool keyed = cases[i].key == NULL;
		open_exchange(u, cases[i].key);
		assert_int_equal(receipt_wanted(&x, &keyed, &u->p), cases[i].rc);
		assert_int_equal(keyed, cases[i].key != NULL);
		if (cases[i].rc < 0)
			expect_problem(&u->p, PROBLEM_MALFORMED_REQUEST, "Idempotency-Key must be 1 to 255 letters, digits or -_:. and be sent once");
	}
	bool keyed;
	longest[255] = 'k';
	longest[256] = '\0';
	open_exchange(u, longest);
	assert_int_equal(receipt_wanted(&x, &keyed, &u->p), -1);
	open_exchange(u, "a");
	s.request.repeated[HEADER_IDEMPOTENCY_KEY] = true;
	assert_int_equal(receipt_wanted(&x, &keyed, &u->p), -1);
}

static const char *claimed(struct unit *u, const char *method, const char *path, const char *query, const char *key, const char *body)
{
	open_exchange(u, key);
	s.request.method_name = method;
	s.request.path = path;
	s.request.query = query;
	s.request.body = body;
	s.request.body_size = strlen(body);
	receipt_claim(&x);
	return arena_strdup(u->arena, stage_said());
}

/* The same request has the same fingerprint; another one, in whatever part, another. */
static void test_fingerprint(void **state)
{
	struct unit *u = *state;
	const char *first = claimed(u, "POST", "/api/things", "", "k", "{}");
	static const char begin[] = "receipt.claim writes: select app.idem_claim($1,$2,$3,$4) {POST,/api/things,k,\\x";
	assert_memory_equal(first, begin, sizeof begin - 1);
	assert_int_equal(strlen(first), sizeof begin - 1 + 64 + 2);
	assert_string_equal(claimed(u, "POST", "/api/things", "", "k", "{}"), first);
	/* both forms of a key are one key */
	assert_string_equal(claimed(u, "POST", "/api/things", "", "\"k\"", "{}"), first);
	const char *fingerprint = strstr(first, "\\x");
	const char *const others[] = {claimed(u, "PUT", "/api/things", "", "k", "{}"), claimed(u, "POST", "/api/thing", "s", "k", "{}"),
				      claimed(u, "POST", "/api/things", "a=1", "k", "{}"), claimed(u, "POST", "/api/things", "", "k", "{ }"),
				      claimed(u, "POST", "/api/things", "", "k", "")};
	for (size_t i = 0; i < COUNT(others); i++)
		assert_string_not_equal(strstr(others[i], "\\x"), fingerprint);
}

static void test_store(void **state)
{
	struct unit *u = *state;
	open_exchange(u, "k");
	s.response.status = 201;
	response_header(&s.response, "Location", "/api/things/1");
	response_header(&s.response, "ETag", "\"1.0\"");
	buf_lit(&s.response.body, "{\"a\":\"\xc3\xa9\"}");
	receipt_store(&x);
	assert_string_equal(stage_said(), "receipt.store writes: select app.idem_store($1,$2,$3,$4::int,$5,$6) {POST,/api/things,k,201,"
					  "{\"Location\":\"/api/things/1\",\"ETag\":\"\\\"1.0\\\"\"},\\x7b2261223a22c3a9227d}\n");
}

/* ---- in place of db/tx.c */

struct tx *__wrap_tx_begin(struct db *db, struct arena *a);
int __wrap_tx_commit(struct tx *tx, struct problem *p);
const char *__wrap_tx_sqlstate(const struct tx *tx);

static const char *sqlstate = "";
static int commit_rc;

struct tx *__wrap_tx_begin(struct db *db, struct arena *a)
{
	(void)db;
	(void)a;
	return NULL;
}

int __wrap_tx_commit(struct tx *tx, struct problem *p)
{
	(void)tx;
	return commit_rc == 0 ? 0 : problem_set(p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
}

const char *__wrap_tx_sqlstate(const struct tx *tx)
{
	(void)tx;
	return sqlstate;
}

static void test_replays(void **state)
{
	struct unit *u = *state;
	open_exchange(u, "k");
	x.call.keyed = true;
	sqlstate = "SF208";
	assert_true(receipt_replays(&x));
	x.call.keyed = false;
	assert_false(receipt_replays(&x));
	x.call.keyed = true;
	sqlstate = "SF491";
	assert_false(receipt_replays(&x));
	sqlstate = "";
	assert_false(receipt_replays(&x));
}

static int replay(struct unit *u, const char *headers, const char *body, int count)
{
	const char *const row[] = {"201", headers, body};
	open_exchange(u, "k");
	buf_lit(&s.response.body, "what the handler had begun");
	stage_rows(1, 3, count, row);
	return receipt_replay(&x, unit_again(u));
}

static void test_replay(void **state)
{
	struct unit *u = *state;
	assert_int_equal(replay(u, "{\"Location\":\"/api/things/1\",\"ETag\":\"\\\"1.0\\\"\"}", "\\x7b2261223a22c3a9227d", 1), 0);
	assert_int_equal(s.response.status, 201);
	assert_string_equal(buf_text(&s.response.body), "{\"a\":\"\xc3\xa9\"}");
	assert_string_equal(response_find(&s.response, "Location"), "/api/things/1");
	assert_string_equal(response_find(&s.response, "ETag"), "\"1.0\"");
	assert_string_equal(response_find(&s.response, "Idempotent-Replayed"), "true");
	assert_non_null(strstr(stage_sql(1), "from app.idem_read($1,$2,$3)"));
	/* a body of nothing, in both of its forms; headers that are not there */
	assert_int_equal(replay(u, NULL, "\\x", 1), 0);
	assert_int_equal(s.response.body.size, 0);
	assert_int_equal(replay(u, "{}", NULL, 1), 0);
	assert_int_equal(s.response.body.size, 0);
}

static void test_replay_fails(void **state)
{
	struct unit *u = *state;
	/* a session that prints bytes in another way must not answer 201 with nothing */
	static const char *const odd[] = {"{\"a\":1}", "\\x7", "\\xzz", "x", "\\"};
	for (size_t i = 0; i < COUNT(odd); i++) {
		assert_int_equal(replay(u, "{}", odd[i], 1), -1);
		assert_int_equal(u->p.code, PROBLEM_INTERNAL);
	}
	assert_int_equal(replay(u, NULL, NULL, 0), -1);
	expect_problem(&u->p, PROBLEM_IDEMPOTENCY_RUNNING, NULL);
	commit_rc = -1;
	assert_int_equal(replay(u, "{}", "\\x", 1), -1);
	expect_problem(&u->p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
	commit_rc = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_forms),   UNIT(test_fingerprint), UNIT(test_store),
					   UNIT(test_replays), UNIT(test_replay),      UNIT(test_replay_fails)};
	return UNIT_RUN(tests);
}
