/* SPDX-License-Identifier: Apache-2.0 */
/* Uploaded files in a local store in a folder of the test's own. */
#include "media/examine.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "link/storage.h"
#include "media/types.h"

#define AGENCY "01890a5d-ac96-774b-bcce-b302099a8057"
#define PENDING "pending/" AGENCY "/0199cafe-0000-7000-8000-000000000001"
#define FINAL AGENCY "/0199cafe-0000-7000-8000-000000000001-AAECAwQFBgcICQoLDA0ODw.jpg"

static struct arena *arena;
static struct problem problem;
static struct conf conf;
static struct storage *store;
static struct examined found;
static char top[64], here[512];

static struct examine_expected upload(const char *name, const char *content_type)
{
	char *content;
	size_t n;
	const char *from = arena_printf(arena, "%s/../fuzz/corpus/probe/%s", getenv("VECTORS"), name);
	const char *folder = arena_printf(arena, "%s/pending/" AGENCY, conf.storage_dir);
	assert_int_equal(file_read(arena, from, 1 << 20, &content, &n, &problem), 0);
	mkdir(arena_printf(arena, "%s/pending", conf.storage_dir), 0755);
	mkdir(folder, 0755);
	assert_int_equal(file_replace(arena_printf(arena, "%s/" PENDING, conf.storage_dir), content, n, 0644, &problem), 0);
	return (struct examine_expected){PENDING, FINAL, content_type, NULL, (int64_t)n};
}

static void expect(const struct examine_expected *e, const char *code)
{
	assert_int_equal(examine_file(arena, store, e, &found, &problem), 0);
	if (code == NULL && found.code != NULL)
		fail_msg("%s: %s", found.code, found.detail);
	if (code != NULL)
		assert_string_equal(found.code == NULL ? "good" : found.code, code);
}

static void a_file_as_announced_is_good(void **state)
{
	(void)state;
	struct examine_expected e = upload("exif.jpg", "image/jpeg");
	expect(&e, NULL);
	assert_string_equal(found.probe.type->content_type, "image/jpeg");
	assert_int_equal(found.probe.width, 8);
	assert_string_equal(found.probe.taken_at, "2026-03-04T05:06:07+02:00");
	assert_int_equal(strlen(found.sha256), 64);
	assert_int_equal(access(arena_printf(arena, "%s/" FINAL, conf.storage_dir), F_OK), 0);
	assert_int_equal(access(arena_printf(arena, "%s/" PENDING, conf.storage_dir), F_OK), -1);
}

static void it_can_be_repeated(void **state)
{
	(void)state;
	struct examine_expected e = upload("exif.jpg", "image/jpeg");
	expect(&e, NULL);
	expect(&e, NULL);
	upload("plain.png", "image/png"); /* a late upload: it is not looked at, and gone */
	expect(&e, NULL);
	assert_int_equal(access(arena_printf(arena, "%s/" PENDING, conf.storage_dir), F_OK), -1);
}

static void what_never_came_is_missing(void **state)
{
	(void)state;
	struct examine_expected e = {PENDING, FINAL, "image/jpeg", NULL, 5};
	expect(&e, "missing");
}

static void another_size_is_told(void **state)
{
	(void)state;
	struct examine_expected e = upload("exif.jpg", "image/jpeg");
	e.size++;
	expect(&e, "wrong_size");
	assert_string_equal(found.params, "{\"found\":832}");
}

static void another_digest_is_told(void **state)
{
	(void)state;
	struct examine_expected e = upload("exif.jpg", "image/jpeg");
	expect(&e, NULL);
	e.sha256 = arena_strdup(arena, found.sha256);
	expect(&e, NULL);
	e.sha256 = "0000000000000000000000000000000000000000000000000000000000000000";
	expect(&e, "wrong_digest");
}

static void another_type_is_told(void **state)
{
	(void)state;
	struct examine_expected e = upload("plain.png", "image/jpeg");
	expect(&e, "wrong_type");
	assert_string_equal(found.params, "{\"found\":\"image/png\"}");
}

static void what_is_of_no_type_is_told(void **state)
{
	(void)state;
	struct examine_expected e = upload("plain.avif", "image/heic");
	expect(&e, "wrong_type");
	assert_null(found.params);
	assert_string_equal(found.detail, "is no HEIC");
}

static void too_many_pixels_are_told(void **state)
{
	(void)state;
	struct examine_expected e = upload("bomb.png", "image/png");
	expect(&e, "too_many_pixels");
	assert_string_equal(found.params, "{\"max\":60000000}");
}

static void a_store_that_is_away_is_no_verdict(void **state)
{
	(void)state;
	struct examine_expected e = upload("exif.jpg", "image/jpeg");
	log_set_level(LOG_ERROR + 1);
	conf.storage_dir = "/nowhere";
	assert_int_equal(examine_file(arena, store, &e, &found, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
	assert_int_equal(problem.retry_after, 1);
	log_set_level(LOG_INFO);
}

static void bytes_in_hand_are_looked_into_as_files_are(void **state)
{
	(void)state;
	char *content;
	size_t n;
	const char *from = arena_printf(arena, "%s/../fuzz/corpus/probe/exif.jpg", getenv("VECTORS"));
	assert_int_equal(file_read(arena, from, 1 << 20, &content, &n, &problem), 0);
	examine_bytes(arena, content, n, NULL, &found);
	assert_null(found.code);
	assert_string_equal(found.probe.type->content_type, "image/jpeg");
	assert_string_equal(found.probe.taken_at, "2026-03-04T05:06:07+02:00");
	const char *digest = arena_strdup(arena, found.sha256);
	examine_bytes(arena, content, n, digest, &found);
	assert_null(found.code);
	examine_bytes(arena, content, n - 1, digest, &found);
	assert_string_equal(found.code, "wrong_digest");
	examine_bytes(arena, "<script>", 8, NULL, &found);
	assert_string_equal(found.code, "wrong_type");
	examine_bytes(arena, "", 0, NULL, &found);
	assert_string_equal(found.code, "wrong_type");
}

static void what_is_stored_has_a_final_key(void **state)
{
	(void)state;
	struct storage_object object;
	assert_int_equal(storage_store(arena, store, FINAL, "image/jpeg", "bytes", 5, &problem), 0);
	assert_int_equal(storage_stat(arena, store, FINAL, &object, &problem), 0);
	assert_int_equal(object.size, 5);
	assert_int_equal(storage_store(arena, store, PENDING, "image/jpeg", "bytes", 5, &problem), -1);
}

static int set_up(void **state)
{
	static const char *keys[] = {"0123456789abcdef0123456789abcdef"};
	(void)state;
	arena = arena_new(1 << 20);
	problem_init(&problem, arena);
	strcpy(top, "test_examine.XXXXXX");
	assert_non_null(mkdtemp(top));
	assert_non_null(getcwd(here, sizeof here));
	conf = (struct conf){.storage_dir = arena_printf(arena, "%s/%s", here, top),
			     .public_url = "https://a.test",
			     .secret_keys = {keys, 1}};
	return storage_open(arena, &conf, "local", &store, &problem);
}

static int drop(const char *name, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(name);
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return nftw(top, drop, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_file_as_announced_is_good), TEST(it_can_be_repeated),	   TEST(what_never_came_is_missing),
		TEST(another_size_is_told),	   TEST(another_digest_is_told),   TEST(another_type_is_told),
		TEST(what_is_of_no_type_is_told),  TEST(too_many_pixels_are_told), TEST(a_store_that_is_away_is_no_verdict),
		TEST(bytes_in_hand_are_looked_into_as_files_are), TEST(what_is_stored_has_a_final_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
