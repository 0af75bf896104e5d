/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "conf/dsn.h"

static void test_read(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *given, *url;
		bool pgbouncer;
		const char *told;
	} cases[] = {
	    {"postgres://u:p@h:5432/d", "postgres://u:p@h:5432/d", false, NULL},
	    {"postgres://h/d?sslmode=require&target_session_attrs=read-write",
	     "postgres://h/d?sslmode=require&target_session_attrs=read-write", false, NULL},
	    {"postgres://h/d?schema=public", "postgres://h/d", false,
	     "'schema' is not libpq's and is left out: tables are named with their schema here"},
	    {"postgres://h/d?schema=public&sslmode=require", "postgres://h/d?sslmode=require", false,
	     "'schema' is not libpq's and is left out: tables are named with their schema here"},
	    {"postgres://h/d?sslmode=require&pgbouncer=true&connection_limit=1&application_name=x",
	     "postgres://h/d?sslmode=require&application_name=x", true,
	     "'pgbouncer' is not libpq's and is left out: PREPARE=auto follows it; "
	     "'connection_limit' is not libpq's and is left out: each worker holds one connection: set WORKERS"},
	    {"postgres://h/d?pgbouncer=false", "postgres://h/d", false,
	     "'pgbouncer' is not libpq's and is left out: PREPARE=auto follows it"},
	    {"postgres://h/d?", "postgres://h/d", false, NULL},
	    {"postgres://h/d?&&sslmode=require&", "postgres://h/d?sslmode=require", false, NULL},
	    {"postgres://h/d?schemas=x", "postgres://h/d?schemas=x", false, NULL},
	    {"postgres://h1,h2:6432/d?sslmode=require", "postgres://h1,h2:6432/d?sslmode=require", false, NULL},
	    {"host=h dbname=d password=a?schema=b", "host=h dbname=d password=a?schema=b", false, NULL},
	    {"", "", false, NULL},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dsn d;
		dsn_read(u->arena, cases[i].given, &d);
		assert_string_equal(d.url, cases[i].url);
		assert_int_equal(d.behind_pgbouncer, cases[i].pgbouncer);
		if (cases[i].told == NULL)
			assert_null(d.told);
		else
			assert_string_equal(d.told, cases[i].told);
	}
}

/* What is told at start goes to the log: never a value. */
static void test_tells_no_value(void **state)
{
	struct unit *u = *state;
	struct dsn d;
	dsn_read(u->arena, "postgres://u:hunter2@h/d?sslpassword=hunter2&schema=hunter2&sslidentity=hunter2", &d);
	assert_non_null(d.told);
	assert_null(strstr(d.told, "hunter2"));
	assert_string_equal(d.url, "postgres://u:hunter2@h/d");
}

static void test_prepares(void **state)
{
	(void)state;
	struct dsn direct = {.behind_pgbouncer = false}, pooled = {.behind_pgbouncer = true};
	assert_true(dsn_prepares(&direct, "auto"));
	assert_false(dsn_prepares(&pooled, "auto"));
	assert_true(dsn_prepares(&pooled, "on"));
	assert_false(dsn_prepares(&direct, "off"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_read), UNIT(test_tells_no_value), UNIT(test_prepares)};
	return UNIT_RUN(tests);
}
