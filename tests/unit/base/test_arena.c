/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

static char order[16];

static void note_a(void *arg)
{
	(void)arg;
	strcat(order, "a");
}

static void note_b(void *arg)
{
	(void)arg;
	strcat(order, "b");
}

static void defer_another(void *arg)
{
	strcat(order, "c");
	arena_defer(arg, note_a, NULL);
}

static void test_alignment(void **state)
{
	struct unit *u = *state;
	for (size_t n = 0; n < 200; n++)
		assert_int_equal((uintptr_t)arena_alloc(u->arena, n) % _Alignof(max_align_t), 0);
}

static void test_allocations_do_not_overlap(void **state)
{
	struct unit *u = *state;
	unsigned char *all[100];
	for (unsigned i = 0; i < 100; i++) {
		all[i] = arena_alloc(u->arena, i * 37 + 1);
		memset(all[i], (int)i, i * 37 + 1);
	}
	for (unsigned i = 0; i < 100; i++)
		for (unsigned k = 0; k < i * 37 + 1; k++)
			assert_int_equal(all[i][k], i);
}

static void test_larger_than_a_block(void **state)
{
	struct unit *u = *state;
	char *large = arena_alloc(u->arena, 1 << 20);
	memset(large, 'x', 1 << 20);
	assert_int_equal(large[(1 << 20) - 1], 'x');
	assert_string_equal(arena_strdup(u->arena, "after it"), "after it");
}

static void test_zero(void **state)
{
	struct unit *u = *state;
	memset(arena_alloc(u->arena, 512), 0xff, 512);
	arena_reset(u->arena);
	const char *p = arena_zero(u->arena, 64, 8);
	for (int i = 0; i < 512; i++)
		assert_int_equal(p[i], 0);
}

static void test_reset_keeps_the_first_block(void **state)
{
	struct unit *u = *state;
	void *first = arena_alloc(u->arena, 10);
	arena_reset(u->arena);
	assert_ptr_equal(arena_alloc(u->arena, 10), first);
	for (int i = 0; i < 10; i++)
		arena_alloc(u->arena, 100000);
	arena_reset(u->arena);
	assert_ptr_equal(arena_alloc(u->arena, 10), first);
}

static void test_deferred_newest_first(void **state)
{
	struct unit *u = *state;
	order[0] = '\0';
	arena_defer(u->arena, note_a, NULL);
	arena_defer(u->arena, note_b, NULL);
	arena_reset(u->arena);
	assert_string_equal(order, "ba");
	arena_reset(u->arena);
	assert_string_equal(order, "ba");
}

static void test_deferred_while_resetting(void **state)
{
	struct unit *u = *state;
	order[0] = '\0';
	arena_defer(u->arena, note_b, NULL);
	arena_defer(u->arena, defer_another, u->arena);
	arena_reset(u->arena);
	assert_string_equal(order, "cab");
}

static void test_free_runs_deferred(void **state)
{
	(void)state;
	struct arena *a = arena_new(0);
	order[0] = '\0';
	arena_defer(a, note_a, NULL);
	arena_free(a);
	assert_string_equal(order, "a");
	arena_free(NULL);
}

static void test_grow_in_place(void **state)
{
	struct unit *u = *state;
	char *p = arena_alloc(u->arena, 100);
	memset(p, 'p', 100);
	char *q = arena_grow(u->arena, p, 100, 200);
	assert_ptr_equal(q, p);
	memset(q + 100, 'q', 100);
	char *behind = arena_alloc(u->arena, 16);
	assert_true(behind >= q + 200);
}

static void test_grow_copies_when_something_is_behind(void **state)
{
	struct unit *u = *state;
	char *p = arena_strdup(u->arena, "kept"), *behind = arena_strdup(u->arena, "behind");
	char *q = arena_grow(u->arena, p, 5, 500);
	assert_ptr_not_equal(q, p);
	assert_string_equal(q, "kept");
	memset(q, 'x', 500);
	assert_string_equal(behind, "behind");
}

static void test_grow_past_the_block(void **state)
{
	struct unit *u = *state;
	char *p = arena_alloc(u->arena, 4000);
	memset(p, 'p', 4000);
	char *q = arena_grow(u->arena, p, 4000, 9000);
	memset(q + 4000, 'q', 5000);
	assert_int_equal(q[3999], 'p');
}

static void test_grow_from_nothing(void **state)
{
	struct unit *u = *state;
	char *p = arena_grow(u->arena, NULL, 0, 50);
	memset(p, 'x', 50);
	p = arena_grow(u->arena, p, 50, 51);
	assert_int_equal(p[49], 'x');
}

/* A smaller size is none to grow to: what is there stays as it is. */
static void test_grow_never_shrinks(void **state)
{
	struct unit *u = *state;
	char *p = arena_alloc(u->arena, 1000);
	memset(p, 'p', 1000);
	arena_alloc(u->arena, 1);
	assert_ptr_equal(arena_grow(u->arena, p, 1000, 10), p);
	assert_int_equal(p[999], 'p');
}

static void test_strings(void **state)
{
	struct unit *u = *state;
	assert_string_equal(arena_strndup(u->arena, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(u->arena, "", 0), "");
	assert_string_equal(arena_printf(u->arena, "%d-%s", 7, "x"), "7-x");
	assert_int_equal(strlen(arena_printf(u->arena, "%10000s", "x")), 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(test_alignment),
	    UNIT(test_allocations_do_not_overlap),
	    UNIT(test_larger_than_a_block),
	    UNIT(test_zero),
	    UNIT(test_reset_keeps_the_first_block),
	    UNIT(test_deferred_newest_first),
	    UNIT(test_deferred_while_resetting),
	    UNIT(test_free_runs_deferred),
	    UNIT(test_grow_in_place),
	    UNIT(test_grow_copies_when_something_is_behind),
	    UNIT(test_grow_past_the_block),
	    UNIT(test_grow_from_nothing),
	    UNIT(test_grow_never_shrinks),
	    UNIT(test_strings),
	};
	return UNIT_RUN(tests);
}
