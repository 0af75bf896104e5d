/* SPDX-License-Identifier: Apache-2.0 */
#include "image/film_mp4.h"

#include "../unit.h"

#include <string.h>

#include "base/buf.h"

#define START "\0\0\0\1"
#define SHORT_START "\0\0\1"
#define SEQUENCE "\x67\x64\0\x28rest"
#define PARAMETERS "\x68more"
#define WORDS "\6by whom"
#define KEY "\x65\x88key"
#define NEXT "\x41\x9anext"
#define SAME "\x41\x1asame" /* of the picture before it */

static const struct mp4_shape shape = {1920, 1080, 25};

static int make(struct unit *u, const char *h264, size_t n, struct buf *out, size_t *pictures)
{
	buf_init(out, u->arena, 1024);
	return mp4_write(u->arena, h264, n, &shape, out, pictures);
}

#define MAKE(u, h264, out, pictures) make(u, h264, sizeof(h264) - 1, out, pictures)

static uint32_t at(const struct buf *b, size_t place)
{
	const uint8_t *p = (const uint8_t *)b->data + place;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Behind the name of the box. */
static size_t inside(const struct buf *b, const char *box)
{
	const char *p = memmem(b->data, b->size, box, 4);
	assert_non_null(p);
	return (size_t)(p - b->data) + 4;
}

static void pictures_lie_where_the_index_says(void **state)
{
	struct buf out;
	size_t pictures;
	assert_int_equal(MAKE(*state,
			      START SEQUENCE START PARAMETERS SHORT_START WORDS SHORT_START KEY START NEXT START SAME,
			      &out, &pictures),
			 0);
	assert_int_equal(pictures, 2);
	size_t place = at(&out, inside(&out, "stco") + 8), sizes = inside(&out, "stsz") + 4;
	assert_int_equal(at(&out, sizes), 0);
	assert_int_equal(at(&out, sizes + 4), 2);
	assert_int_equal(at(&out, sizes + 8), 4 + sizeof KEY - 1);
	assert_int_equal(at(&out, sizes + 12), 4 + sizeof NEXT - 1 + 4 + sizeof SAME - 1);
	assert_int_equal(at(&out, place), sizeof KEY - 1);
	assert_memory_equal(out.data + place + 4, KEY, sizeof KEY - 1);
	assert_int_equal(inside(&out, "mdat"), place);
	assert_int_equal(out.size, place + 4 + sizeof KEY - 1 + 4 + sizeof NEXT - 1 + 4 + sizeof SAME - 1);
}

static void boxes_fill_the_file(void **state)
{
	struct buf out;
	size_t pictures, place = 0;
	assert_int_equal(MAKE(*state, START SEQUENCE START PARAMETERS START KEY START NEXT START KEY, &out, &pictures),
			 0);
	static const char *const names[] = {"ftyp", "moov", "mdat"};
	for (int i = 0; i < 3; i++) {
		assert_memory_equal(out.data + place + 4, names[i], 4);
		place += at(&out, place);
	}
	assert_int_equal(place, out.size);
	size_t keys = inside(&out, "stss") + 4;
	assert_int_equal(at(&out, keys), 2);
	assert_int_equal(at(&out, keys + 4), 1);
	assert_int_equal(at(&out, keys + 8), 3);
	assert_int_equal(at(&out, inside(&out, "mvhd") + 16), 3 * 1000 / 25);
	assert_null(memmem(out.data, out.size, "by whom", 7));
}

static void what_is_no_film_is_refused(void **state)
{
	struct buf out;
	size_t pictures;
	assert_int_equal(MAKE(*state, "", &out, &pictures), -1);
	assert_int_equal(MAKE(*state, START SEQUENCE START PARAMETERS, &out, &pictures), -1);
	assert_int_equal(MAKE(*state, START KEY, &out, &pictures), -1);
	assert_int_equal(MAKE(*state, START SEQUENCE START PARAMETERS START NEXT, &out, &pictures), -1);
	assert_int_equal(MAKE(*state, START SEQUENCE START PARAMETERS START SAME START KEY, &out, &pictures), -1);
	assert_int_equal(
		MAKE(*state, START SEQUENCE START PARAMETERS START KEY START "\x68other" START NEXT, &out, &pictures),
		-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(pictures_lie_where_the_index_says),
		UNIT(boxes_fill_the_file),
		UNIT(what_is_no_film_is_refused),
	};
	return UNIT_RUN(tests);
}
