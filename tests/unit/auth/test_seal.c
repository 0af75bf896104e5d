/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed texts and signatures, and the keys that both come from. */
#include "world.h"

#include <string.h>

#include "auth/seal.h"
#include "auth/secrets.h"
#include "auth/signature.h"
#include "base/arena.h"
#include "base/problem.h"

#define KEY_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define KEY_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const char *keys_a[] = {KEY_A}, *keys_ba[] = {KEY_B, KEY_A}, *keys_b[] = {KEY_B};

static int open_world(void **state)
{
	static struct world w;
	world_open(&w);
	w.conf.secret_keys = (struct conf_list){keys_a, 1};
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	world_close(*state);
	return 0;
}

static const char *sealed(struct world *w, const char *context, const char *plain)
{
	struct problem p;
	char *text;
	problem_init(&p, w->arena);
	assert_int_equal(seal_close(w->arena, &w->conf, context, plain, strlen(plain), &text, &p), 0);
	return text;
}

/* What it opens to, or NULL. */
static const char *opened(struct world *w, const char *context, const char *text)
{
	struct problem p;
	char *plain;
	size_t n;
	problem_init(&p, w->arena);
	if (seal_open(w->arena, &w->conf, context, text, &plain, &n, &p) < 0) {
		assert_int_equal(p.code, PROBLEM_INTERNAL);
		return NULL;
	}
	assert_int_equal(n, strlen(plain));
	return plain;
}

static void test_seal(void **state)
{
	struct world *w = *state;
	const char *text = sealed(w, "c", "secret");
	assert_memory_equal(text, "s1.", 3);
	assert_int_equal(text[11], '.');
	assert_null(strstr(text, "secret"));
	assert_string_not_equal(text, sealed(w, "c", "secret"));
	assert_string_equal(opened(w, "c", text), "secret");
	assert_string_equal(opened(w, "c", sealed(w, "c", "")), "");
	assert_null(opened(w, "d", text));
	assert_null(opened(w, "", text));
	assert_null(opened(w, "cc", text));
}

static void test_seal_changed(void **state)
{
	struct world *w = *state;
	char *text = arena_strdup(w->arena, sealed(w, "c", "secret"));
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i++) {
		char c = text[i];
		text[i] = c == 'A' ? 'B' : 'A';
		assert_null(opened(w, "c", text));
		text[i] = c;
	}
	assert_string_equal(opened(w, "c", text), "secret");
	for (size_t size = 0; size < n; size++)
		assert_null(opened(w, "c", arena_strndup(w->arena, text, size)));
	assert_null(opened(w, "c", arena_printf(w->arena, "%sAAAA", text)));
}

static void test_seal_rotation(void **state)
{
	struct world *w = *state;
	const char *old = sealed(w, "c", "old");
	w->conf.secret_keys = (struct conf_list){keys_ba, 2};
	const char *new = sealed(w, "c", "new");
	assert_string_equal(opened(w, "c", old), "old");
	assert_string_equal(opened(w, "c", new), "new");
	assert_true(memcmp(old, new, 11) != 0);
	w->conf.secret_keys = (struct conf_list){keys_b, 1};
	assert_null(opened(w, "c", old));
	assert_string_equal(opened(w, "c", new), "new");
}

static void test_secrets(void **state)
{
	struct world *w = *state;
	struct secrets s, t;
	struct problem p;
	static const char *shorts[] = {KEY_A, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"};
	problem_init(&p, w->arena);
	w->conf.secret_keys.count = 0;
	assert_int_equal(secrets_derive(&w->conf, "x", &s, &p), -1);
	assert_string_equal(p.detail, "SECRET_KEYS must hold 1 to 8 keys");
	w->conf.secret_keys = (struct conf_list){shorts, 2};
	problem_init(&p, w->arena);
	assert_int_equal(secrets_derive(&w->conf, "x", &s, &p), -1);
	assert_string_equal(p.detail, "key 2 of SECRET_KEYS must have 32 to 4096 characters");
	w->conf.secret_keys = (struct conf_list){keys_a, 1};
	assert_int_equal(secrets_derive(&w->conf, "x", &s, &p), 0);
	assert_int_equal(secrets_derive(&w->conf, "y", &t, &p), 0);
	assert_memory_not_equal(s.keys[0], t.keys[0], DIGEST_SIZE);
	secrets_wipe(&s);
	assert_int_equal(s.count, 0);
}

static void init(struct world *w, struct signature_keys *k, const char **keys, size_t count)
{
	struct problem p;
	problem_init(&p, w->arena);
	w->conf.secret_keys = (struct conf_list){keys, count};
	assert_int_equal(signature_init(&w->conf, k, &p), 0);
}

static void test_signature(void **state)
{
	struct world *w = *state;
	struct signature_keys k;
	char s[SIGNATURE_SIZE], again[SIGNATURE_SIZE];
	init(w, &k, keys_a, 1);
	signature_make(&k, "cursor", "data", 4, s);
	signature_make(&k, "cursor", "data", 4, again);
	assert_string_equal(s, again);
	assert_int_equal(strlen(s), SIGNATURE_SIZE - 1);
	assert_true(signature_verify(&k, "cursor", "data", 4, s, 43));
	assert_false(signature_verify(&k, "cursor", "datb", 4, s, 43));
	assert_false(signature_verify(&k, "cursor", "data", 3, s, 43));
	assert_false(signature_verify(&k, "file", "data", 4, s, 43));
	assert_false(signature_verify(&k, "cursoR", "data", 4, s, 43));
	assert_false(signature_verify(&k, "cursord", "ata", 3, s, 43));
	assert_false(signature_verify(&k, "cursor", "data", 4, s, 42));
	assert_false(signature_verify(&k, "cursor", "data", 4, "", 0));
	for (size_t i = 0; i < 43; i++) {
		again[i] = again[i] == 'A' ? 'B' : 'A';
		assert_false(signature_verify(&k, "cursor", "data", 4, again, 43));
		again[i] = s[i];
	}
	char *large = arena_zero(w->arena, 5000, 1);
	signature_make(&k, "cursor", large, 5000, s);
	assert_true(signature_verify(&k, "cursor", large, 5000, s, 43));
	assert_false(signature_verify(&k, "cursor", large, 4999, s, 43));
	signature_make(&k, "cursor", "", 0, s);
	assert_true(signature_verify(&k, "cursor", "", 0, s, 43));
}

static void test_signature_rotation(void **state)
{
	struct world *w = *state;
	struct signature_keys a, ba, b;
	char old[SIGNATURE_SIZE], new[SIGNATURE_SIZE];
	init(w, &a, keys_a, 1);
	init(w, &ba, keys_ba, 2);
	init(w, &b, keys_b, 1);
	signature_make(&a, "c", "d", 1, old);
	signature_make(&ba, "c", "d", 1, new);
	assert_true(signature_verify(&ba, "c", "d", 1, old, 43));
	assert_true(signature_verify(&ba, "c", "d", 1, new, 43));
	assert_true(signature_verify(&b, "c", "d", 1, new, 43));
	assert_false(signature_verify(&b, "c", "d", 1, old, 43));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_seal),    TEST(test_seal_changed), TEST(test_seal_rotation),
					   TEST(test_secrets), TEST(test_signature),	TEST(test_signature_rotation)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
