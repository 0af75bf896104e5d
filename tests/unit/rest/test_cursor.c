/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "conf/conf.h"
#include "rest/cursor.h"

static const char *old_key = "0123456789abcdef0123456789abcdef", *new_key = "fedcba9876543210fedcba9876543210";

static struct conf with(const char *first, const char *second)
{
	static const char *keys[2];
	keys[0] = first;
	keys[1] = second;
	return (struct conf){.secret_keys = {keys, second == NULL ? 1 : 2}};
}

static void test_returns(void **state)
{
	struct unit *u = *state;
	struct conf c = with(old_key, NULL);
	const char *const values[] = {"2026-05-12 09:30:00+00", NULL, "", "é\n🏠"};
	const char *back[4];
	for (int n = 1; n <= 4; n++) {
		const char *cursor = cursor_write(u->arena, &c, "list", values, n);
		assert_int_equal(strspn(cursor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), strlen(cursor));
		assert_int_equal(cursor_read(u->arena, &c, "list", cursor, back, n, &u->p), 0);
		for (int i = 0; i < n; i++)
			if (values[i] == NULL)
				assert_null(back[i]);
			else
				assert_string_equal(back[i], values[i]);
	}
}

static void refused(struct unit *u, const struct conf *c, const char *list, const char *cursor, int count)
{
	const char *back[8];
	assert_int_equal(cursor_read(u->arena, c, list, cursor, back, count, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_BAD_CURSOR, NULL);
}

/* No character can be changed, taken off or added. */
static void test_tampering(void **state)
{
	struct unit *u = *state;
	struct conf c = with(old_key, NULL);
	const char *const values[] = {"100", "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a"};
	const char *cursor = cursor_write(u->arena, &c, "list", values, 2);
	for (size_t i = 0; i < strlen(cursor); i++) {
		char *changed = arena_strdup(u->arena, cursor);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		refused(u, &c, "list", changed, 2);
		refused(u, &c, "list", arena_strndup(u->arena, cursor, i), 2);
	}
	refused(u, &c, "list", arena_printf(u->arena, "%sA", cursor), 2);
	refused(u, &c, "list", arena_printf(u->arena, "%s%s", cursor, cursor), 2);
	refused(u, &c, "list", "", 1);
	refused(u, &c, "list", "!", 1);
	refused(u, &c, "list", "AAAA", 1);
	char *longest = arena_alloc(u->arena, 5001);
	memset(longest, 'A', 5000);
	longest[5000] = '\0';
	refused(u, &c, "list", longest, 1);
}

static void test_other_list(void **state)
{
	struct unit *u = *state;
	struct conf c = with(old_key, NULL);
	const char *const values[] = {"100", "b"};
	const char *cursor = cursor_write(u->arena, &c, "list", values, 2);
	refused(u, &c, "list2", cursor, 2);
	refused(u, &c, "", cursor, 2);
	/* fewer or more keys than it has */
	refused(u, &c, "list", cursor, 1);
	refused(u, &c, "list", cursor, 3);
}

static void test_rotation(void **state)
{
	struct unit *u = *state;
	struct conf before = with(old_key, NULL);
	const char *const values[] = {"100"};
	const char *back[1], *cursor = cursor_write(u->arena, &before, "list", values, 1);
	struct conf during = with(new_key, old_key);
	assert_int_equal(cursor_read(u->arena, &during, "list", cursor, back, 1, &u->p), 0);
	const char *fresh = cursor_write(u->arena, &during, "list", values, 1);
	assert_string_not_equal(fresh, cursor);
	struct conf after = with(new_key, NULL);
	refused(u, &after, "list", cursor, 1);
	assert_int_equal(cursor_read(u->arena, &after, "list", fresh, back, 1, unit_again(u)), 0);
	struct conf none = {.secret_keys = {NULL, 0}};
	refused(u, &none, "list", fresh, 1);
}

/* The longest sort keys that a table has make a cursor that is taken back: three texts of 200 letters. */
static void test_long_values(void **state)
{
	struct unit *u = *state;
	struct conf c = with(old_key, NULL);
	char *text = arena_alloc(u->arena, 481);
	memset(text, 'x', 480);
	text[480] = '\0';
	const char *const values[] = {text, text, text, "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a"};
	const char *back[4];
	assert_int_equal(cursor_read(u->arena, &c, "list", cursor_write(u->arena, &c, "list", values, 4), back, 4, &u->p), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_returns), UNIT(test_tampering), UNIT(test_other_list), UNIT(test_rotation),
					   UNIT(test_long_values)};
	return UNIT_RUN(tests);
}
