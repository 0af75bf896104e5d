/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/clock.h"

static void expect(int64_t us, const char *text)
{
	char out[CLOCK_RFC3339_SIZE];
	clock_rfc3339(us, out);
	assert_string_equal(out, text);
}

static void test_rfc3339(void **state)
{
	(void)state;
	expect(0, "1970-01-01T00:00:00.000Z");
	expect(1763673300123456, "2025-11-20T21:15:00.123Z");
	expect(951782400000000, "2000-02-29T00:00:00.000Z");
	expect(253402300799999999, "9999-12-31T23:59:59.999Z");
}

static void test_stopped(void **state)
{
	(void)state;
	clock_stop_at(1000001);
	assert_int_equal(clock_wall_us(), 1000001);
	assert_int_equal(clock_wall_us(), 1000001);
	clock_stop_at(0);
	assert_true(clock_wall_us() > INT64_C(1700000000000000));
}

static void test_monotonic(void **state)
{
	(void)state;
	int64_t last = clock_mono_us();
	for (int i = 0; i < 10000; i++) {
		int64_t now = clock_mono_us();
		assert_true(now >= last);
		last = now;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_rfc3339), UNIT(test_stopped), UNIT(test_monotonic)};
	return UNIT_RUN(tests);
}
