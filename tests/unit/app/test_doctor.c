/* SPDX-License-Identifier: Apache-2.0 */
/* What a running instance does not show: clocks that differ, and databases older or newer than the program. */
#include "../unit.h"

#include "app/doctor.h"

static struct doctor doctor_of(struct unit *u)
{
	return (struct doctor){.arena = u->arena};
}

static void assert_clock(struct unit *u, int64_t ahead_us, enum doctor_verdict verdict, const char *saw)
{
	struct doctor d = doctor_of(u);
	doctor_clock(&d, ahead_us);
	assert_int_equal(d.first->verdict, verdict);
	assert_string_equal(d.first->saw, saw);
	assert_ptr_equal(d.first->next, NULL);
}

static void test_clocks(void **state)
{
	struct unit *u = *state;
	assert_clock(u, 0, DOCTOR_OK, "the database and this machine agree to 0.0 s");
	assert_clock(u, -1900000, DOCTOR_OK, "the database and this machine agree to 1.9 s");
	assert_clock(u, 2000000, DOCTOR_WARNING, "the database is 2 s ahead of this machine");
	assert_clock(u, -29000000, DOCTOR_WARNING, "the database is 29 s behind this machine");
	assert_clock(u, 30000000, DOCTOR_FAILED,
		     "the database is 30 s ahead of this machine: good tokens are refused and ended ones accepted");
	assert_clock(u, -90000000, DOCTOR_FAILED,
		     "the database is 90 s behind this machine: good tokens are refused and ended ones accepted");
}

static const char plan[] = "%syntax-version=1.0.0\n%project=stagefy\n\napp/first 2026-11-20T09:00:00Z A <a@b.example> # One.\n"
			   "app/second [app/first] 2026-11-20T09:01:00Z A <a@b.example> # Two.\n@v1 2026-11-20T09:02:00Z A <a@b.example> # Tag.\n"
			   "app/third 2026-11-20T09:03:00Z A <a@b.example> # Three.\n";

static void assert_level(struct unit *u, const char *level, enum doctor_verdict verdict, const char *saw)
{
	struct doctor d = doctor_of(u);
	doctor_migrations(&d, plan, level);
	assert_int_equal(d.first->verdict, verdict);
	assert_string_equal(d.first->saw, saw);
}

static void test_migrations(void **state)
{
	struct unit *u = *state;
	assert_level(u, "app/third", DOCTOR_OK, "all are deployed, the newest is app/third");
	assert_level(u, "app/first", DOCTOR_FAILED, "2 are not deployed, the newest is app/third");
	assert_level(u, NULL, DOCTOR_FAILED, "3 are not deployed, the newest is app/third");
	assert_level(u, "app/fourth", DOCTOR_WARNING, "the database has app/fourth, which this version does not know");
	assert_level(u, "app/th", DOCTOR_WARNING, "the database has app/th, which this version does not know");
}

static void test_films(void **state)
{
	struct doctor d = doctor_of(*state);
	doctor_films(&d, true);
	doctor_films(&d, false);
	assert_int_equal(d.first->verdict, DOCTOR_OK);
	assert_int_equal(d.last->verdict, DOCTOR_WARNING);
	assert_string_equal(d.last->saw, "there is no ffmpeg");
	assert_string_equal(d.last->advice, "Install Debian's package ffmpeg: until then films are not offered");
}

static void test_a_finding_is_one_line(void **state)
{
	struct doctor d = doctor_of(*state);
	doctor_say(&d, DOCTOR_OK, "part", NULL, "first\n\tsecond\n.");
	doctor_say(&d, DOCTOR_FAILED, "part", "do", "%s", "third.");
	assert_string_equal(d.first->saw, "first second");
	assert_string_equal(d.first->next->saw, "third");
	assert_ptr_equal(d.last, d.first->next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_clocks, unit_open, unit_close),
	    cmocka_unit_test_setup_teardown(test_migrations, unit_open, unit_close),
	    cmocka_unit_test_setup_teardown(test_films, unit_open, unit_close),
	    cmocka_unit_test_setup_teardown(test_a_finding_is_one_line, unit_open, unit_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
