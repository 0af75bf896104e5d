/* SPDX-License-Identifier: Apache-2.0 */
#include "media/types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/problem.h"
#include "conf/conf.h"

static void finds_by_content_type(void **state)
{
	(void)state;
	assert_string_equal(media_types_find("image/jpeg")->extension, "jpg");
	assert_string_equal(media_types_find("Image/HEIC")->extension, "heic");
	assert_string_equal(media_types_find("application/pdf")->kind, "document");
	assert_null(media_types_find("image/svg+xml"));
	assert_null(media_types_find("image/jpeg; q=1"));
	assert_null(media_types_find(""));
}

static void finds_by_magic(void **state)
{
	(void)state;
	assert_string_equal(media_types_by_magic((const uint8_t *)"RIFFxxxxWEBPVP8 ", 16)->extension, "webp");
	assert_null(media_types_by_magic((const uint8_t *)"RIFFxxxxWEB", 11));
	assert_null(media_types_by_magic((const uint8_t *)"RIFFxxxxWAVE", 12));
}

static void rows_are_well_formed(void **state)
{
	(void)state;
	size_t count;
	const struct media_type *types = media_types_all(&count);
	for (size_t i = 0; i < count; i++) {
		assert_ptr_equal(media_types_find(types[i].content_type), &types[i]);
		assert_true(strcmp(types[i].kind, "image") == 0 || strcmp(types[i].kind, "document") == 0);
		assert_true(strlen(types[i].extension) <= 5); /* what a key has room for */
		assert_true(types[i].magic_at + types[i].magic_size <= 16);
	}
}

static void the_option_chooses_among_them(void **state)
{
	(void)state;
	const char *some[] = {"image/png", "application/pdf"}, *wrong[] = {"image/png", "text/html"};
	struct conf conf = {.upload_types = {some, 2}};
	struct arena *a = arena_new(256);
	struct problem p;
	problem_init(&p, a);
	assert_true(media_types_allowed(&conf, media_types_find("image/png")));
	assert_false(media_types_allowed(&conf, media_types_find("image/jpeg")));
	assert_int_equal(media_types_check(&conf, &p), 0);
	conf.upload_types.items = wrong;
	assert_int_equal(media_types_check(&conf, &p), -1);
	assert_non_null(strstr(p.detail, "'text/html'"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_by_content_type),
		cmocka_unit_test(finds_by_magic),
		cmocka_unit_test(rows_are_well_formed),
		cmocka_unit_test(the_option_chooses_among_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
