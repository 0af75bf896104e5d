/* SPDX-License-Identifier: Apache-2.0 */
/* What PayFast's servers may answer, from a server that says it. That the signatures are theirs, test_payfast.c shows. */
#include "link/payfast_api.h"
#include "link/payfast_itn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "server.h"

#define TOKEN "2afa4575-5628-051a-d0ed-4e071b56a7b0"
#define NOW (INT64_C(1760000000) * 1000000) /* 2025-10-09T08:53:20Z: the moment of the vectors */
#define SAYS(status, body) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" body
#define DONE SAYS("200 OK", "{\"code\":200,\"status\":\"success\",\"data\":{\"response\":true}}")
#define ANSWERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct arena *arena;
static struct problem problem;
static struct server server;
static struct conf conf;

static void answering(const char *const *answers)
{
	server_start(&server, answers);
	const char *at = arena_printf(arena, "http://127.0.0.1:%d", server.port);
	conf = (struct conf){.payfast_merchant_id = "10018867", .payfast_merchant_key = "key", .payfast_passphrase = "2uU_k5q_vRS_",
			     .payfast_url = at, .payfast_api_url = at};
}

static void asked(size_t i, const char *begin, const char *part)
{
	server_stop(&server);
	assert_true((size_t)server.accepted > i);
	if (strncmp(server.requests[i], begin, strlen(begin)) != 0 || strstr(server.requests[i], part) == NULL)
		fail_msg("asked %s", server.requests[i]);
}

/* The signatures are those of the vectors, made with the same token, merchant and moment. */
static void cancel_is_signed_as_in_the_vectors(void **state)
{
	(void)state;
	answering(ANSWERS(DONE));
	assert_int_equal(payfast_api_cancel(arena, &conf, TOKEN, &problem), PAYFAST_API_DONE);
	asked(0, "PUT /subscriptions/" TOKEN "/cancel HTTP", "signature: fae38f73dc93f54da6cbbad43c9c3375");
	assert_non_null(strstr(server.requests[0], "merchant-id: 10018867\r\nversion: v1\r\ntimestamp: 2025-10-09T10:53:20+02:00\r\n"));
	assert_non_null(strstr(server.requests[0], "Content-Length: 0\r\n"));
}

static void update_sends_cents(void **state)
{
	(void)state;
	const struct payfast_cents amount = {12900};
	const struct payfast_change change = {.amount = &amount, .cycles = 12, .frequency = 3, .run_date = "2026-01-31"};
	answering(ANSWERS(DONE));
	assert_int_equal(payfast_api_update(arena, &conf, TOKEN, &change, &problem), PAYFAST_API_DONE);
	asked(0, "PATCH /subscriptions/" TOKEN "/update HTTP", "signature: 96d920dedee260258a9263116d0f1e83");
	assert_non_null(strstr(server.requests[0], "\r\n\r\namount=12900&cycles=12&frequency=3&run_date=2026-01-31"));
}

static void pause_and_unpause(void **state)
{
	(void)state;
	answering(ANSWERS(DONE, DONE));
	assert_int_equal(payfast_api_pause(arena, &conf, TOKEN, 1, &problem), PAYFAST_API_DONE);
	assert_int_equal(payfast_api_unpause(arena, &conf, TOKEN, &problem), PAYFAST_API_DONE);
	asked(1, "PUT /subscriptions/" TOKEN "/unpause HTTP", "Content-Length: 0\r\n");
	assert_non_null(strstr(server.requests[0], "PUT /subscriptions/" TOKEN "/pause HTTP"));
	assert_non_null(strstr(server.requests[0], "\r\n\r\ncycles=1"));
}

static void refund_is_signed_as_in_the_vectors(void **state)
{
	(void)state;
	answering(ANSWERS(DONE));
	assert_int_equal(payfast_api_refund(arena, &conf, "1124148", (struct payfast_cents){1000}, "Product out of stock", &problem), PAYFAST_API_DONE);
	asked(0, "POST /refunds/1124148 HTTP", "signature: cd086f3206088e22eaae4617b37ade3d");
	assert_non_null(strstr(server.requests[0], "\r\n\r\namount=1000&notify_buyer=1&notify_merchant=0&reason=Product+out+of+stock"));
}

