/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/origin.h"

#define LABEL_63 "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz1"

static void test_origins(void **state)
{
	static const char *const good[] = {
	    "https://maison-alzette.example", "https://www.maison-alzette.example:8443", "https://xn--mnchen-3ya.example", "https://a",
	    "https://a.b-c.d1", "https://192.0.2.7", "https://[2001:db8::1]", "https://[2001:db8::1]:8443", "https://" LABEL_63 ".example",
	    "http://localhost", "http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:3000", "https://localhost:80", "http://localhost:443",
	    "https://example.test:65535"};
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!origin_valid(good[i], strlen(good[i])))
			fail_msg("%s", good[i]);
}

static void test_what_is_none(void **state)
{
	static const char *const bad[] = {
	    "", "null", "*", "https://", "https:///", "https://*.example", "https://example.test/", "https://example.test/a", "https://example.test?a",
	    "https://example.test#a", "https://user@example.test", "https://Example.test", "HTTPS://example.test", "https://example.test.", "https://.example",
	    "https://a..b", "https://-a.example", "https://a-.example", "https://a_b.example", "https://m\xc3\xbcnchen.example", "https://ex ample.test",
	    "https://example.test\n", " https://example.test", "https://example.test,https://other.test", "https://example.test https://other.test",
	    "https://example.test:", "https://example.test:0", "https://example.test:08443", "https://example.test:443", "https://example.test:65536",
	    "https://example.test:99999999999", "https://example.test:1:2", "https://example.test:+80", "http://localhost:80", "http://example.test",
	    "http://localhost.example.test", "http://127.0.0.2", "ftp://example.test", "file://", "chrome-extension://abcdef", "https:example.test",
	    "//example.test", "https://256.1.1.1", "https://1.2.3", "https://0x7f.1", "https://a.1", "https://[::1", "https://::1", "https://[::1]x",
	    "https://[]", "https://[::1]]", "https://[2001:DB8::1]", "https://[2001:db8:0::1]", "https://[fe80::1%25eth0]", "https://a" LABEL_63 ".example"};
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (origin_valid(bad[i], strlen(bad[i])))
			fail_msg("%s", bad[i]);
	assert_false(origin_valid("https://a\0b", 11));
}

static void test_length(void **state)
{
	struct unit *u = *state;
	char *host = arena_alloc(u->arena, 300);
	for (size_t i = 0; i < 300; i++)
		host[i] = i % 2 == 0 ? 'a' : '.';
	assert_true(origin_valid(arena_printf(u->arena, "https://%.253s:65535", host), 8 + 253 + 6));
	assert_false(origin_valid(arena_printf(u->arena, "https://%.255s:65535", host), 8 + 255 + 6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_origins), UNIT(test_what_is_none), UNIT(test_length)};
	return UNIT_RUN(tests);
}
