/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/buf.h"
#include "base/encode.h"

static void test_hex(void **state)
{
	(void)state;
	char text[9];
	uint8_t bytes[4];
	encode_hex("\x00\x1f\xa0\xff", 4, text);
	assert_string_equal(text, "001fa0ff");
	assert_int_equal(encode_unhex("001fA0Ff", 8, bytes), 0);
	assert_memory_equal(bytes, "\x00\x1f\xa0\xff", 4);
	assert_int_equal(encode_unhex("", 0, bytes), 0);
	static const char *const wrong[] = {"0", "0g", "g0", " 0", "0x", "00 ", "\xc3\xa9"};
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(encode_unhex(wrong[i], strlen(wrong[i]), bytes), -1);
}

/* RFC 4648 section 10, without padding, and the two characters that tell base64url from base64. */
static void test_base64url(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *bytes, *text;
	} cases[] = {{"", ""},	       {"f", "Zg"},	    {"fo", "Zm8"},	     {"foo", "Zm9v"},
		     {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xbf", "-_-_"}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		uint8_t back[16];
		size_t n = strlen(cases[i].bytes);
		buf_init(&b, u->arena, 0);
		encode_base64url(&b, cases[i].bytes, n);
		assert_string_equal(buf_text(&b), cases[i].text);
		assert_int_equal(encode_unbase64url(cases[i].text, strlen(cases[i].text), back), n);
		assert_memory_equal(back, cases[i].bytes, n);
	}
}

static void test_base64url_strict(void **state)
{
	(void)state;
	uint8_t out[16];
	static const char *const wrong[] = {
	    "Zg==", "Zg=", "Z", "Zm9vY", /* padding, a lone character */
	    "Zh",   "Zm9", "Zm-",	 /* spare bits that are not zero */
	    "Zm+v", "Zm/v", "Zm 9", "Zm9v\n", "\xc3\xa9zz", /* another alphabet, white space */
	};
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (encode_unbase64url(wrong[i], strlen(wrong[i]), out) != -1)
			fail_msg("'%s' was accepted", wrong[i]);
	assert_int_equal(encode_unbase64url("Zm\0v", 4, out), -1);
}

/* The same with padding, which must be right. */
static void test_base64(void **state)
{
	(void)state;
	static const struct {
		const char *bytes, *text;
	} cases[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xfb\xff\xbf", "+/+/"}};
	static const char *const wrong[] = {"Zg", "Zg=", "Z===", "=", "====", "Zm9v=", "Zm8==", "Zh==", "-_-_", "Zm 9", "Zg==Zg=="};
	uint8_t out[16];
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(encode_unbase64(cases[i].text, strlen(cases[i].text), out), strlen(cases[i].bytes));
		assert_memory_equal(out, cases[i].bytes, strlen(cases[i].bytes));
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (encode_unbase64(wrong[i], strlen(wrong[i]), out) != -1)
			fail_msg("'%s' was accepted", wrong[i]);
}

static void test_base64url_all_bytes(void **state)
{
	struct unit *u = *state;
	uint8_t bytes[256], back[256];
	struct buf b;
	for (int i = 0; i < 256; i++)
		bytes[i] = (uint8_t)i;
	for (size_t n = 0; n <= 256; n++) {
		buf_init(&b, u->arena, 0);
		encode_base64url(&b, bytes, n);
		assert_int_equal(b.size, (n * 4 + 2) / 3);
		assert_int_equal(encode_unbase64url(b.data, b.size, back), n);
		assert_memory_equal(back, bytes, n);
	}
}

static const char *percent(struct arena *a, const char *s, const char *keep)
{
	struct buf b;
	buf_init(&b, a, 0);
	encode_percent(&b, s, strlen(s), keep);
	return buf_text(&b);
}

static void test_percent(void **state)
{
	struct unit *u = *state;
	assert_string_equal(percent(u->arena, "AZaz09-._~", ""), "AZaz09-._~");
	assert_string_equal(percent(u->arena, "a/b c+é", ""), "a%2Fb%20c%2B%C3%A9");
	assert_string_equal(percent(u->arena, "a/b c", "/"), "a/b%20c");
	struct buf b;
	buf_init(&b, u->arena, 0);
	encode_percent(&b, "\0", 1, "/");
	assert_string_equal(buf_text(&b), "%00");
}

static void expect_unpercent(const char *from, int plus, const char *to)
{
	char text[32];
	strcpy(text, from);
	ssize_t n = encode_unpercent(text, strlen(text), plus);
	if (to == NULL) {
		assert_int_equal(n, -1);
		return;
	}
	assert_int_equal(n, strlen(to));
	assert_memory_equal(text, to, strlen(to));
}

static void test_unpercent(void **state)
{
	(void)state;
	expect_unpercent("", 1, "");
	expect_unpercent("a%20b%C3%a9", 0, "a b\xc3\xa9");
	expect_unpercent("a+b", 1, "a b");
	expect_unpercent("a+b", 0, "a+b");
	expect_unpercent("%2B+", 1, "+ ");
	expect_unpercent("%25%32%30", 0, "%20"); /* decoded once */
	expect_unpercent("%", 0, NULL);
	expect_unpercent("a%2", 0, NULL);
	expect_unpercent("%2g", 0, NULL);
	expect_unpercent("%%20", 0, NULL);
	expect_unpercent("% 2", 0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_hex),     UNIT(test_base64url), UNIT(test_base64url_strict),
					   UNIT(test_base64), UNIT(test_base64url_all_bytes), UNIT(test_percent),	 UNIT(test_unpercent)};
	return UNIT_RUN(tests);
}