static void reads_a_subscription(void **state)
{
	(void)state;
	struct payfast_subscription s;
	answering(ANSWERS(SAYS("200 OK", "{\"code\":200,\"status\":\"success\",\"data\":{\"response\":{\"amount\":9900,\"cycles\":0,\"cycles_complete\":3,"
					 "\"frequency\":3,\"run_date\":\"2026-01-31T00:00:00+02:00\",\"status\":1,\"status_reason\":\"\",\"status_text\":\"ACTIVE\","
					 "\"token\":\"" TOKEN "\"}}}")));
	assert_int_equal(payfast_api_fetch(arena, &conf, TOKEN, &s, &problem), PAYFAST_API_DONE);
	asked(0, "GET /subscriptions/" TOKEN "/fetch HTTP", "signature: ");
	assert_int_equal(s.status, PAYFAST_API_ACTIVE);
	assert_int_equal(s.amount.count, 9900);
	assert_int_equal(s.cycles_complete, 3);
	assert_string_equal(s.run_date, "2026-01-31");
	assert_string_equal(s.status_text, "ACTIVE");
}

static void an_answer_without_a_subscription_tells_nothing(void **state)
{
	(void)state;
	struct payfast_subscription s;
	answering(ANSWERS(SAYS("200 OK", "{\"code\":200,\"status\":\"success\",\"data\":{}}")));
	assert_int_equal(payfast_api_fetch(arena, &conf, TOKEN, &s, &problem), PAYFAST_API_UNKNOWN);
	server_stop(&server);
}

static void a_charge_is_done_only_when_it_says_so(void **state)
{
	(void)state;
	const struct payfast_charge charge = {.amount = {500}, .item_name = "Credits", .m_payment_id = "p 1"};
	const char *id = NULL;
	answering(ANSWERS(SAYS("200 OK", "{\"code\":200,\"status\":\"success\",\"data\":{\"response\":\"true\",\"message\":\"ok\",\"pf_payment_id\":1089250}}"),
			  SAYS("200 OK", "{\"code\":200,\"status\":\"failed\",\"data\":{\"response\":false,\"message\":\"Declined\"}}"),
			  SAYS("200 OK", "{\"code\":400,\"status\":\"failed\",\"data\":{\"response\":4,\"message\":\"Expired card\"}}")));
	assert_int_equal(payfast_api_charge(arena, &conf, TOKEN, &charge, &id, &problem), PAYFAST_API_DONE);
	assert_string_equal(id, "1089250");
	assert_int_equal(payfast_api_charge(arena, &conf, TOKEN, &charge, &id, &problem), PAYFAST_API_REFUSED);
	assert_string_equal(problem.detail, "PayFast did not charge: Declined");
	problem_init(&problem, arena);
	assert_int_equal(payfast_api_charge(arena, &conf, TOKEN, &charge, &id, &problem), PAYFAST_API_REFUSED);
	assert_string_equal(problem.detail, "PayFast answered 400: Expired card");
	asked(0, "POST /subscriptions/" TOKEN "/adhoc HTTP", "\r\n\r\namount=500&item_name=Credits&m_payment_id=p+1");
}

static void what_can_be_refunded(void **state)
{
	(void)state;
	struct payfast_refundable r;
	answering(ANSWERS(SAYS("200 OK", "{\"code\":200,\"status\":\"success\",\"data\":{\"response\":{\"status\":\"REFUNDABLE\",\"amount_available_for_refund\":9900}}}")));
	assert_int_equal(payfast_api_refundable(arena, &conf, "1089250", &r, &problem), PAYFAST_API_DONE);
	asked(0, "GET /refunds/query/1089250 HTTP", "signature: ");
	assert_string_equal(r.status, "REFUNDABLE");
	assert_int_equal(r.available.count, 9900);
}

