/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/uuid.h"

enum { MANY = 100000 };

static bool made_well(const char *id)
{
	return uuid_valid(id, strlen(id)) && id[14] == '7' && strchr("89ab", id[19]) != NULL &&
	       strspn(id, "0123456789abcdef-") == 36;
}

/* In order, and so without repeats. */
static void test_many(void **state)
{
	(void)state;
	char last[UUID_TEXT_SIZE] = "", id[UUID_TEXT_SIZE];
	for (int i = 0; i < MANY; i++) {
		uuid_v7(id);
		assert_true(made_well(id));
		if (strcmp(last, id) >= 0)
			fail_msg("%s is not behind %s", id, last);
		strcpy(last, id);
	}
}

/* More than the counter can hold within one millisecond: the time is borrowed from the next. */
static void test_within_a_millisecond(void **state)
{
	(void)state;
	char last[UUID_TEXT_SIZE] = "", id[UUID_TEXT_SIZE];
	clock_stop_at(INT64_C(4000000000000000));
	for (int i = 0; i < 20000; i++) {
		uuid_v7(id);
		assert_true(made_well(id));
		assert_true(strcmp(last, id) < 0);
		strcpy(last, id);
	}
	clock_stop_at(0);
}

static void test_clock_turned_back(void **state)
{
	(void)state;
	char before[UUID_TEXT_SIZE], after[UUID_TEXT_SIZE];
	clock_stop_at(INT64_C(5000000000000000));
	uuid_v7(before);
	clock_stop_at(INT64_C(4999990000000000));
	uuid_v7(after);
	clock_stop_at(0);
	assert_true(strcmp(before, after) < 0);
}

static void test_time(void **state)
{
	(void)state;
	char id[UUID_TEXT_SIZE];
	clock_stop_at(INT64_C(6000000000123456));
	uuid_v7(id);
	clock_stop_at(0);
	char hex[13] = "";
	memcpy(hex, id, 8);
	memcpy(hex + 8, id + 9, 4);
	assert_int_equal(strtoll(hex, NULL, 16), INT64_C(6000000000123));
}

static void test_valid(void **state)
{
	(void)state;
	static const char *const right[] = {"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e", "019AA0C4-7D80-7B6A-9D0E-4F6A1C2B3D4E",
					    "00000000-0000-0000-0000-000000000000"};
	static const char *const wrong[] = {"",
					    "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4",
					    "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4ee",
					    "019aa0c47d807b6a9d0e4f6a1c2b3d4e",
					    "{19aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4}",
					    "019aa0c4-7d80-7b6a-9d0e_4f6a1c2b3d4e",
					    "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4g",
					    "-19aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e",
					    "019aa0c47-d80-7b6a-9d0e-4f6a1c2b3d4e"};
	for (size_t i = 0; i < COUNT(right); i++)
		assert_true(uuid_valid(right[i], strlen(right[i])));
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(uuid_valid(wrong[i], strlen(wrong[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_many), UNIT(test_within_a_millisecond), UNIT(test_clock_turned_back),
					   UNIT(test_time), UNIT(test_valid)};
	return UNIT_RUN(tests);
}
