/* SPDX-License-Identifier: Apache-2.0 */
#include "media/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"

/* a file whose byte at offset n is n / 1024 */
struct file {
	int reads;
	bool broken;
};

static int read_file(void *arg, int64_t offset, void *out, size_t n)
{
	struct file *f = arg;
	f->reads++;
	for (size_t i = 0; i < n; i++)
		((uint8_t *)out)[i] = (uint8_t)((offset + (int64_t)i) / 1024);
	return f->broken ? -1 : 0;
}

static struct arena *arena;
static struct file file;

static struct media_view view(int64_t size)
{
	struct media_view v = {.read = read_file, .arg = &file, .size = size};
	media_view_init(&v, arena);
	return v;
}

static void gives_bytes_that_are_there(void **state)
{
	(void)state;
	struct media_view v = view(10 << 20);
	assert_int_equal(media_view_at(&v, 0, 1)[0], 0);
	assert_int_equal(media_view_at(&v, 5 << 20, 1)[0], (uint8_t)(5 << 10));
	assert_int_equal(media_view_at(&v, (10 << 20) - 1, 1)[0], 0xff);
	assert_non_null(media_view_at(&v, 10 << 20, 0));
	assert_null(media_view_at(&v, (10 << 20) - 1, 2));
	assert_null(media_view_at(&v, -1, 1));
	assert_null(media_view_at(&v, INT64_MAX, 1));
	assert_null(media_view_at(&v, 0, MEDIA_VIEW_WINDOW + 1));
	assert_non_null(media_view_at(&v, 1, MEDIA_VIEW_WINDOW));
}

static void the_head_stays_in_view(void **state)
{
	(void)state;
	struct media_view v = view(10 << 20);
	media_view_at(&v, 5 << 20, 16);
	media_view_at(&v, 0, 16);
	media_view_at(&v, (5 << 20) + 100, 16);
	media_view_at(&v, MEDIA_VIEW_HEAD - 16, 16);
	assert_int_equal(file.reads, 2);
}

static void a_small_file_is_read_once(void **state)
{
	(void)state;
	struct media_view v = view(100);
	for (int i = 0; i < 100; i++)
		assert_non_null(media_view_at(&v, i, 1));
	assert_int_equal(file.reads, 1);
}

static void reads_come_to_an_end(void **state)
{
	(void)state;
	struct media_view v = view(INT64_C(1) << 40);
	int given = 0;
	for (int64_t i = 1; i < 1000; i++)
		given += media_view_at(&v, i << 30, 1) != NULL;
	assert_int_equal(given, MEDIA_VIEW_MOVES);
	assert_int_equal(file.reads, MEDIA_VIEW_MOVES + 1);
	assert_false(v.failed);
}

static void a_failed_read_is_remembered(void **state)
{
	(void)state;
	struct media_view v = view(10 << 20);
	file.broken = true;
	assert_null(media_view_at(&v, 5 << 20, 1));
	file.broken = false;
	assert_null(media_view_at(&v, 0, 1));
	assert_true(v.failed);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	file = (struct file){0, false};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(gives_bytes_that_are_there), TEST(the_head_stays_in_view),	     TEST(a_small_file_is_read_once),
		TEST(reads_come_to_an_end),	  TEST(a_failed_read_is_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
