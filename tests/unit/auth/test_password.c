/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/password.h"
#include "auth/slots.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"

static int open_world(void **state)
{
	static struct world w;
	world_open(&w);
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	world_close(*state);
	return 0;
}

static void test_rules(void **state)
{
	struct world *w = *state;
	struct problem p;
	char text[1024];
	static const struct {
		const char *password, *email, *code;
	} rows[] = {
		{"123456789", NULL, "too_short"},
		{"", NULL, "too_short"},
		{"1234567890", NULL, NULL},
		{"          ", NULL, NULL},
		{"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", NULL, "too_short"}, /* ten bytes, five characters */
		{"ann@example.com", "ann@example.com", "same_as_email"},
		{"ANN@example.COM", "ann@example.com", "same_as_email"},
		{"ann@example.com1", "ann@example.com", NULL},
		{"abcdefghi\xff", NULL, "bad_characters"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		problem_init(&p, w->arena);
		int rc = password_check_rules(rows[i].password, strlen(rows[i].password), rows[i].email, "/password",
					      &p);
		assert_int_equal(rc, rows[i].code == NULL ? 0 : -1);
		assert_int_equal(p.violation_count, rows[i].code == NULL ? 0 : 1);
		if (rows[i].code != NULL) {
			assert_int_equal(p.code, PROBLEM_VALIDATION);
			assert_string_equal(p.violations->code, rows[i].code);
			assert_string_equal(p.violations->pointer, "/password");
		}
	}
	problem_init(&p, w->arena);
	assert_int_equal(password_check_rules("12345\0"
					      "67890",
					      11, NULL, "/password", &p),
			 -1);
	assert_string_equal(p.violations->code, "bad_characters");
	for (size_t i = 0; i < 201; i++)
		memcpy(text + 4 * i, "\xf0\x9f\x94\x91", 4);
	problem_init(&p, w->arena);
	assert_int_equal(password_check_rules(text, 800, NULL, "/password", &p), 0);
	assert_int_equal(password_check_rules(text, 804, NULL, "/password", &p), -1);
	assert_string_equal(p.violations->code, "too_long");
	assert_string_equal(p.violations->params, "{\"max\":200}");
}

static void test_round(void **state)
{
	struct world *w = *state;
	struct problem p;
	char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE];
	bool ok;
	problem_init(&p, w->arena);
	assert_int_equal(password_hash(&w->conf, "correct horse", 13, hash, &p), 0);
	assert_int_equal(password_hash(&w->conf, "correct horse", 13, again, &p), 0);
	assert_string_not_equal(hash, again);
	assert_memory_equal(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31);
	assert_false(password_is_outdated(hash));
	assert_true(password_is_outdated(
		"$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$W1bgJyZ0DkZJ7gvYVrGBbR3bHRqf8wjm9gqkPRgd8mE"));
	assert_int_equal(password_verify(&w->conf, hash, "correct horse", 13, &ok, &p), 0);
	assert_true(ok);
	assert_int_equal(password_verify(&w->conf, hash, "correct horsf", 13, &ok, &p), 0);
	assert_false(ok);
	assert_int_equal(password_verify(&w->conf, hash, "correct hors", 12, &ok, &p), 0);
	assert_false(ok);
	assert_int_equal(password_verify(&w->conf, "rubbish", "correct horse", 13, &ok, &p), 0);
	assert_false(ok);
}

/* ---- in place of libsodium's function: which hashes were computed */
int __real_crypto_pwhash_str_verify(const char *hash, const char *password, unsigned long long n);
int __wrap_crypto_pwhash_str_verify(const char *hash, const char *password, unsigned long long n);
static char computed[4][PASSWORD_HASH_SIZE];
static size_t computed_count;

int __wrap_crypto_pwhash_str_verify(const char *hash, const char *password, unsigned long long n)
{
	assert_true(computed_count < 4);
	strcpy(computed[computed_count++], hash);
	return __real_crypto_pwhash_str_verify(hash, password, n);
}

