/* SPDX-License-Identifier: Apache-2.0 */
#include "link/storage_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/uuid.h"

#define AGENCY "01890a5d-ac96-774b-bcce-b302099a8057"
#define OTHER "01890a5d-ac96-774b-bcce-b302099a8058"
#define UPLOAD "0199cafe-0000-7000-8000-000000000001"
#define RANDOM "AAECAwQFBgcICQoLDA0ODw"

static struct arena *arena;

static enum storage_key_kind kind(const char *key)
{
	return storage_key_kind(key, strlen(key));
}

static void makes_keys_of_both_forms(void **state)
{
	(void)state;
	const char *pending = storage_key_pending(arena, AGENCY, UPLOAD);
	const char *final = storage_key_final(arena, AGENCY, UPLOAD, "jpg");
	assert_string_equal(pending, "pending/" AGENCY "/" UPLOAD);
	assert_int_equal(kind(pending), STORAGE_KEY_PENDING);
	assert_int_equal(kind(final), STORAGE_KEY_FINAL);
	assert_int_equal(strlen(final), 36 + 1 + 36 + 1 + 22 + 1 + 3);
	assert_memory_equal(final, AGENCY "/" UPLOAD "-", 74);
	assert_string_equal(final + 96, ".jpg");
	assert_string_not_equal(final, storage_key_final(arena, AGENCY, UPLOAD, "jpg"));
}

static void makes_the_key_of_a_variant_from_the_pictures(void **state)
{
	(void)state;
	const char *final = storage_key_final(arena, AGENCY, UPLOAD, "jpg"), *variant = storage_key_variant(arena, final, "thumbnail");
	assert_int_equal(kind(variant), STORAGE_KEY_VARIANT);
	assert_memory_equal(variant, final, STORAGE_KEY_STEM_SIZE);
	assert_string_equal(variant + STORAGE_KEY_STEM_SIZE, ".thumbnail.webp");
	assert_true(storage_key_belongs(variant, AGENCY));
}

static void refuses_every_other_form(void **state)
{
	(void)state;
	static const char *const keys[] = {
	    "",
	    "/",
	    "pending/",
	    "pending/" AGENCY,
	    "pending/" AGENCY "/",
	    "pending/" AGENCY "/" UPLOAD "/",
	    "pending/" AGENCY "/" UPLOAD ".jpg",
	    "pending//" AGENCY "/" UPLOAD,
	    "/pending/" AGENCY "/" UPLOAD,
	    "pending/" AGENCY "/../" AGENCY "/" UPLOAD,
	    "pending/" AGENCY "\\" UPLOAD,
	    "pending/" AGENCY "%2f" UPLOAD,
	    "Pending/" AGENCY "/" UPLOAD,
	    "pending/01890A5D-AC96-774B-BCCE-B302099A8057/" UPLOAD,
	    "pending/01890a5dac96774bbcceb302099a8057/" UPLOAD,
	    AGENCY "/" UPLOAD "-" RANDOM,
	    AGENCY "/" UPLOAD "-" RANDOM "..webp",
	    AGENCY "/" UPLOAD "-" RANDOM ".cover.jpg",
	    AGENCY "/" UPLOAD "-" RANDOM ".Cover.webp",
	    AGENCY "/" UPLOAD "-" RANDOM ".cover2.webp",
	    AGENCY "/" UPLOAD "-" RANDOM ".thirteenchars.webp",
	    AGENCY "/" UPLOAD "-" RANDOM ".cover.webp.webp",
	    AGENCY "/" UPLOAD "-" RANDOM ".",
	    AGENCY "/" UPLOAD "-" RANDOM ".JPG",
	    AGENCY "/" UPLOAD "-" RANDOM ".jpegxl",
	    AGENCY "/" UPLOAD "-" RANDOM ".tar.gz",
	    AGENCY "/" UPLOAD "-" RANDOM "..jpg",
	    AGENCY "/" UPLOAD "-AAECAwQFBgcICQoLDA0OD.jpg",
	    AGENCY "/" UPLOAD "-AAECAwQFBgcICQoLDA0ODx.jpg", /* spare bits are not zero */
	    AGENCY "/" UPLOAD "-AAECAwQFBgcICQoLDA0OD+.jpg",
	    AGENCY "/" UPLOAD "." RANDOM ".jpg",
	    AGENCY "/../" UPLOAD "-" RANDOM ".jpg",
	    "01890A5D-ac96-774b-bcce-b302099a8057/" UPLOAD "-" RANDOM ".jpg",
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (kind(keys[i]) != STORAGE_KEY_NONE)
			fail_msg("'%s' passed", keys[i]);
	assert_int_equal(kind(AGENCY "/" UPLOAD "-" RANDOM ".jpg"), STORAGE_KEY_FINAL);
	assert_int_equal(storage_key_kind(AGENCY "/" UPLOAD "-" RANDOM ".j\0g", 100), STORAGE_KEY_NONE);
}

static void tells_whose_it_is(void **state)
{
	(void)state;
	assert_true(storage_key_belongs("pending/" AGENCY "/" UPLOAD, AGENCY));
	assert_false(storage_key_belongs("pending/" AGENCY "/" UPLOAD, OTHER));
	assert_true(storage_key_belongs(AGENCY "/" UPLOAD "-" RANDOM ".jpg", AGENCY));
	assert_false(storage_key_belongs(AGENCY "/" UPLOAD "-" RANDOM ".jpg", OTHER));
	assert_false(storage_key_belongs(AGENCY "/", AGENCY));
	assert_false(storage_key_belongs("pending/" AGENCY "/" UPLOAD, ""));
}

static void tells_when_an_upload_began(void **state)
{
	(void)state;
	char id[UUID_TEXT_SIZE];
	clock_stop_at(1772600767123456);
	uuid_v7(id);
	assert_int_equal(storage_key_made_ms(storage_key_pending(arena, AGENCY, id)), 1772600767123);
	clock_stop_at(0);
	assert_int_equal(storage_key_made_ms("pending/" AGENCY "/3c4b1f6e-7a0b-4c55-9d3c-0a4a3c1f2b7d"), -1);
	assert_int_equal(storage_key_made_ms(AGENCY "/" UPLOAD "-" RANDOM ".jpg"), -1);
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
	    cmocka_unit_test(makes_keys_of_both_forms),
	    cmocka_unit_test(makes_the_key_of_a_variant_from_the_pictures),
	    cmocka_unit_test(refuses_every_other_form),
	    cmocka_unit_test(tells_whose_it_is),
	    cmocka_unit_test(tells_when_an_upload_began),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
