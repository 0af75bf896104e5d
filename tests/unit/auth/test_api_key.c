/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of programs: api-keys.json, and keys of our own making. */
#include "../unit.h"

#include <stdlib.h>

#include "auth/api_key.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/jvalue.h"

static const struct jvalue *vectors(struct unit *u, const char *list)
{
	const struct jvalue *root;
	struct json_fault fault;
	char *text;
	size_t n;
	const char *path = arena_printf(u->arena, "%s/api-keys.json", getenv("VECTORS"));
	assert_int_equal(file_read(u->arena, path, 65536, &text, &n, &u->p), 0);
	assert_int_equal(jvalue_parse(u->arena, text, n, &root, &fault), 0);
	return jvalue_get(root, list);
}

static const char *text_of(const struct jvalue *v, const char *name)
{
	const char *s = jvalue_string(jvalue_get(v, name));
	assert_non_null(s);
	return s;
}

static void test_every_good_key_of_the_vectors_is_read(void **state)
{
	const struct jvalue *list = vectors(*state, "valid");
	assert_int_equal(jvalue_size(list), 3);
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const struct jvalue *v = jvalue_at(list, i);
		const char *text = text_of(v, "key");
		struct api_key key;
		char hex[DIGEST_HEX_SIZE];
		assert_int_equal(api_key_read(text, strlen(text), &key), API_KEY_OK);
		assert_string_equal(key.text, text);
		assert_string_equal(key.prefix, text_of(v, "prefix"));
		encode_hex(key.digest, DIGEST_SIZE, hex);
		assert_string_equal(hex, text_of(v, "sha256_hex"));
	}
}

static void test_every_bad_key_of_the_vectors_is_refused_for_its_reason(void **state)
{
	static const char *const words[] = {[API_KEY_OK] = "ok",
					    [API_KEY_UNKNOWN_PREFIX] = "unknown_prefix",
					    [API_KEY_MALFORMED] = "malformed",
					    [API_KEY_BAD_CHECKSUM] = "bad_checksum"};
	const struct jvalue *list = vectors(*state, "invalid");
	assert_int_equal(jvalue_size(list), 7);
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const struct jvalue *v = jvalue_at(list, i);
		const char *text = text_of(v, "key");
		struct api_key key = {.text = "untouched"};
		assert_string_equal(words[api_key_read(text, strlen(text), &key)], text_of(v, "reason"));
		assert_string_equal(key.text, "untouched");
	}
}

static void test_a_nul_inside_is_no_letter(void **state)
{
	char text[] = "sfy_test_00000000_00000000000000000000000000000000000000bnt6";
	struct api_key key;
	(void)state;
	text[30] = '\0';
	assert_int_equal(api_key_read(text, API_KEY_LENGTH, &key), API_KEY_MALFORMED);
}

static void test_a_new_key_is_read_again(void **state)
{
	struct api_key made, read;
	(void)state;
	api_key_make("live", &made);
	assert_memory_equal(made.text, "sfy_live_", 9);
	assert_int_equal(api_key_read(made.text, strlen(made.text), &read), API_KEY_OK);
	assert_memory_equal(&read, &made, sizeof made);
	api_key_make("test", &made);
	assert_memory_equal(made.prefix, "sfy_test_", 9);
	assert_int_equal(api_key_read(made.text, strlen(made.text), &read), API_KEY_OK);
}

/* 44 letters of 62 a key: each letter is due 355 times in 500 keys, and 200 are 8 standard deviations away. */
static void test_new_keys_use_all_letters_alike(void **state)
{
	unsigned seen[256] = {0}, letters = 0;
	(void)state;
	for (int i = 0; i < 500; i++) {
		struct api_key key;
		api_key_make("live", &key);
		for (int k = 9; k < 54; k++)
			if (k != API_KEY_PREFIX)
				seen[(unsigned char)key.text[k]]++;
	}
	for (int c = 0; c < 256; c++) {
		if (seen[c] == 0)
			continue;
		letters++;
		assert_in_range(seen[c], 200, 510);
	}
	assert_int_equal(letters, 62);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(test_every_good_key_of_the_vectors_is_read),
		UNIT(test_every_bad_key_of_the_vectors_is_refused_for_its_reason),
		UNIT(test_a_nul_inside_is_no_letter),
		UNIT(test_a_new_key_is_read_again),
		UNIT(test_new_keys_use_all_letters_alike),
	};
	return UNIT_RUN(tests);
}