/* What a call may be tried again after, and what not. */
static void a_refusal_is_not_a_failure(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		enum payfast_api_end end;
	} table[] = {
		{SAYS("400 Bad Request", "{\"code\":400,\"status\":\"failed\",\"data\":{\"response\":false,\"message\":\"Subscription is cancelled\"}}"), PAYFAST_API_REFUSED},
		{SAYS("404 Not Found", "{\"code\":404,\"status\":\"failed\",\"data\":{\"response\":\"Not found\"}}"), PAYFAST_API_REFUSED},
		{SAYS("401 Unauthorized", "{\"code\":401,\"status\":\"failed\",\"data\":{\"response\":\"Merchant authorisation failed.\"}}"), PAYFAST_API_UNKNOWN},
		{SAYS("429 Too Many Requests", "{}"), PAYFAST_API_UNKNOWN},
		{SAYS("500 Oh", "<html>"), PAYFAST_API_UNKNOWN},
		{SAYS("302 Found", ""), PAYFAST_API_UNKNOWN},
		{SAYS("200 OK", "<html>"), PAYFAST_API_UNKNOWN},
		{SAYS("200 OK", "{\"code\":\"200\"}"), PAYFAST_API_UNKNOWN},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		problem_init(&problem, arena);
		answering(ANSWERS(table[i].answer));
		if (payfast_api_cancel(arena, &conf, TOKEN, &problem) != table[i].end)
			fail_msg("%s", table[i].answer);
		assert_int_equal(problem.code, PROBLEM_BAD_GATEWAY);
		server_stop(&server);
	}
}

static void ping_needs_no_json(void **state)
{
	(void)state;
	answering(ANSWERS(SAYS("200 OK", "\"Payfast API\""), SAYS("401 No", "")));
	assert_int_equal(payfast_api_ping(arena, &conf, &problem), PAYFAST_API_DONE);
	assert_int_equal(payfast_api_ping(arena, &conf, &problem), PAYFAST_API_REFUSED);
	asked(0, "GET /ping HTTP", "signature: ");
}

static int confirmed(const char *answer)
{
	static const char body[] = "m_payment_id=1&name=a+b&signature=x";
	struct payfast_itn itn;
	problem_init(&problem, arena);
	answering(ANSWERS(answer));
	assert_null(payfast_itn_read(arena, body, sizeof body - 1, &itn));
	int rc = payfast_itn_confirm(arena, &conf, &itn, &problem);
	server_stop(&server);
	return rc;
}

static void only_the_word_valid_confirms(void **state)
{
	(void)state;
	assert_int_equal(confirmed(SAYS("200 OK", "VALID\n")), 1);
	assert_non_null(strstr(server.requests[0], "POST /eng/query/validate HTTP"));
	assert_non_null(strstr(server.requests[0], "\r\n\r\nm_payment_id=1&name=a+b"));
	assert_null(strstr(server.requests[0], "signature"));
	assert_int_equal(confirmed(SAYS("200 OK", "INVALID")), 0);
	assert_int_equal(confirmed(SAYS("200 OK", "VALIDATED")), -1);
	assert_int_equal(confirmed(SAYS("200 OK", "valid")), -1);
	assert_int_equal(confirmed(SAYS("302 Found", "VALID")), -1);
	assert_int_equal(confirmed(SAYS("500 Oh", "VALID")), -1);
}

static int set_up(void **state)
{
	(void)state;
	log_set_level(LOG_ERROR);
	clock_stop_at(NOW);
	arena = arena_new(4096);
	problem_init(&problem, arena);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clock_stop_at(0);
	arena_free(arena);
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(cancel_is_signed_as_in_the_vectors),
		TEST(update_sends_cents),
		TEST(pause_and_unpause),
		TEST(refund_is_signed_as_in_the_vectors),
		TEST(reads_a_subscription),
		TEST(an_answer_without_a_subscription_tells_nothing),
		TEST(a_charge_is_done_only_when_it_says_so),
		TEST(what_can_be_refunded),
		TEST(a_refusal_is_not_a_failure),
		TEST(ping_needs_no_json),
		TEST(only_the_word_valid_confirms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
