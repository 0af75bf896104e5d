/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/buf.h"

static void test_grows(void **state)
{
	struct unit *u = *state;
	struct buf b;
	buf_init(&b, u->arena, 0);
	for (int i = 0; i < 10000; i++) {
		buf_put(&b, (char)('a' + i % 26));
		if (i % 100 == 0)
			arena_alloc(u->arena, 1); /* so that it cannot always grow where it stands */
	}
	assert_int_equal(b.size, 10000);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
}

static void test_write_more_than_double(void **state)
{
	struct unit *u = *state;
	struct buf b;
	char *large = arena_alloc(u->arena, 100000);
	memset(large, 'x', 100000);
	buf_init(&b, u->arena, 64);
	buf_lit(&b, "ab");
	buf_write(&b, large, 100000);
	assert_int_equal(b.size, 100002);
	assert_memory_equal(b.data, "abxx", 4);
	assert_int_equal(b.data[100001], 'x');
}

static void test_int(void **state)
{
	struct unit *u = *state;
	static const struct {
		int64_t value;
		const char *text;
	} cases[] = {{0, "0"},	      {7, "7"},	       {-1, "-1"},
		     {1234567, "1234567"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		buf_init(&b, u->arena, 0);
		buf_int(&b, cases[i].value);
		assert_string_equal(buf_text(&b), cases[i].text);
	}
}

/* The text ends in NUL wherever the room ends, and the NUL is no part of the content. */
static void test_text_at_every_size(void **state)
{
	struct unit *u = *state;
	struct buf b;
	buf_init(&b, u->arena, 64);
	for (size_t n = 0; n < 300; n++) {
		assert_int_equal(strlen(buf_text(&b)), n);
		assert_int_equal(b.size, n);
		buf_put(&b, 'x');
	}
}

static void test_printf(void **state)
{
	struct unit *u = *state;
	struct buf b;
	buf_init(&b, u->arena, 64);
	buf_puts(&b, "a=");
	buf_printf(&b, "%d,%s", 5, "b");
	assert_string_equal(buf_text(&b), "a=5,b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_grows), UNIT(test_write_more_than_double), UNIT(test_int),
					   UNIT(test_text_at_every_size), UNIT(test_printf)};
	return UNIT_RUN(tests);
}
