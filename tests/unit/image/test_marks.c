/* SPDX-License-Identifier: Apache-2.0 */
#include "image/marks.h"

#include "../unit.h"

#include <string.h>

#include "base/buf.h"
#include "image/call.h"

#define SOI "\xff\xd8"
#define JFIF "\xff\xe0\0\7JFIF\0"
#define EXIF "\xff\xe1\0\6Exif"
#define ICC "\xff\xe2\0\5ICC"
#define WORDS "\xff\xfe\0\6home"
#define TABLE "\xff\xdb\0\4qt"
#define SCAN "\xff\xda\0\3s pixels \xff\0 and more\xff\xd9"
#define XMP(size, text) "\xff\xe1\0" size "http://ns.adobe.com/xap/1.0/\0" text

static void becomes(struct unit *u, const char *from, size_t n, const char *xmp, const char *to, size_t m)
{
	struct buf out;
	buf_init(&out, u->arena, 64);
	assert_int_equal(marks_put(from, n, xmp, strlen(xmp), &out), 0);
	assert_int_equal(out.size, m);
	assert_memory_equal(out.data, to, m);
}

#define BECOMES(from, xmp, to) becomes(*state, from, sizeof(from) - 1, xmp, to, sizeof(to) - 1)

static void what_is_no_picture_goes(void **state)
{
	BECOMES(SOI JFIF EXIF ICC WORDS TABLE SCAN, "", SOI JFIF TABLE SCAN);
}

static void the_packet_stands_behind_jfif(void **state)
{
	BECOMES(SOI JFIF EXIF TABLE SCAN, "<x/>", SOI JFIF XMP("\x23", "<x/>") TABLE SCAN);
	BECOMES(SOI TABLE SCAN, "<x/>", SOI XMP("\x23", "<x/>") TABLE SCAN);
}

static void what_is_cut_off_is_no_jpeg(void **state)
{
	struct unit *u = *state;
	const char whole[] = SOI JFIF TABLE SCAN;
	for (size_t n = 0; n < sizeof SOI JFIF TABLE + 3; n++) {
		struct buf out;
		buf_init(&out, u->arena, 64);
		assert_int_equal(marks_put(whole, n, "", 0, &out), -1);
	}
}

static void marks_are_words(void **state)
{
	(void)state;
	const char *const good[] = {"VirtualRenovation", NULL}, *const bad[] = {"Virtual Renovation", NULL};
	assert_int_equal(marks_check(&(struct edit_marks){"algorithmicallyEnhanced", good, "any \"text\""}), 0);
	assert_int_equal(marks_check(&(struct edit_marks){NULL, NULL, NULL}), 0);
	assert_int_equal(marks_check(&(struct edit_marks){"a b", NULL, NULL}), -1);
	assert_int_equal(marks_check(&(struct edit_marks){NULL, bad, NULL}), -1);
	assert_int_equal(marks_check(&(struct edit_marks){NULL, NULL, "\xff"}), -1);
}

static void nothing_to_say_is_no_packet(void **state)
{
	struct unit *u = *state;
	struct buf out;
	buf_init(&out, u->arena, 64);
	marks_xmp(&out, &(struct edit_marks){NULL, NULL, NULL});
	assert_int_equal(out.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(what_is_no_picture_goes), UNIT(the_packet_stands_behind_jfif), UNIT(what_is_cut_off_is_no_jpeg),
		UNIT(marks_are_words),	       UNIT(nothing_to_say_is_no_packet),
	};
	return UNIT_RUN(tests);
}
