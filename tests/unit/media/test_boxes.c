/* SPDX-License-Identifier: Apache-2.0 */
#include "media/boxes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define CURSOR(text) ((struct boxes_cursor){(const uint8_t *)(text), sizeof(text) - 1, false})

static void walks_boxes_of_all_kinds_of_sizes(void **state)
{
	(void)state;
	struct boxes_cursor c = CURSOR("\0\0\0\x0a"
				       "aaaaxy"
				       "\0\0\0\1bbbb\0\0\0\0\0\0\0\x11z"
				       "\0\0\0\0cccctherest"),
			    body;
	char name[4];
	assert_true(boxes_next(&c, name, &body));
	assert_memory_equal(name, "aaaa", 4);
	assert_int_equal(body.left, 2);
	assert_true(boxes_next(&c, name, &body));
	assert_memory_equal(name, "bbbb", 4);
	assert_int_equal(body.left, 1);
	assert_true(boxes_next(&c, name, &body));
	assert_memory_equal(body.at, "therest", 7);
	assert_false(boxes_next(&c, name, &body));
	assert_false(c.bad);
}

static void broken_sizes_end_the_walk(void **state)
{
	(void)state;
	static const char *const texts[] = {"\0\0\0\x07xxxx", "\0\0\0\x09xxxx", "\xff\xff\xff\xffxxxx"};
	for (size_t i = 0; i < 3; i++) {
		struct boxes_cursor c = {(const uint8_t *)texts[i], 8, false}, body;
		char name[4];
		assert_false(boxes_next(&c, name, &body));
		assert_true(c.bad);
		assert_true(boxes_find((struct boxes_cursor){(const uint8_t *)texts[i], 8, false}, "xxxx").bad);
	}
	struct boxes_cursor huge = CURSOR("\0\0\0\1xxxx\xff\xff\xff\xff\xff\xff\xff\xff"), body;
	char name[4];
	assert_false(boxes_next(&huge, name, &body));
}

static void numbers_end_with_the_bytes(void **state)
{
	(void)state;
	struct boxes_cursor c = CURSOR("\1\2\3");
	assert_int_equal(boxes_number(&c, 0), 0);
	assert_int_equal(boxes_number(&c, 2), 0x0102);
	assert_int_equal(boxes_number(&c, 2), 0);
	assert_true(c.bad);
	assert_int_equal(boxes_number(&c, 1), 0);
	assert_true(boxes_cut(&c, 0).bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_boxes_of_all_kinds_of_sizes),
		cmocka_unit_test(broken_sizes_end_the_walk),
		cmocka_unit_test(numbers_end_with_the_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
