/* SPDX-License-Identifier: Apache-2.0 */
#include "media/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void zones_that_exist_are_kept(void **state)
{
	(void)state;
	assert_string_equal(zone_or_utc("Europe/Luxembourg"), "Europe/Luxembourg");
	assert_string_equal(zone_or_utc("America/Argentina/Buenos_Aires"), "America/Argentina/Buenos_Aires");
	assert_string_equal(zone_or_utc("UTC"), "UTC");
}

static void all_others_are_utc(void **state)
{
	(void)state;
	static const char *const names[] = {"", "Mars/Base", "Europe", "/etc/passwd", "../../../etc/passwd", "Europe/../UTC"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_string_equal(zone_or_utc(names[i]), "UTC");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_that_exist_are_kept),
		cmocka_unit_test(all_others_are_utc),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
