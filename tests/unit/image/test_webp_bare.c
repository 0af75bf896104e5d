/* SPDX-License-Identifier: Apache-2.0 */
#include "image/webp_bare.h"

#include "../unit.h"

#include <string.h>

#include "base/buf.h"

#define RIFF(size, chunks) "RIFF" size "\0\0\0WEBP" chunks
#define PIXELS "VP8 \4\0\0\0abcd"
#define ALPHA "ALPH\3\0\0\0xyz\0"
#define CANVAS(flags) "VP8X\12\0\0\0" flags "\0\0\0\1\0\0\1\0\0"
#define EXIF "EXIF\4\0\0\0here"

static void becomes(struct unit *u, const char *from, size_t n, const char *to, size_t m)
{
	struct buf out;
	buf_init(&out, u->arena, 64);
	assert_int_equal(webp_bare(from, n, &out), 0);
	assert_int_equal(out.size, m);
	assert_memory_equal(out.data, to, m);
}

#define BECOMES(from, to) becomes(*state, from, sizeof(from) - 1, to, sizeof(to) - 1)

static void what_is_no_picture_goes(void **state)
{
	BECOMES(RIFF("\66", CANVAS("\54") "ICCP\1\0\0\0p\0" PIXELS EXIF), RIFF("\20", PIXELS));
}

static void a_bare_picture_stays(void **state)
{
	BECOMES(RIFF("\20", PIXELS), RIFF("\20", PIXELS));
}

static void transparency_stays_and_needs_its_canvas(void **state)
{
	BECOMES(RIFF("\66", CANVAS("\74") ALPHA PIXELS EXIF), RIFF("\56", CANVAS("\20") ALPHA PIXELS));
}

static void what_is_none_is_refused(void **state)
{
	struct unit *u = *state;
	struct buf out;
	static const char *const whole = RIFF("\20", PIXELS);
	buf_init(&out, u->arena, 64);
	for (size_t n = 0; n < 24; n++)
		assert_int_equal(webp_bare(whole, n, &out), -1);
	assert_int_equal(webp_bare("RIFF\20\0\0\0WAVEVP8 \4\0\0\0abcd", 24, &out), -1);
	assert_int_equal(webp_bare(RIFF("\30", ALPHA PIXELS), 36, &out), -1); /* transparency without a canvas */
	assert_int_equal(out.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(what_is_no_picture_goes),
		UNIT(a_bare_picture_stays),
		UNIT(transparency_stays_and_needs_its_canvas),
		UNIT(what_is_none_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
