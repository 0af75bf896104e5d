/* SPDX-License-Identifier: Apache-2.0 */
/* Hostile forms that the vectors do not hold, each correctly signed where that is possible. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "auth/gate.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"

static struct auth *auth;

static int open_world(void **state)
{
	static struct world w;
	world_open(&w);
	world_provider(&w, "clerk");
	auth = auth_new(&w.conf);
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	auth_free(auth);
	world_close(*state);
	return 0;
}

static const char *verify(struct world *w, const char *token)
{
	struct principal *who;
	const char *reason = world_verify(w, auth, token, strlen(token), &who);
	return reason == NULL ? "accepted" : reason;
}

static const char *with_header(struct world *w, const char *header)
{
	return verify(w, world_sign(w, "clerk1", "RS256", header, world_clerk_claims(w, NULL)));
}

static const char *with_payload(struct world *w, const char *payload)
{
	return verify(w, world_sign(w, "clerk1", "RS256", CLERK_HEADER, payload));
}

struct row {
	const char *text, *reason;
};

static void test_headers(void **state)
{
#define KID "\"kid\":\"" CLERK_KID "\""
	static const struct row rows[] = {
		{"{\"alg\":\"RS256\"," KID "}", "accepted"},
		{" {\"alg\" : \"RS256\" ,\n" KID "} ", "accepted"},
		{"{\"\\u0061lg\":\"RS256\"," KID "}", "accepted"}, /* an escaped name is the same name */
		{"{\"alg\":\"RS256\",\"oiat\":1," KID "}", "accepted"},
		{"{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}," KID "}", "accepted"},
		{"{\"alg\":\"RS256\\u0000\"," KID "}", "malformed"},
		{"{\"alg\":\"\\uff32\\uff33256\"," KID "}", "alg_not_allowed"},
		{"{\"alg\":\"RS256 \"," KID "}", "alg_not_allowed"},
		{"{\"alg\":\" RS256\"," KID "}", "alg_not_allowed"},
		{"{\"alg\":\"none\"," KID "}", "alg_not_allowed"},
		{"{\"alg\":null," KID "}", "alg_not_allowed"},
		{"{\"alg\":1," KID "}", "alg_not_allowed"},
		{"{\"alg\":true," KID "}", "alg_not_allowed"},
		{"{\"alg\":\"RS256\",\"alg\":\"RS256\"," KID "}", "duplicate_member"},
		{"{\"alg\":\"RS256\",\"\\u0061lg\":\"none\"," KID "}", "duplicate_member"},
		{"{\"alg\":\"EdDSA\"," KID "}", "alg_not_allowed"},
		{"{\"alg\":\"HS256\"," KID "}", "alg_not_allowed"},
		{"{\"alg\":\"RS256\",\"kid\":null}", "missing_kid"},
		{"{\"alg\":\"RS256\",\"kid\":[\"" CLERK_KID "\"]}", "missing_kid"},
		{"{\"alg\":\"RS256\",\"kid\":5}", "missing_kid"},
		{"{\"alg\":\"RS256\",\"kid\":\"\"}", "unknown_kid"},
		{"{\"alg\":\"RS256\",\"kid\":\"" CLERK_KID "\\u0000\"}", "malformed"},
		{"{\"alg\":\"RS256\",\"kid\":\"" CLERK_KID " \"}", "unknown_kid"},
		{"{\"alg\":\"RS256\",\"kid\":\"INS_2ASTAGEFYPRODKEY00000000001\"}", "unknown_kid"},
		{"{\"alg\":\"RS256\",\"kid\":\"../../../../dev/null\"}", "unknown_kid"},
		{"{\"alg\":\"RS256\",\"kid\":\"/dev/tcp/evil.example/80\"}", "unknown_kid"},
		{"{\"alg\":\"RS256\",\"kid\":\"https://evil.example/jwks.json\"}", "unknown_kid"},
		{"{\"alg\":\"RS256\",\"typ\":\"jwt\"," KID "}", "bad_header_type"},
		{"{\"alg\":\"RS256\",\"typ\":\"at+jwt\"," KID "}", "bad_header_type"},
		{"{\"alg\":\"RS256\",\"typ\":\"application/at+jwt\"," KID "}", "bad_header_type"},
		{"{\"alg\":\"RS256\",\"typ\":null," KID "}", "bad_header_type"},
		{"{\"alg\":\"RS256\",\"cty\":\"json\"," KID "}", "bad_header_type"},
		{"{\"alg\":\"RS256\",\"crit\":[]," KID "}", "crit_unsupported"},
		{"{\"alg\":\"RS256\",\"crit\":null," KID "}", "crit_unsupported"},
		{"{\"alg\":\"RS256\",\"crit\":\"exp\"," KID "}", "crit_unsupported"},
		{"{\"alg\":\"RS256\",\"b64\":true," KID "}", "crit_unsupported"},
		{"{\"alg\":\"RS256\",\"cat\":\"cl_B7d4PD222AAA\"," KID "}", "wrong_category"},
		{"{\"alg\":\"RS256\",\"cat\":\"cl_B7d4PD333AAA\"," KID "}", "wrong_category"},
		{"{\"alg\":\"RS256\",\"cat\":\"cl_I7d4PD111III\"," KID "}", "accepted"},
		{"{\"alg\":\"RS256\",\"cat\":null," KID "}", "wrong_category"},
		{"{\"alg\":\"RS256\",\"cat\":[\"cl_B7d4PD111AAA\"]," KID "}", "wrong_category"},
		{"[{\"alg\":\"RS256\"," KID "}]", "bad_json"},
		{"{\"alg\":\"RS256\"," KID "}{}", "bad_json"},
		{"{\"alg\":\"RS256\"," KID ",}", "bad_json"},
		{"{'alg':'RS256'}", "bad_json"},
		{"\xef\xbb\xbf{\"alg\":\"RS256\"," KID "}", "bad_json"},
		{"{\"alg\":\"RS256\",\"x\":\"\xff\"," KID "}", "bad_json"},
		{"{}", "alg_not_allowed"},
		{" ", "bad_json"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *got = with_header(*state, rows[i].text);
		if (strcmp(got, rows[i].reason) != 0)
			fail_msg("%s: %s, not %s", rows[i].text, got, rows[i].reason);
	}
}

