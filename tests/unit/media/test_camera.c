/* SPDX-License-Identifier: Apache-2.0 */
#include "media/camera.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "media/probe.h"

/* A TIFF structure in little-endian with an orientation, a moment and, unless NULL, an offset. */
static size_t block(uint8_t *out, int orientation, const char *moment, const char *offset)
{
	enum { IFD0 = 8, EXIF = 38, MOMENT = 80, OFFSET = 100, SIZE = 107 };
	uint8_t fixed[] = {'I', 'I', 42, 0, IFD0, 0, 0, 0, /* */
			   2, 0, /* orientation, and where the Exif directory is */
			   0x12, 1, 3, 0, 1, 0, 0, 0, (uint8_t)orientation, 0, 0, 0, /* */
			   0x69, 0x87, 4, 0, 1, 0, 0, 0, EXIF, 0, 0, 0, 0, 0, 0, 0, /* */
			   (uint8_t)(offset == NULL ? 1 : 2), 0, /* */
			   0x03, 0x90, 2, 0, 20, 0, 0, 0, MOMENT, 0, 0, 0, /* */
			   0x11, 0x90, 2, 0, 7, 0, 0, 0, OFFSET, 0, 0, 0};
	memset(out, 0, SIZE);
	memcpy(out, fixed, sizeof fixed);
	memcpy(out + MOMENT, moment, strnlen(moment, 20));
	if (offset != NULL)
		memcpy(out + OFFSET, offset, strnlen(offset, 7));
	return SIZE;
}

static const char *taken_at(const char *moment, const char *offset)
{
	static struct camera c;
	uint8_t bytes[128];
	camera_read(bytes, block(bytes, 1, moment, offset), &c);
	return c.taken_at;
}

static void a_moment_is_kept_with_its_zone(void **state)
{
	(void)state;
	assert_string_equal(taken_at("2026:03:04 05:06:07", "+02:00"), "2026-03-04T05:06:07+02:00");
	assert_string_equal(taken_at("2024:02:29 23:59:59", NULL), "2024-02-29T23:59:59");
}

static void what_is_no_moment_is_left_out(void **state)
{
	(void)state;
	static const char *const moments[] = {"0000:00:00 00:00:00", "    :  :     :  :  ", "2026-03-04 05:06:07",
					      "2026:02:29 05:06:07", "2026:13:01 05:06:07", "2026:03:00 05:06:07",
					      "2026:03:04 24:00:00", "2026:03:04 05:60:07", "2026:03:04 05:06:60",
					      "1904:01:01 00:00:00", "2026:03:04",	    ""};
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
		assert_string_equal(taken_at(moments[i], "+02:00"), "");
}

static void what_is_no_zone_is_left_out(void **state)
{
	(void)state;
	static const char *const offsets[] = {"   :  ", "02:00", "+2:00", "+15:00", "+02:60", "+02:00:", ""};
	for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
		assert_string_equal(taken_at("2026:03:04 05:06:07", offsets[i]), "2026-03-04T05:06:07");
}

static void pictures_on_their_side_are_turned(void **state)
{
	(void)state;
	for (int orientation = 0; orientation <= 9; orientation++) {
		uint8_t bytes[128];
		struct camera c;
		struct probe p = {.width = 3, .height = 2};
		camera_read(bytes, block(bytes, orientation, "", NULL), &c);
		camera_apply(&c, &p);
		assert_int_equal(p.width, orientation >= 5 && orientation <= 8 ? 2 : 3);
	}
}

static void the_name_before_the_block_does_not_matter(void **state)
{
	(void)state;
	uint8_t bytes[140] = {'E', 'x', 'i', 'f', 0, 0};
	struct camera c;
	size_t n = block(bytes + 6, 6, "2026:03:04 05:06:07", NULL);
	camera_read(bytes, n + 6, &c);
	assert_int_equal(c.orientation, 6);
	assert_string_equal(c.taken_at, "2026-03-04T05:06:07");
}

static void anything_else_is_unknown(void **state)
{
	(void)state;
	static const uint8_t none[CAMERA_EXIF_MOST + 1] = {'I', 'I', 42};
	struct camera c;
	for (size_t n = 0; n < 16; n++) {
		camera_read(none, n, &c);
		assert_int_equal(c.orientation, 1);
		assert_string_equal(c.taken_at, "");
	}
	camera_read(none, sizeof none, &c);
	assert_int_equal(c.orientation, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_moment_is_kept_with_its_zone),
	    cmocka_unit_test(what_is_no_moment_is_left_out),
	    cmocka_unit_test(what_is_no_zone_is_left_out),
	    cmocka_unit_test(pictures_on_their_side_are_turned),
	    cmocka_unit_test(the_name_before_the_block_does_not_matter),
	    cmocka_unit_test(anything_else_is_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
