/* SPDX-License-Identifier: Apache-2.0 */
#include "media/batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "media/actions.h"
#include "rest/call.h"

#define ID "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""
#define FILE_OF(name) "{\"filename\":\"" name "\",\"content_type\":\"image/jpeg\",\"size\":5}"

static struct arena *arena;
static struct problem problem;
static struct batch batch;

static void refuse_b(const struct call *c, const struct jvalue *file, struct problem *own)
{
	const char *name = jvalue_string(jvalue_get(file, "filename"));
	(void)c;
	if (name != NULL && strcmp(name, "b") == 0)
		problem_violation(own, "/filename", "no_b", NULL, "is b");
}

static int read_batch(const char *body)
{
	struct json_fault fault;
	struct call c = {.arena = arena};
	problem_init(&problem, arena);
	assert_int_equal(jvalue_parse(arena, body, strlen(body), &c.body, &fault), 0);
	return batch_read(&c, presign_request, presign_file, refuse_b, &batch, &problem);
}

/* "pointer:code pointer:code …" */
static const char *violations(const char *body)
{
	const char *all = "";
	assert_int_equal(read_batch(body), -1);
	for (const struct violation *v = problem.violations; v != NULL; v = v->next)
		all = arena_printf(arena, "%s%s%s:%s", all, *all == '\0' ? "" : " ", v->pointer, v->code);
	return all;
}

static void reads_a_target_and_files(void **state)
{
	(void)state;
	assert_int_equal(read_batch("{\"property_id\":" ID ",\"files\":[" FILE_OF("a") "," FILE_OF("c") "]}"), 0);
	assert_string_equal(batch.property_id, "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a");
	assert_null(batch.contact_id);
	assert_int_equal(batch.count, 2);
	assert_string_equal(write_text(&batch.files[1], "filename"), "c");
	assert_string_equal(write_text(&batch.files[1], "size"), "5");
}

static void everything_wrong_is_told_at_once(void **state)
{
	(void)state;
	assert_string_equal(violations("{\"x\":1,\"files\":[" FILE_OF("b") ",{\"filename\":\"\",\"size\":-1},7," FILE_OF("a") "]}"),
			    "/x:unknown /files/0/filename:no_b /files/1/filename:required /files/1/size:out_of_range "
			    "/files/1/content_type:required /files/2:type");
	assert_string_equal(violations("{\"x\":1,\"property_id\":" ID ",\"purpose\":\"logo\","
				       "\"files\":[{\"filename\":\"b\",\"content_type\":\"image/jpeg\",\"size\":0}]}"),
			    "/x:unknown :excluded /files/0/size:out_of_range /files/0/filename:no_b");
}

static void there_are_1_to_100_files(void **state)
{
	(void)state;
	const char *many = FILE_OF("a");
	assert_string_equal(violations("{}"), "/files:required");
	assert_string_equal(violations("{\"files\":[]}"), "/files:required");
	assert_string_equal(violations("{\"files\":{}}"), "/files:type");
	for (int i = 1; i < 100; i++)
		many = arena_printf(arena, "%s," FILE_OF("a"), many);
	assert_int_equal(read_batch(arena_printf(arena, "{\"files\":[%s]}", many)), 0);
	assert_string_equal(violations(arena_printf(arena, "{\"files\":[%s," FILE_OF("a") "]}", many)), "/files:too_many");
}

static void there_is_one_target_at_most(void **state)
{
	(void)state;
	assert_string_equal(violations("{\"property_id\":" ID ",\"purpose\":\"logo\",\"files\":[" FILE_OF("a") "]}"), ":excluded");
	assert_int_equal(read_batch("{\"property_id\":null,\"purpose\":\"logo\",\"files\":[" FILE_OF("a") "]}"), 0);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(reads_a_target_and_files),
		TEST(everything_wrong_is_told_at_once),
		TEST(there_are_1_to_100_files),
		TEST(there_is_one_target_at_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