static void test_payloads(void **state)
{
	struct world *w = *state;
	static const struct row rows[] = {
		{"[]", "bad_json"},
		{"\"x\"", "bad_json"},
		{"{}{}", "bad_json"},
		{"{\"a\":1,\"a\":1}", "duplicate_member"},
		{"{\"o\":{\"id\":1,\"id\":2}}", "duplicate_member"},
		{"{\"a\":\"\\ud800\"}", "bad_json"},
		{"{\"a\":\"\\u0000\"}", "bad_json"},
		{"{\"a\":\"\xc0\xaf\"}", "bad_json"},
		{"{\"a\":\"\xed\xa0\x80\"}", "bad_json"},
		{"{\"a\":\"\xf4\x90\x80\x80\"}", "bad_json"},
		{"{\"a\":NaN}", "bad_json"},
		{"{\"a\":Infinity}", "bad_json"},
		{"{\"a\":+1}", "bad_json"},
		{"{\"a\":1.}", "bad_json"},
		{"{\"a\":.5}", "bad_json"},
		{"{\"a\":0x1}", "bad_json"},
		{"{a:1}", "bad_json"},
		{"{\"a\":1}\xe2\x80\xa8", "bad_json"},
		{"{\"a\":9223372036854775808}", "bad_claim_value"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *got = with_payload(w, rows[i].text);
		if (strcmp(got, rows[i].reason) != 0)
			fail_msg("%s: %s, not %s", rows[i].text, got, rows[i].reason);
	}
	/* a NUL ends a C string, not a payload */
	char *good = world_clerk_claims(w, NULL);
	size_t n = strlen(good);
	char *two = arena_printf(w->arena, "%s.{\"sub\":\"x\"}", good);
	two[n] = '\0';
	const char *token = world_sign_n(w, "clerk1", "RS256", CLERK_HEADER, strlen(CLERK_HEADER), two, n + 12);
	assert_string_equal(verify(w, token), "bad_json");
}

static void test_parts(void **state)
{
	struct world *w = *state;
	const char *t = world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, NULL));
	const char *payload = strchr(t, '.') + 1, *signature = strchr(payload, '.') + 1;
	int h = (int)(payload - 1 - t), p = (int)(signature - 1 - payload);
#define T(...) verify(w, arena_printf(w->arena, __VA_ARGS__))
	assert_string_equal(verify(w, t), "accepted");
	assert_string_equal(T("%.*s", h, t), "malformed");
	assert_string_equal(T("%.*s.%.*s", h, t, p, payload), "malformed");
	assert_string_equal(T("%.*s.%.*s.", h, t, p, payload), "malformed");
	assert_string_equal(T("%.*s..%s", h, t, signature), "malformed");
	assert_string_equal(T(".%.*s.%s", p, payload, signature), "malformed");
	assert_string_equal(T("%s.%s", t, signature), "malformed");
	assert_string_equal(T(".%s", t), "malformed");
	assert_string_equal(T("%s..", t), "malformed");
	assert_string_equal(T("..."), "malformed");
	assert_string_equal(T("Bearer %s", t), "bad_base64");
	assert_string_equal(T("\"%s\"", t), "bad_base64");
	assert_string_equal(T("%s=", t), "bad_base64");
	assert_string_equal(T("%s\r\n", t), "bad_base64");
	assert_string_equal(T(" %s", t), "bad_base64");
	assert_string_equal(T("%.*s\xef\xbc\x8e%.*s.%s", h, t, p, payload, signature), "malformed");
	assert_string_equal(T("%.*s.%.*s.%%41%s", h, t, p, payload, signature), "bad_base64");
	assert_string_equal(
		T("{\"payload\":\"%.*s\",\"protected\":\"%.*s\",\"signature\":\"%s\"}", p, payload, h, t, signature),
		"malformed");
}

