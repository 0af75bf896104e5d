/* SPDX-License-Identifier: Apache-2.0 */
/* The same words in each encoding, whole and a byte at a time. */
#include "../unit.h"
#include "base/buf.h"
#include "formats/charset.h"

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct {
	const char *bytes;
	size_t size;
	enum charset charset;
	const char *text;
} cases[] = {
    {BYTES("Jos\xc3\xa9" "e 5 \xe2\x82\xac"), CHARSET_UTF8, "Jos\xc3\xa9" "e 5 \xe2\x82\xac"},
    {BYTES("\xef\xbb\xbf" "a;b"), CHARSET_UTF8, "a;b"},
    {BYTES("\xff\xfe" "J\0o\0s\0\xe9\0\xac\x20"), CHARSET_UTF16LE, "Jos\xc3\xa9\xe2\x82\xac"},
    {BYTES("\xfe\xff\0J\0o\0s\0\xe9\x20\xac"), CHARSET_UTF16BE, "Jos\xc3\xa9\xe2\x82\xac"},
    {BYTES("J\0o\0s\0,\0\n\0"), CHARSET_UTF16LE, "Jos,\n"},
    {BYTES("\0J\0o\0s\0,\0\n"), CHARSET_UTF16BE, "Jos,\n"},
    {BYTES("\xff\xfe\x3d\xd8\x00\xde!\0"), CHARSET_UTF16LE, "\xf0\x9f\x98\x80!"},
    {BYTES("\xff\xfe\x3d\xd8!\0"), CHARSET_UTF16LE, "\xef\xbf\xbd!"},
    {BYTES("Jos\xe9" "e 5 \x80"), CHARSET_WINDOWS_1252, "Jos\xc3\xa9" "e 5 \xe2\x82\xac"},
    {BYTES("Jos\xe9" "e 5 \xa4"), CHARSET_ISO_8859_15, "Jos\xc3\xa9" "e 5 \xe2\x82\xac"},
    {BYTES("c\xbd" "ur \xa4"), CHARSET_ISO_8859_15, "c\xc5\x93ur \xe2\x82\xac"},
    {BYTES("plain"), CHARSET_UTF8, "plain"},
    {BYTES("cut \xe2\x82"), CHARSET_UTF8, "cut \xef\xbf\xbd"},
};

static void each_is_recognized(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(charset_name(charset_guess(cases[i].bytes, cases[i].size)), charset_name(cases[i].charset));
}

static const char *read_by(struct unit *u, size_t i, size_t step)
{
	struct charset_reader r = {.from = cases[i].charset};
	struct buf b;
	buf_init(&b, u->arena, 16);
	for (size_t at = 0; at < cases[i].size; at += step)
		charset_read(&r, cases[i].bytes + at, cases[i].size - at < step ? cases[i].size - at : step, &b);
	charset_end(&r, &b);
	return buf_text(&b);
}

static void each_is_read_as_utf8_in_pieces_of_any_size(void **state)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step <= cases[i].size; step++)
			assert_string_equal(read_by(*state, i, step), cases[i].text);
}

static void names_of_other_programs_are_known(void **state)
{
	enum charset c;
	(void)state;
	assert_int_equal(charset_find("ISO-8859-1", &c), 0);
	assert_int_equal(c, CHARSET_WINDOWS_1252);
	assert_int_equal(charset_find("Utf-8", &c), 0);
	assert_int_equal(c, CHARSET_UTF8);
	assert_int_equal(charset_find("klingon", &c), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(each_is_recognized),
	    UNIT(each_is_read_as_utf8_in_pieces_of_any_size),
	    UNIT(names_of_other_programs_are_known),
	};
	return UNIT_RUN(tests);
}