/* The lengths of the parts between the dollars: of the costs, the salt and the result. */
static const char *lengths(struct arena *a, const char *hash)
{
	const char *all = "";
	for (const char *part = hash; *part != '\0'; part += strcspn(part + 1, "$") + 1)
		all = arena_printf(a, "%s %zu", all, strcspn(part + 1, "$"));
	return all;
}

/* Whoever has no password costs what a wrong one costs: one computation, of a hash that is well formed (libsodium would be
 * done with another at once) and has the costs and sizes of a real one. */
static void test_unknown_costs_the_same(void **state)
{
	struct world *w = *state;
	struct problem p;
	char hash[PASSWORD_HASH_SIZE];
	bool ok = true;
	problem_init(&p, w->arena);
	assert_int_equal(password_hash(&w->conf, "correct horse", 13, hash, &p), 0);
	computed_count = 0;
	assert_int_equal(password_verify(&w->conf, hash, "wrong wrong", 11, &ok, &p), 0);
	assert_false(ok);
	assert_int_equal(computed_count, 1);
	assert_string_equal(computed[0], hash);
	ok = true;
	assert_int_equal(password_verify(&w->conf, NULL, "wrong wrong", 11, &ok, &p), 0);
	assert_false(ok);
	assert_int_equal(computed_count, 2);
	assert_memory_equal(computed[1], hash, strlen("$argon2id$v=19$m=65536,t=2,p=1$"));
	assert_string_equal(lengths(w->arena, computed[1]), lengths(w->arena, hash));
	assert_int_equal(crypto_pwhash_str_needs_rehash(computed[1], PASSWORD_PASSES, PASSWORD_MEMORY), 0);
}

static void test_slots(void **state)
{
	struct world *w = *state;
	struct problem p;
	int first, second, third;
	problem_init(&p, w->arena);
	assert_int_equal(slots_take(w->dir, "hash", 2, 0, &first, &p), 0);
	assert_int_equal(slots_take(w->dir, "hash", 2, 0, &second, &p), 0);
	int64_t from = clock_mono_us();
	assert_int_equal(slots_take(w->dir, "hash", 2, 100, &third, &p), -1);
	assert_true(clock_mono_us() - from >= 100000);
	assert_int_equal(p.code, PROBLEM_OVERLOADED);
	assert_int_equal(p.retry_after, 1);
	slots_release(first);
	problem_init(&p, w->arena);
	assert_int_equal(slots_take(w->dir, "hash", 2, 0, &third, &p), 0);
	slots_release(second);
	slots_release(third);
	assert_int_equal(slots_take("/nonexistent", "hash", 2, 0, &first, &p), -1);
	assert_int_equal(p.code, PROBLEM_INTERNAL);
	assert_true(slots_cores() >= 1);
}

/* All cores taken by another process: 2 s, then OVERLOADED; a process that dies gives its slot back. */
static void test_overloaded(void **state)
{
	struct world *w = *state;
	struct problem p;
	int ready[2];
	char c, hash[PASSWORD_HASH_SIZE];
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct problem q;
		int slot;
		problem_init(&q, w->arena);
		for (unsigned i = 0; i < slots_cores(); i++)
			if (slots_take(w->dir, "hash", slots_cores(), 0, &slot, &q) < 0)
				_exit(1);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	problem_init(&p, w->arena);
	int64_t from = clock_mono_us();
	assert_int_equal(password_hash(&w->conf, "correct horse", 13, hash, &p), -1);
	assert_true(clock_mono_us() - from >= 1900000);
	assert_int_equal(p.code, PROBLEM_OVERLOADED);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	problem_init(&p, w->arena);
	assert_int_equal(password_hash(&w->conf, "correct horse", 13, hash, &p), 0);
	close(ready[0]);
	close(ready[1]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_rules), TEST(test_round), TEST(test_unknown_costs_the_same),
					   TEST(test_slots), TEST(test_overloaded)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
