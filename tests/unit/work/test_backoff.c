/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "work/backoff.h"

static void doubles_up_to_an_hour(void **state)
{
	(void)state;
	static const double expected[] = {5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600};
	for (int i = 0; i < 12; i++)
		assert_float_equal(backoff_s(i + 1, 0.5), expected[i], 0.001);
	assert_float_equal(backoff_s(100, 0.5), 3600, 0.001);
}

static void differs_by_a_quarter(void **state)
{
	(void)state;
	assert_float_equal(backoff_s(3, 0), 15, 0.001);
	assert_float_equal(backoff_s(3, 1), 25, 0.001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(doubles_up_to_an_hour), cmocka_unit_test(differs_by_a_quarter)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