/* The last character of a part carries spare bits: only their canonical form is taken. */
static void test_spare_bits(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct world *w = *state;
	char *t = world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, NULL));
	char *last = t + strlen(t) - 1, good = *last;
	unsigned accepted = 0;
	for (const char *c = alphabet; *c != '\0'; c++) {
		*last = *c;
		const char *reason = verify(w, t);
		accepted += strcmp(reason, "accepted") == 0;
		if (*c != good)
			assert_true(strcmp(reason, "bad_base64") == 0 || strcmp(reason, "bad_signature") == 0);
	}
	assert_int_equal(accepted, 1);
}

static void test_nul_in_token(void **state)
{
	struct world *w = *state;
	struct principal *who;
	const char *t = world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, NULL));
	size_t n = strlen(t);
	char *longer = arena_printf(w->arena, "%s.x", t);
	longer[n] = '\0';
	assert_string_equal(world_verify(w, auth, longer, n + 1, &who), "bad_base64");
	assert_string_equal(world_verify(w, auth, longer, n + 2, &who), "bad_base64");
	assert_null(world_verify(w, auth, longer, n, &who));
}

static void test_sizes(void **state)
{
	struct world *w = *state;
	struct principal *who;
	size_t huge = 9u << 20;
	char *text = malloc(huge);
	assert_non_null(text);
	memset(text, 'A', huge);
	text[100] = text[200] = '.';
	assert_string_equal(world_verify(w, auth, text, huge, &who), "too_large");
	memset(text, '.', huge);
	assert_string_equal(world_verify(w, auth, text, huge, &who), "too_large");
	assert_string_equal(world_verify(w, auth, text, GATE_MOST_BYTES, &who), "malformed");
	free(text);
	assert_string_equal(world_verify(w, auth, "", 0, &who), "malformed");

	/* exactly 8192 bytes pass, one more does not */
	const char *base = world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, "\"pad\":\"\""));
	size_t room = (GATE_MOST_BYTES - strlen(base)) * 3 / 4;
	bool exact = false;
	for (size_t pad = room - 4; pad <= room + 4; pad++) {
		char *claim = arena_alloc(w->arena, pad + 16);
		memcpy(claim, "\"pad\":\"", 7);
		memset(claim + 7, 'x', pad);
		strcpy(claim + 7 + pad, "\"");
		const char *t = world_sign(w, "clerk1", "RS256", CLERK_HEADER, world_clerk_claims(w, claim));
		exact |= strlen(t) == GATE_MOST_BYTES;
		assert_string_equal(verify(w, t), strlen(t) <= GATE_MOST_BYTES ? "accepted" : "too_large");
	}
	assert_true(exact);
}

/* As deep as 8192 bytes can go, in brackets and in objects, header and payload; and 100,000 levels. */
static void test_depth(void **state)
{
	struct world *w = *state;
	struct principal *who;
	char deep[4096];
	memset(deep, '[', sizeof deep);
	assert_string_equal(
		verify(w, world_sign_n(w, "clerk1", "RS256", CLERK_HEADER, strlen(CLERK_HEADER), deep, sizeof deep)),
		"bad_json");
	assert_string_equal(verify(w, world_sign_n(w, "clerk1", "RS256", deep, sizeof deep, "{}", 2)), "bad_json");
	for (size_t i = 0; i + 5 <= sizeof deep; i += 5)
		memcpy(deep + i, "{\"a\":", 5);
	assert_string_equal(
		verify(w, world_sign_n(w, "clerk1", "RS256", CLERK_HEADER, strlen(CLERK_HEADER), deep, sizeof deep)),
		"bad_json");
	char *far = malloc(100000);
	assert_non_null(far);
	memset(far, '[', 100000);
	const char *token = world_sign_n(w, "clerk1", "RS256", CLERK_HEADER, strlen(CLERK_HEADER), far, 100000);
	assert_string_equal(world_verify(w, auth, token, strlen(token), &who), "too_large");
	free(far);
	/* 31 levels within the claims object are the most that base/jvalue reads */
	char claim[128] = "\"x\":";
	memset(claim + 4, '[', 31);
	memset(claim + 35, ']', 31);
	assert_string_equal(with_payload(w, world_clerk_claims(w, claim)), "accepted");
	memset(claim + 4, '[', 32);
	memset(claim + 36, ']', 32);
	assert_string_equal(with_payload(w, world_clerk_claims(w, claim)), "bad_json");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_headers),	  TEST(test_payloads),	   TEST(test_parts),
					   TEST(test_spare_bits), TEST(test_nul_in_token), TEST(test_sizes),
					   TEST(test_depth)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
