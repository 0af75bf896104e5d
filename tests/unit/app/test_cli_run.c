/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/cli_run.h"
#include "base/arena.h"
#include "base/problem.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(4096);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void password_leaves_the_address(void **state)
{
	const char *password;
	(void)state;
	assert_string_equal(cli_run_split(arena, "postgresql://me:p%40ss@db.example:5432/x?sslmode=require", &password),
			    "postgresql://me@db.example:5432/x?sslmode=require");
	assert_string_equal(password, "p@ss");
	assert_string_equal(cli_run_split(arena, "postgresql://me@db.example/x", &password), "postgresql://me@db.example/x");
	assert_null(password);
	assert_string_equal(cli_run_split(arena, "host=db user=me", &password), "host=db user=me");
	assert_null(password);
	assert_string_equal(cli_run_split(arena, "postgresql:///x?options=a@b:c", &password), "postgresql:///x?options=a@b:c");
	assert_null(password);
}

static void user_of_the_address(void **state)
{
	(void)state;
	assert_string_equal(cli_run_user(arena, "postgresql://stagefy_api.ref:x@h/d"), "stagefy_api.ref");
	assert_string_equal(cli_run_user(arena, "postgresql://m%C3%A9@h/d"), "m\xc3\xa9");
	assert_string_equal(cli_run_user(arena, "postgresql://h/d"), "");
}

static void input_and_status_arrive(void **state)
{
	int status = -1;
	struct problem p;
	const char *argv[] = {"sh", "-c", "read a; test \"$a\" = hello && exit 7", NULL};
	const struct cli_run run = {.argv = argv, .input = "hello\n", .package = "dash"};
	(void)state;
	problem_init(&p, arena);
	assert_int_equal(cli_run(&run, &status, &p), 0);
	assert_int_equal(status, 7);
}

static void missing_program_names_its_package(void **state)
{
	int status = -1;
	struct problem p;
	const char *argv[] = {"no-such-program-anywhere", NULL};
	const struct cli_run run = {.argv = argv, .package = "the-package"};
	(void)state;
	problem_init(&p, arena);
	assert_int_equal(cli_run(&run, &status, &p), -1);
	assert_non_null(strstr(p.detail, "apt-get install the-package"));
	assert_int_equal(status, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(password_leaves_the_address, setup, teardown),
	    cmocka_unit_test_setup_teardown(user_of_the_address, setup, teardown),
	    cmocka_unit_test_setup_teardown(input_and_status_arrive, setup, teardown),
	    cmocka_unit_test_setup_teardown(missing_program_names_its_package, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
