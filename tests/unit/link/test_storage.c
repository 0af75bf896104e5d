/* SPDX-License-Identifier: Apache-2.0 */
#include "link/storage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "conf/conf.h"

#define HOUR INT64_C(3600000000)
#define NOON (INT64_C(1772625600) * 1000000) /* 2026-03-04T12:00:00Z */

static struct arena *arena;

static void opens_what_the_option_names(void **state)
{
	(void)state;
	const char *keys[] = {"0123456789abcdef0123456789abcdef"};
	struct conf conf = {.storage = "local",
			    .storage_dir = "/srv/files",
			    .public_url = "https://a.test",
			    .secret_keys = {keys, 1},
			    .s3_endpoint = "https://x.storage.supabase.co/storage/v1/s3",
			    .s3_bucket = "media",
			    .s3_access_key_id = "k",
			    .s3_secret_access_key = "s"};
	struct storage *s;
	struct problem p;
	problem_init(&p, arena);
	assert_int_equal(storage_open(arena, &conf, NULL, &s, &p), 0);
	assert_string_equal(storage_provider(s), "local");
	conf.storage = "s3";
	assert_int_equal(storage_open(arena, &conf, NULL, &s, &p), 0);
	assert_string_equal(storage_provider(s), "supabase");
	assert_int_equal(storage_open(arena, &conf, "local", &s, &p), 0);
	assert_string_equal(storage_provider(s), "local");
	conf.s3_endpoint = "https://x.r2.cloudflarestorage.com";
	assert_int_equal(storage_open(arena, &conf, "s3", &s, &p), 0);
	assert_string_equal(storage_provider(s), "s3");
	assert_int_equal(storage_open(arena, &conf, "ftp", &s, &p), -1);
}

static void expect_missing(const struct conf *conf, const char *kind, const char *option)
{
	struct storage *s;
	struct problem p;
	problem_init(&p, arena);
	assert_int_equal(storage_open(arena, conf, kind, &s, &p), -1);
	assert_int_equal(p.code, PROBLEM_INTERNAL);
	assert_non_null(strstr(p.detail, option));
}

static void names_the_option_that_is_missing(void **state)
{
	(void)state;
	const char *keys[] = {"0123456789abcdef0123456789abcdef"};
	struct conf conf = {.storage_dir = "files"};
	expect_missing(&conf, "local", "SECRET_KEYS");
	conf.secret_keys = (struct conf_list){keys, 1};
	expect_missing(&conf, "local", "STORAGE_DIR");
	expect_missing(&conf, "s3", "S3_ENDPOINT");
	conf.s3_endpoint = "https://x.test";
	expect_missing(&conf, "s3", "S3_BUCKET");
	conf.s3_bucket = "b";
	expect_missing(&conf, "s3", "S3_ACCESS_KEY_ID");
	conf.s3_access_key_id = "k";
	expect_missing(&conf, "s3", "S3_SECRET_ACCESS_KEY");
	conf.s3_secret_access_key = "s";
	conf.s3_endpoint = "https://x.test?y";
	expect_missing(&conf, "s3", "S3_ENDPOINT");
	conf.s3_endpoint = "https://user@x.test";
	expect_missing(&conf, "s3", "S3_ENDPOINT");
}

static void reading_addresses_end_at_full_hours(void **state)
{
	(void)state;
	clock_stop_at(NOON);
	assert_int_equal(storage_get_expires_us(3600), NOON + 2 * HOUR);
	assert_int_equal(storage_get_expires_us(60), NOON + 2 * HOUR);
	assert_int_equal(storage_get_expires_us(3601), NOON + 3 * HOUR);
	clock_stop_at(NOON + HOUR - 1);
	assert_int_equal(storage_get_expires_us(3600), NOON + 2 * HOUR);
	clock_stop_at(NOON + HOUR);
	assert_int_equal(storage_get_expires_us(3600), NOON + 3 * HOUR);
	clock_stop_at(0);
}

static void download_names_survive(void **state)
{
	(void)state;
	assert_string_equal(storage_disposition(arena, "plan.pdf"),
			    "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf");
	assert_string_equal(storage_disposition(arena, "contrat été 100%.pdf"),
			    "attachment; filename=\"contrat _t_ 100_.pdf\"; "
			    "filename*=UTF-8''contrat%20%C3%A9t%C3%A9%20100%25.pdf");
}

static void download_names_cannot_break_the_header(void **state)
{
	(void)state;
	assert_string_equal(storage_disposition(arena, "a\r\nX: \"1\"\\/../b\x7f"),
			    "attachment; filename=\"a__X_ _1___.._b_\"; filename*=UTF-8''a__X_%20_1___.._b_");
	assert_string_equal(storage_disposition(arena, "\xff\xc3("),
			    "attachment; filename=\"__(\"; filename*=UTF-8''__%28");
	assert_string_equal(storage_disposition(arena, ""), "attachment; filename=\"file\"; filename*=UTF-8''file");
}

static void long_download_names_are_cut_between_characters(void **state)
{
	(void)state;
	char name[400];
	memset(name, 'a', 179);
	strcpy(name + 179, "éb");
	const char *value = storage_disposition(arena, name);
	name[179] = '\0';
	assert_string_equal(value, arena_printf(arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s", name, name));
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(1024);
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opens_what_the_option_names),
		cmocka_unit_test(names_the_option_that_is_missing),
		cmocka_unit_test(reading_addresses_end_at_full_hours),
		cmocka_unit_test(download_names_survive),
		cmocka_unit_test(download_names_cannot_break_the_header),
		cmocka_unit_test(long_download_names_are_cut_between_characters),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
