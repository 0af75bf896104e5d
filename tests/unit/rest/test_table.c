/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "rest/table.h"
#include "sample.h"

static void test_columns(void **state)
{
	(void)state;
	sample_register();
	const struct table *t = table_find("things");
	assert_string_equal(t->label, "small thing");
	assert_string_equal(t->columns[table_column(t, "price")].sql, "t.price");
	assert_string_equal(t->columns[table_column(t, "double")].sql, "(t.price * t.amount)");
	assert_string_equal(t->columns[table_column(t, "price")].key, ",\"price\":");
	assert_int_equal(t->columns[0].key_size, strlen(",\"id\":"));
	assert_true(t->has_version > 0 && t->has_updated_at > 0);
	assert_int_equal(t->has_window, table_column(t, "link"));
	assert_int_equal(table_find("people")->has_window, -1);
	assert_int_equal(table_find("countries")->has_version, -1);
	assert_null(table_find("nowhere"));
	assert_null(table_at(3));
	assert_ptr_equal(table_at(0), t);
}

static const char *relations(struct unit *u, const char *table)
{
	struct buf b;
	struct relation x;
	sample_register();
	buf_init(&b, u->arena, 0);
	for (int i = 0; table_relation(table_find(table), i, &x); i++)
		buf_printf(&b, "%s %s of %s by %s%s%s; ", x.many ? "many" : "one", x.name, x.target->resource->name, x.field, x.many ? " in order of " : "",
			   x.many ? x.sort : "");
	return buf_text(&b);
}

/* Declared once, with the table that points; a table that is not there is no relation. */
static void test_relations(void **state)
{
	assert_string_equal(relations(*state, "things"), "one person of people by person_id; one origin of countries by code; ");
	assert_string_equal(relations(*state, "people"), "many things of things by person_id in order of -created_at; ");
	assert_string_equal(relations(*state, "countries"), "many things of things by code in order of price; ");
}

/* A field that only a search function could answer needs one. */
static void test_search_without_function(void **state)
{
	static const struct field fields[] = {{.name = "id", .type = FIELD_ID}, {.name = "x", .type = FIELD_TEXT, .flags = FIELD_SEARCHED}, {.type = FIELD_END}};
	static const struct resource r = {.name = "deaf", .schema = "Deaf", .fields = fields};
	(void)state;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		table_register(&r);
		_exit(0);
	}
	int status;
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_columns), UNIT(test_relations), UNIT(test_search_without_function)};
	return UNIT_RUN(tests);
}
