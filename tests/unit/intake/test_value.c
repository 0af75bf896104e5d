/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and days as people write them. */
#include "../unit.h"
#include "intake/value.h"

static const char *or_none(const char *s)
{
	return s == NULL ? "none" : s;
}

static void numbers_are_read_as_their_country_writes_them(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *text;
		char mark;
		const char *wanted;
	} cases[] = {
	    {"1485000", '.', "1485000"},	{"1.485.000,50", '.', "1485000.50"}, {"1,485,000.50", ',', "1485000.50"},
	    {"1.485.000", ',', "1485000"},	{"1,250", '.', "1250"},		     {"1,250", ',', "1.250"},
	    {"1.250", ',', "1250"},		{"1.250", '.', "1.250"},	     {"4,5", '.', "4.5"},
	    {"1 485 000,5 \xe2\x82\xac", '.', "1485000.5"}, {"CHF 1'200.-", ',', "none"},	     {"EUR 1\xc2\xa0" "200", ',', "1200"},
	    {"212,5 m\xc2\xb2", '.', "212.5"},	{"340 m2", '.', "340"},		     {"-3", '.', "-3"},
	    {"12/04/1985", '.', "none"},	{"24, rue Ermesinde 3", '.', "none"}, {"on request", '.', "none"},
	    {"", '.', "none"},			{"1200 CHF", '.', "1200"},	     {"$1,200.00", '.', "1200.00"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct value_style style = {cases[i].mark, "dmy"};
		print_message("%s\n", cases[i].text);
		assert_string_equal(or_none(value_number(u->arena, cases[i].text, &style)), cases[i].wanted);
	}
}

static void days_are_read_in_their_order(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *text, *order, *wanted;
	} cases[] = {
	    {"03/04/2026", "dmy", "2026-04-03T00:00:00Z"}, {"03/04/2026", "mdy", "2026-03-04T00:00:00Z"}, {"2026-12-31", "dmy", "2026-12-31T00:00:00Z"},
	    {"31.12.26 14:30", "dmy", "2026-12-31T14:30:00Z"}, {"1.2.85", "dmy", "1985-02-01T00:00:00Z"}, {"26/12/31", "ymd", "2026-12-31T00:00:00Z"},
	    {"2026-05-12T09:30:00+02:00", "dmy", "2026-05-12T09:30:00+02:00"}, {"31/12/2026", "mdy", "none"}, {"soon", "dmy", "none"}, {"12/04", "dmy", "none"},
	    {"2026-05-12 25:00", "dmy", "none"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct value_style style = {'.', cases[i].order};
		print_message("%s\n", cases[i].text);
		assert_string_equal(or_none(value_time(u->arena, cases[i].text, &style)), cases[i].wanted);
	}
}

static void words_are_compared_without_accents_and_marks(void **state)
{
	struct unit *u = *state;
	assert_string_equal(value_fold(u->arena, "Pr\xc3\xa9nom"), "prenom");
	assert_string_equal(value_fold(u->arena, "E-mail 1 - Value"), "email1value");
	assert_string_equal(value_fold(u->arena, "\xc3\x89tiquettes"), "etiquettes");
	assert_string_equal(value_fold(u->arena, "\xc5\xa0koda, \xc5\xbb\xc3\xb3\xc5\x82w"), "skodazolw");
	assert_string_equal(value_fold(u->arena, "\xe2\x82\xac"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(numbers_are_read_as_their_country_writes_them),
	    UNIT(days_are_read_in_their_order),
	    UNIT(words_are_compared_without_accents_and_marks),
	};
	return UNIT_RUN(tests);
}
