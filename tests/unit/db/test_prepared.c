/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "db/prepared.h"

static struct prepared *table;

static int open_table(void **state)
{
	table = prepared_new();
	return unit_open(state);
}

static int close_table(void **state)
{
	prepared_free(table);
	return unit_close(state);
}

/* Asks for a text and tells that the server has it now. */
static const char *use(struct unit *u, int i, bool *known, const char **evicted)
{
	const char *name = prepared_name(table, arena_printf(u->arena, "select %d", i), known, evicted);
	prepared_done(table, name);
	return arena_strdup(u->arena, name);
}

static void test_known_when_done(void **state)
{
	(void)state;
	bool known = true;
	const char *evicted = "x", *name = prepared_name(table, "select 1", &known, &evicted);
	char first[PREPARED_NAME_SIZE];
	strcpy(first, name);
	assert_false(known);
	assert_null(evicted);
	/* asked again before the server has it: the same name, still not there */
	assert_string_equal(prepared_name(table, "select 1", &known, &evicted), first);
	assert_false(known);
	prepared_done(table, first);
	assert_string_equal(prepared_name(table, "select 1", &known, &evicted), first);
	assert_true(known);
	assert_string_not_equal(prepared_name(table, "select 2", &known, &evicted), first);
	assert_false(known);
}

static void test_texts_that_differ_in_one_byte(void **state)
{
	struct unit *u = *state;
	bool known;
	const char *evicted;
	char text[40];
	for (size_t n = 1; n < sizeof text - 1; n++) {
		memset(text, 'a', n);
		text[n] = '\0';
		prepared_done(table, prepared_name(table, text, &known, &evicted));
		assert_false(known);
		text[n - 1] = 'b';
		prepared_name(table, text, &known, &evicted);
		assert_false(known);
	}
	(void)u;
}

static void test_least_recently_used_goes(void **state)
{
	struct unit *u = *state;
	bool known;
	const char *evicted;
	const char *second = NULL;
	for (int i = 0; i < PREPARED_MOST; i++) {
		const char *name = use(u, i, &known, &evicted);
		assert_null(evicted);
		if (i == 1)
			second = name;
	}
	use(u, 0, &known, &evicted); /* the first is used again: the second is the oldest now */
	assert_true(known);
	use(u, 1000, &known, &evicted);
	assert_false(known);
	assert_string_equal(evicted, second);
	use(u, 0, &known, &evicted);
	assert_true(known);
	use(u, 1, &known, &evicted);
	assert_false(known);
	assert_non_null(evicted);
}

/* What never reached the server needs no farewell. */
static void test_evicted_before_it_was_there(void **state)
{
	struct unit *u = *state;
	bool known;
	const char *evicted;
	prepared_name(table, "never sent", &known, &evicted);
	for (int i = 1; i < PREPARED_MOST; i++)
		use(u, i, &known, &evicted);
	use(u, 1000, &known, &evicted);
	assert_null(evicted);
}

static void test_how_long_it_usually_takes(void **state)
{
	struct unit *u = *state;
	bool known;
	const char *evicted;
	unsigned first = prepared_place(table, prepared_name(table, "select 1", &known, &evicted)),
		 second = prepared_place(table, prepared_name(table, "select 2", &known, &evicted));
	assert_int_not_equal(first, second);
	assert_int_equal(prepared_usual(table, first), 0);
	prepared_took(table, first, 8000);
	assert_int_equal(prepared_usual(table, first), 1000);
	prepared_took(table, first, 0);
	assert_int_equal(prepared_usual(table, first), 875);
	assert_int_equal(prepared_usual(table, second), 0);
	/* the next text in its place is another one */
	for (int i = 2; i <= PREPARED_MOST + 1; i++)
		use(u, i, &known, &evicted);
	assert_int_equal(prepared_place(table, prepared_name(table, arena_printf(u->arena, "select %d", PREPARED_MOST + 1), &known, &evicted)), first);
	assert_int_equal(prepared_usual(table, first), 0);
}

/* A new connection has none, and names are not used twice: behind a pooler the old server may be met again. */
static void test_clear(void **state)
{
	struct unit *u = *state;
	bool known;
	const char *evicted, *before = use(u, 1, &known, &evicted);
	prepared_clear(table);
	const char *after = use(u, 1, &known, &evicted);
	assert_false(known);
	assert_string_not_equal(before, after);
	prepared_done(table, "s999"); /* of a table that is gone */
	prepared_free(NULL);
}

static void test_many(void **state)
{
	struct unit *u = *state;
	bool known;
	const char *evicted;
	int evictions = 0;
	for (int i = 0; i < 1000; i++) {
		use(u, i, &known, &evicted);
		assert_false(known);
		evictions += evicted != NULL;
	}
	assert_int_equal(evictions, 1000 - PREPARED_MOST);
	for (int i = 1000 - PREPARED_MOST; i < 1000; i++) {
		use(u, i, &known, &evicted);
		assert_true(known);
	}
}

#define TABLE(test) cmocka_unit_test_setup_teardown(test, open_table, close_table)

int main(void)
{
	const struct CMUnitTest tests[] = {TABLE(test_known_when_done), TABLE(test_texts_that_differ_in_one_byte),
					   TABLE(test_least_recently_used_goes), TABLE(test_evicted_before_it_was_there),
					   TABLE(test_how_long_it_usually_takes), TABLE(test_clear), TABLE(test_many)};
	return UNIT_RUN(tests);
}
