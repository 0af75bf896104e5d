/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/utf8.h"

static bool valid(const char *s)
{
	return utf8_valid(s, strlen(s));
}

static void test_well_formed(void **state)
{
	(void)state;
	static const char *const cases[] = {"",
					    "plain",
					    "\x7f",
					    "\xc2\x80",		 /* U+0080 */
					    "\xdf\xbf",		 /* U+07FF */
					    "\xe0\xa0\x80",	 /* U+0800 */
					    "\xed\x9f\xbf",	 /* U+D7FF */
					    "\xee\x80\x80",	 /* U+E000 */
					    "\xef\xbf\xbf",	 /* U+FFFF, a noncharacter is well formed */
					    "\xf0\x90\x80\x80", /* U+10000 */
					    "\xf4\x8f\xbf\xbf", /* U+10FFFF */
					    ("Jos\xc3\xa9" "e \xe2\x82\xac \xf0\x9f\x8f\xa0")};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(valid(cases[i]));
	assert_true(utf8_valid("a\0b", 3));
}

static void test_malformed(void **state)
{
	(void)state;
	static const char *const cases[] = {
	    "\x80", "\xbf", "a\x80",					/* a continuation by itself */
	    "\xc2", "\xc2" "a", "\xc2\xc2\x80",				/* two bytes cut or broken */
	    "\xe0\xa0", "\xe1\x80" "a", "\xe1" "ab", "\xe1\xe1\x80\x80", /* three */
	    "\xf0\x90\x80", "\xf1\x80\x80" "a", "\xf1\x80", "\xf1" "abc", /* four */
	    "\xc0\x80", "\xc0\xaf", "\xc1\xbf",				/* overlong in two */
	    "\xe0\x80\x80", "\xe0\x9f\xbf",				/* overlong in three */
	    "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",			/* overlong in four */
	    "\xed\xa0\x80", "\xed\xaf\xbf", "\xed\xb0\x80", "\xed\xbf\xbf", /* surrogates */
	    "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf7\xbf\xbf\xbf", /* above U+10FFFF */
	    "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80", "\xfe", "\xff", /* forms that never were */
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		if (valid(cases[i]))
			fail_msg("case %zu was accepted", i);
}

/* The fast way looks at eight bytes at once: a fault is found at every distance from its borders. */
static void test_fault_at_every_offset(void **state)
{
	(void)state;
	char text[40];
	for (size_t n = 1; n < sizeof text; n++)
		for (size_t at = 0; at < n; at++) {
			memset(text, 'a', n);
			assert_true(utf8_valid(text, n));
			text[at] = (char)0xff;
			assert_false(utf8_valid(text, n));
			text[at] = (char)0xc3; /* a head: right only with its tail */
			assert_false(utf8_valid(text, n));
			if (at + 1 < n) {
				text[at + 1] = (char)0xa9;
				assert_true(utf8_valid(text, n));
			}
		}
}

/* Every code point, written by the definition, is one sequence of its length. */
static void test_every_code_point(void **state)
{
	(void)state;
	for (unsigned c = 1; c <= 0x10ffff; c++) {
		unsigned char s[4];
		size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};
		for (size_t i = n - 1; i > 0; i--)
			s[i] = (unsigned char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3f));
		s[0] = (unsigned char)(heads[n] | c >> 6 * (n - 1));
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		if (utf8_sequence(s, n) != (surrogate ? 0 : n))
			fail_msg("U+%04X", c);
	}
}

static void test_length(void **state)
{
	(void)state;
	assert_int_equal(utf8_length("", 0), 0);
	assert_int_equal(utf8_length("Jos\xc3\xa9", 5), 4);
	assert_int_equal(utf8_length("\xf0\x9f\x8f\xa0\xe2\x82\xac", 7), 2);
}

/* Cut so that no sequence is broken. */
static void test_cut(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("abc", 3, 10), 3);
	assert_int_equal(utf8_cut("abc", 3, 2), 2);
	assert_int_equal(utf8_cut("abc", 3, 0), 0);
	static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8f\xa0"; /* 1 2 3 4 */
	static const size_t ends[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
	for (size_t most = 0; most < COUNT(ends); most++)
		assert_int_equal(utf8_cut(text, 10, most), ends[most]);
	/* bytes that are no UTF-8 are cut somewhere, and within bounds */
	assert_in_range(utf8_cut("\x80\x80\x80\x80\x80\x80", 6, 5), 0, 5);
	assert_in_range(utf8_cut("\xff\xff\xff", 3, 2), 0, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_well_formed), UNIT(test_malformed), UNIT(test_fault_at_every_offset),
					   UNIT(test_every_code_point), UNIT(test_length), UNIT(test_cut)};
	return UNIT_RUN(tests);
}
