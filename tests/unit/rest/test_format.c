/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/buf.h"
#include "base/jvalue.h"
#include "rest/format.h"

/* What each form takes, and as what it is stored (NULL: it does not fit). */
static const struct {
	enum field_format format;
	const char *given, *stored;
} cases[] = {
    {FORMAT_EMAIL, "a@b.lu", "a@b.lu"},
    {FORMAT_EMAIL, "Josée.Weber+x@Example.COM", "josée.weber+x@example.com"},
    {FORMAT_EMAIL, "o'hara_1%2@sub.example.museum", "o'hara_1%2@sub.example.museum"},
    {FORMAT_EMAIL, "", NULL},
    {FORMAT_EMAIL, "a", NULL},
    {FORMAT_EMAIL, "@b.lu", NULL},
    {FORMAT_EMAIL, "a@", NULL},
    {FORMAT_EMAIL, "a@b", NULL},
    {FORMAT_EMAIL, "a@.lu", NULL},
    {FORMAT_EMAIL, "a@b.", NULL},
    {FORMAT_EMAIL, "a@b@c.lu", NULL},
    {FORMAT_EMAIL, "a b@c.lu", NULL},
    {FORMAT_EMAIL, "a@b.lu\n", NULL},
    {FORMAT_EMAIL, "a@b.lu\r\nBcc: x@y.lu", NULL},
    {FORMAT_EMAIL, "<a@b.lu>", NULL},
    {FORMAT_EMAIL, "a,b@c.lu", NULL},
    {FORMAT_EMAIL, "\"a\"@c.lu", NULL},
    {FORMAT_EMAIL, "a@[127.0.0.1]", NULL},
    {FORMAT_EMAIL, "a\x7f@b.lu", NULL},
    {FORMAT_PHONE, "+352661123456", "+352661123456"},
    {FORMAT_PHONE, "+352 661 123-456", "+352661123456"},
    {FORMAT_PHONE, " +1 (212) 555.0100 ", "+12125550100"},
    {FORMAT_PHONE, "00352/661123456", "+352661123456"},
    {FORMAT_PHONE, "+1234567", "+1234567"},
    {FORMAT_PHONE, "+123456789012345", "+123456789012345"},
    {FORMAT_PHONE, "+1234567890123456", NULL},
    {FORMAT_PHONE, "+123456", NULL},
    {FORMAT_PHONE, "661123456", NULL},
    {FORMAT_PHONE, "+0352661123", NULL},
    {FORMAT_PHONE, "++352661123", NULL},
    {FORMAT_PHONE, "+352+661123", NULL},
    {FORMAT_PHONE, "+352 661 x12", NULL},
    {FORMAT_PHONE, "", NULL},
    {FORMAT_PHONE, "+", NULL},
    {FORMAT_PHONE, "00", NULL},
    {FORMAT_PHONE, "+352\n661123456", NULL},
    {FORMAT_PHONE, "+３５２661123456", NULL},
    {FORMAT_URL, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"},
    {FORMAT_URL, "https://é.lu", "https://é.lu"},
    {FORMAT_URL, "http://example.com", NULL},
    {FORMAT_URL, "https://", NULL},
    {FORMAT_URL, "javascript:alert(1)", NULL},
    {FORMAT_URL, "https://example.com/a b", NULL},
    {FORMAT_URL, "https://example.com/\"x", NULL},
    {FORMAT_URL, "https://example.com/<x>", NULL},
    {FORMAT_URL, " https://example.com", NULL},
    {FORMAT_CURRENCY, "EUR", "EUR"},
    {FORMAT_CURRENCY, "eur", NULL},
    {FORMAT_CURRENCY, "EU", NULL},
    {FORMAT_CURRENCY, "EURO", NULL},
    {FORMAT_CURRENCY, "E R", NULL},
    {FORMAT_COUNTRY, "LU", "LU"},
    {FORMAT_COUNTRY, "lu", NULL},
    {FORMAT_COUNTRY, "LUX", NULL},
    {FORMAT_LOCALE, "fr", "fr"},
    {FORMAT_LOCALE, "lb", "lb"},
    {FORMAT_LOCALE, "gsw", "gsw"},
    {FORMAT_LOCALE, "fr-LU", "fr-LU"},
    {FORMAT_LOCALE, "zh-Hant-TW", "zh-Hant-TW"},
    {FORMAT_LOCALE, "", NULL},
    {FORMAT_LOCALE, "f", NULL},
    {FORMAT_LOCALE, "FR", NULL},
    {FORMAT_LOCALE, "fr_LU", NULL},
    {FORMAT_LOCALE, "fr-", NULL},
    {FORMAT_LOCALE, "-fr", NULL},
    {FORMAT_LOCALE, "fr--LU", NULL},
    {FORMAT_LOCALE, "fr-abcdefghi", NULL},
    {FORMAT_LOCALE, "frfr", NULL},
    {FORMAT_LOCALE, "fr-é1", NULL},
    {FORMAT_COLOUR, "#1f6F54", "#1f6F54"},
    {FORMAT_COLOUR, "#fff", NULL},
    {FORMAT_COLOUR, "1f6f54#", NULL},
    {FORMAT_COLOUR, "#1f6f5g", NULL},
    {FORMAT_SLUG, "a-1", "a-1"},
    {FORMAT_SLUG, "a", NULL},
    {FORMAT_SLUG, "-a", NULL},
    {FORMAT_SLUG, "a-", NULL},
    {FORMAT_SLUG, "A1", NULL},
    {FORMAT_SLUG, "a_b", NULL},
    {FORMAT_TIME_ZONE, "UTC", "UTC"},
    {FORMAT_TIME_ZONE, "Europe/Luxembourg", "Europe/Luxembourg"},
    {FORMAT_TIME_ZONE, "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"},
    {FORMAT_TIME_ZONE, "CET", NULL},
    {FORMAT_TIME_ZONE, "Europe/Lux embourg", NULL},
    {FORMAT_TIME_ZONE, "Europe/Luxembourg'", NULL},
    {FORMAT_SHA256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {FORMAT_SHA256, "E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", NULL},
    {FORMAT_SHA256, "e3b0c4", NULL},
    {FORMAT_CONTENT_TYPE, "image/svg+xml", "image/svg+xml"},
    {FORMAT_CONTENT_TYPE, "image", NULL},
    {FORMAT_CONTENT_TYPE, "/png", NULL},
    {FORMAT_CONTENT_TYPE, "image/", NULL},
    {FORMAT_CONTENT_TYPE, "text/html; charset=utf-8", NULL},
    {FORMAT_CONTENT_TYPE, "image/png\r\n", NULL},
};

static void test_cases(void **state)
{
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *stored = format_row(cases[i].format)->read(u->arena, cases[i].given, strlen(cases[i].given));
		if ((stored == NULL) != (cases[i].stored == NULL))
			fail_msg("%s '%s': %s", format_row(cases[i].format)->name, cases[i].given, stored == NULL ? "refused" : stored);
		if (stored != NULL)
			assert_string_equal(stored, cases[i].stored);
	}
}

static void expect_longest(struct unit *u, enum field_format f, const char *begin, const char *end, size_t longest)
{
	for (size_t n = longest - 1; n <= longest + 1; n++) {
		size_t fill = n - strlen(begin) - strlen(end);
		char *s = arena_alloc(u->arena, n + 1);
		memcpy(s, begin, strlen(begin));
		memset(s + strlen(begin), 'a', fill);
		strcpy(s + strlen(begin) + fill, end);
		assert_int_equal(format_row(f)->read(u->arena, s, n) != NULL, n <= longest);
	}
}

static void test_longest(void **state)
{
	struct unit *u = *state;
	/* tests/vectors/email.json has the other bounds of an address */
	expect_longest(u, FORMAT_EMAIL, "", "@b.lu", 64 + 5);
	expect_longest(u, FORMAT_URL, "https://", "", 2000);
	expect_longest(u, FORMAT_SLUG, "", "", 60);
	expect_longest(u, FORMAT_TIME_ZONE, "Europe/", "", 60);
	expect_longest(u, FORMAT_CONTENT_TYPE, "image/", "", 100);
}

/* What is stored fits its own form again: a record that is read and sent back is not refused. */
static void test_stored_fits_again(void **state)
{
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (cases[i].stored != NULL)
			assert_string_equal(format_row(cases[i].format)->read(u->arena, cases[i].stored, strlen(cases[i].stored)), cases[i].stored);
}

static void test_rows_are_whole(void **state)
{
	struct unit *u = *state;
	for (int i = FORMAT_NONE + 1; i < FORMAT_COUNT; i++) {
		const struct format *f = format_row((enum field_format)i);
		const struct jvalue *v;
		struct json_fault fault;
		assert_true(strlen(f->name) > 0);
		assert_memory_equal(f->sentence, "must be ", 8);
		const char *schema = arena_printf(u->arena, "{%s}", f->schema);
		assert_int_equal(jvalue_parse(u->arena, schema, strlen(schema), &v, &fault), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_cases), UNIT(test_longest), UNIT(test_stored_fits_again), UNIT(test_rows_are_whole)};
	return UNIT_RUN(tests);
}
