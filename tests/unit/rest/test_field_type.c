/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/buf.h"
#include "base/jvalue.h"
#include "rest/field_type.h"
#include "sample.h"

static const struct field *field(const char *name)
{
	const struct field *f = field_find(sample_things.fields, name);
	assert_non_null(f);
	return f;
}

/* What is stored, or the violations and the first sentence. */
static const char *read_field(struct unit *u, const char *name, const char *json)
{
	const struct jvalue *v;
	struct json_fault fault;
	const char *text = "untouched";
	if (jvalue_parse_body(u->arena, json, strlen(json), &v, &fault) < 0)
		fail_msg("%s", json);
	if (field_read(u->arena, field(name), v, "/x", &text, unit_again(u)) == 0) {
		assert_int_equal(u->p.code, PROBLEM_NONE);
		return text;
	}
	assert_string_equal(text, "untouched");
	assert_int_equal(u->p.code, PROBLEM_VALIDATION);
	return arena_printf(u->arena, "!%s: %s", unit_violations(&u->p), u->p.violations->detail);
}

static const struct {
	const char *field, *json, *wanted;
} cases[] = {
    {"person_id", "\"019AA0C4-7D80-7C11-8A53-0C9F7E6D5B4A\"", "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a"},
    {"person_id", "\"019aa0c4\"", "!/x format: must be a UUID"},
    {"person_id", "5", "!/x type: must be of type string"},
    {"name", "\"ab\"", "ab"},
    {"name", "\"éé\"", "éé"},
    {"name", "\"🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠\"", "🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠🏠"},
    {"name", "\"aaaaaaaaaaaaaaaaaaaaa\"", "!/x too_long: must have at most 20 characters"},
    {"name", "\"a\"", "!/x too_short: must have at least 2 characters"},
    {"name", "\"\"", "!/x required: must not be empty"},
    {"name", "true", "!/x type: must be of type string"},
    {"name", "[\"ab\"]", "!/x type: must be of type string"},
    {"notes", "\"\"", ""},
    {"email", "\"A@B.lu\"", "a@b.lu"},
    {"email", "\"a\"", "!/x format: must be an e-mail address"},
    {"amount", "0", "0"},
    {"amount", "-5", "-5"},
    {"amount", "-0", "0"},
    {"amount", "-6", "!/x out_of_range: must be at least -5"},
    {"amount", "100", "!/x out_of_range: must be at most 99"},
    {"amount", "3000000000", "!/x out_of_range: is out of range"},
    {"amount", "999999999999999999", "!/x out_of_range: is out of range"},
    {"amount", "-12345678901234567890", "!/x out_of_range: is out of range"},
    {"bytes", "12345678901234567890", "!/x out_of_range: must be at most 5368709120"},
    {"price", "12345678901234567890", "!/x out_of_range: must be at most 1000000"},
    {"amount", "1.0", "!/x type: must be a whole number"},
    {"amount", "1e1", "!/x type: must be a whole number"},
    {"amount", "\"1\"", "!/x type: must be of type integer"},
    {"amount", "true", "!/x type: must be of type integer"},
    {"bytes", "5368709120", "5368709120"},
    {"bytes", "5368709121", "!/x out_of_range: must be at most 5368709120"},
    {"serial", "2147483647", "2147483647"},
    {"serial", "-2147483648", "-2147483648"},
    {"serial", "2147483648", "!/x out_of_range: is out of range"},
    {"price", "0", "0"},
    {"price", "-0.0", "-0.0"},
    {"price", "1.5", "1.5"},
    {"price", "1.50", "1.50"},
    {"price", "1.500000", "1.500000"},
    {"price", "1.501", "!/x precision: may have 2 digits after the point"},
    {"price", "0.1", "0.1"},
    {"price", "1000000", "1000000"},
    {"price", "1000000.00", "1000000.00"},
    {"price", "1000000.01", "!/x out_of_range: must be at most 1000000"},
    {"price", "-0.01", "!/x out_of_range: must be at least 0"},
    {"price", "1e3", "1000.00"},
    {"price", "1.5E+2", "150.00"},
    {"price", "125e-2", "1.25"},
    {"price", "1250e-3", "1.25"},
    {"price", "1255e-3", "!/x precision: may have 2 digits after the point"},
    {"price", "1e-3", "!/x precision: may have 2 digits after the point"},
    {"price", "1e-400", "!/x precision: may have 2 digits after the point"},
    {"price", "0e-400", "0.00"},
    {"price", "0.0e5", "0.00"},
    {"price", "1e6", "1000000.00"},
    {"price", "1e7", "!/x out_of_range: must be at most 1000000"},
    {"price", "1e400", "!/x out_of_range: must be at most 1000000"},
    {"price", "-1e400", "!/x out_of_range: must be at least 0"},
    {"price", "99999999e-2", "999999.99"},
    {"price", "\"1\"", "!/x type: must be of type number"},
    {"price", "true", "!/x type: must be of type number"},
    {"ratio", "-123456789012345.125", "-123456789012345.125"},
    {"ratio", "123456789012345678", "123456789012345678"},
    {"ratio", "1e400", "!/x out_of_range: is out of range"},
    {"ratio", "-1e400", "!/x out_of_range: is out of range"},
    {"done", "true", "true"},
    {"done", "false", "false"},
    {"done", "0", "!/x type: must be of type boolean"},
    {"done", "\"true\"", "!/x type: must be of type boolean"},
    {"due", "\"2026-05-12T09:30:00Z\"", "2026-05-12T09:30:00Z"},
    {"day", "\"2024-02-29\"", "2024-02-29"},
    {"day", "\"2026-02-29\"", "!/x format: must be a date such as 2026-05-12"},
    {"day", "\"2026-05-12T09:30:00Z\"", "!/x format: must be a date such as 2026-05-12"},
    {"day", "\"2026-5-1\"", "!/x format: must be a date such as 2026-05-12"},
    {"day", "\"\"", "!/x format: must be a date such as 2026-05-12"},
    {"day", "1", "!/x type: must be of type string"},
    {"due", "\"2026-05-12t09:30:00.123456789z\"", "2026-05-12t09:30:00.123456789z"},
    {"due", "\"2026-05-12T09:30:00+14:00\"", "2026-05-12T09:30:00+14:00"},
    {"due", "\"2026-05-12T09:30:00.5-00:30\"", "2026-05-12T09:30:00.5-00:30"},
    {"due", "\"2024-02-29T00:00:00Z\"", "2024-02-29T00:00:00Z"},
    {"due", "\"2000-02-29T00:00:00Z\"", "2000-02-29T00:00:00Z"},
    {"due", "\"2016-12-31T23:59:60Z\"", "2016-12-31T23:59:60Z"},
    {"due", "\"0001-01-01T00:00:00Z\"", "0001-01-01T00:00:00Z"},
    {"due", "\"9999-12-31T23:59:59.999999Z\"", "9999-12-31T23:59:59.999999Z"},
    {"kind", "\"bb\"", "bb"},
    {"kind", "\"b\"", "!/x not_one_of: must be one of a|bb|c"},
    {"kind", "\"a|bb\"", "!/x not_one_of: must be one of a|bb|c"},
    {"kind", "\"\"", "!/x not_one_of: must be one of a|bb|c"},
    {"kind", "1", "!/x type: must be of type string"},
    {"tags", "[]", "{}"},
    {"tags", "[\"a\",\"b c\"]", "{\"a\",\"b c\"}"},
    {"tags", "[\"NULL\",\"null\",\"{}\"]", "{\"NULL\",\"null\",\"{}\"}"},
    {"tags", "[\"a\\\"b\",\"c\\\\d\",\"e,f\"]", "{\"a\\\"b\",\"c\\\\d\",\"e,f\"}"},
    {"tags", "[\"a\\nb é\"]", "{\"a\nb é\"}"},
    {"tags", "[\"a\",\"b\",\"c\",\"d\"]", "!/x too_many: must have at most 3 items"},
    {"tags", "[\"a\",5,\"\"]", "!/x/1 type; /x/2 required: must be of type string"},
    {"tags", "[null]", "!/x/0 type: must be of type string"},
    {"tags", "\"a\"", "!/x type: must be of type array"},
    {"tags", "{\"a\":1}", "!/x type: must be of type array"},
    {"title", "{}", "{}"},
    {"title", "{\"en\":\"A\",\"fr-LU\":\"é\"}", "{\"en\":\"A\",\"fr-LU\":\"é\"}"},
    {"title", "{\"en\":null}", "{\"en\":null}"},
    {"title", "{\"en\":\"aaaaaaaaaaa\"}", "!/x/en too_long: must have at most 10 characters"},
    {"title", "{\"en\":5,\"EN\":\"x\",\"a/b\":\"x\"}", "!/x/en type; /x/EN format; /x/a~1b format: must be of type string"},
    {"title", "\"A\"", "!/x type: must be of type object"},
    {"title", "[]", "!/x type: must be of type object"},
    {"extra", "{\"a\":[1.50,{\"b\":null}]}", "{\"a\":[1.50,{\"b\":null}]}"},
    {"extra", "{\"a\":\"0123456789012345678901234567890123456789\"}", "!/x too_long: must have at most 40 bytes"},
    {"extra", "[]", "!/x type: must be of type object"},
};

static void test_read(void **state)
{
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = read_field(u, cases[i].field, cases[i].json);
		if (strcmp(got, cases[i].wanted) != 0)
			fail_msg("%s %s: '%s', not '%s'", cases[i].field, cases[i].json, got, cases[i].wanted);
	}
}

static void test_times_refused(void **state)
{
	struct unit *u = *state;
	static const char *const wrong[] = {
	    "", "2026-05-12", "2026-05-12T09:30Z", "2026-05-12 09:30:00Z", "2026-05-12T09:30:00", "2026-05-12T09:30:00+0200",
	    "2026-05-12T09:30:00+02", "2026-05-12T09:30:00+02:0", "2026-05-12T09:30:00+02:000", "2026-05-12T09:30:00+02:60",
	    "2026-05-12T09:30:00+15:00", "2026-05-12T09:30:00.Z", "2026-05-12T09:30:00.1234567890Z", "2026-05-12T09:30:00Zx",
	    "2026-05-12T09:30:00,5Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-00T00:00:00Z",
	    "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
	    "2026-01-01T00:00:61Z", "0000-01-01T00:00:00Z", "-026-01-01T00:00:00Z", "+2026-01-01T00:00:00Z", "12026-01-01T00:00:00Z",
	    "2026-1-1T00:00:00Z00", "now", "infinity............", "2026-W20-2T09:30:00Z", "٢٠٢٦-05-12T09:30:00Z",
	    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:60Z",
	    "2026-05-12T09:30:00.123456789012345678901234Z",
	};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		const char *got = read_field(u, "due", arena_printf(u->arena, "\"%s\"", wrong[i]));
		if (strcmp(got, "!/x format: must be a time such as 2026-05-12T09:30:00Z") != 0)
			fail_msg("%s: %s", wrong[i], got);
	}
}

/* An item of a list counts code points, as texts do. */
static void test_long_items(void **state)
{
	struct unit *u = *state;
	const char *eighty = "";
	for (int i = 0; i < 80; i++)
		eighty = arena_printf(u->arena, "%sé", eighty);
	assert_string_equal(read_field(u, "tags", arena_printf(u->arena, "[\"%s\"]", eighty)), arena_printf(u->arena, "{\"%s\"}", eighty));
	assert_string_equal(read_field(u, "tags", arena_printf(u->arena, "[\"%sx\"]", eighty)),
			    "!/x/0 too_long: must have at most 80 characters");
}

static void test_params(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *field, *json, *params;
	} all[] = {{"name", "\"a\"", "{\"min\":2}"},
		   {"name", "\"aaaaaaaaaaaaaaaaaaaaa\"", "{\"max\":20}"},
		   {"price", "-1", "{\"min\":0,\"max\":1000000}"},
		   {"price", "0.001", "{\"scale\":2}"},
		   {"kind", "\"x\"", "{\"allowed\":[\"a\",\"bb\",\"c\"]}"},
		   {"email", "\"x\"", "{\"format\":\"email\"}"},
		   {"due", "\"x\"", "{\"format\":\"date-time\"}"},
		   {"day", "\"x\"", "{\"format\":\"date\"}"},
		   {"person_id", "\"x\"", "{\"format\":\"uuid\"}"},
		   {"amount", "1.5", "{\"expected\":\"integer\"}"},
		   {"tags", "[1,2,3,4]", "{\"max\":3}"}};
	for (size_t i = 0; i < COUNT(all); i++) {
		read_field(u, all[i].field, all[i].json);
		assert_string_equal(u->p.violations->params, all[i].params);
	}
}

/* The text of a filter: the same forms, but what a field may be does not bound what one may ask for. */
static void test_read_text(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *field, *text, *wanted;
	} all[] = {
	    {"name", "a", "a"}, {"name", "", ""}, {"name", "aaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaa"},
	    {"kind", "a", "a"}, {"kind", "A", NULL}, {"done", "true", "true"}, {"done", "t", NULL}, {"done", "1", NULL},
	    {"amount", "5", "5"}, {"amount", "", NULL}, {"amount", "+5", NULL}, {"amount", " 5", NULL}, {"amount", "5 ", NULL},
	    {"amount", "0x5", NULL}, {"amount", "-", NULL}, {"amount", "--5", NULL}, {"amount", "-6", "-6"}, {"amount", "5000000000", "5000000000"},
	    {"bytes", "99000000000", "99000000000"}, {"amount", "9999999999999999999", "999999999999999999"},
	    {"amount", "-12345678901234567890123", "-999999999999999999"}, {"amount", "00000000000000000000000005", "00000000000000000000000005"},
	    {"price", "-1", "-1"}, {"price", "1e9", "1e9"}, {"price", "1e999", "1e300"}, {"price", "-1e99999", "-1e300"},
	    {"price", "1e-99999", "1e-300"}, {"price", "-1E-99999", "-1e-300"}, {"price", "0e-99999", "0"}, {"price", "-0.0", "0"},
	    {"price", "1.5", "1.5"}, {"price", "1e2", "1e2"}, {"price", "", NULL}, {"price", "nan", NULL}, {"price", "NaN", NULL},
	    {"price", "inf", NULL}, {"price", "infinity", NULL}, {"price", "0x10", NULL}, {"price", "1,5", NULL}, {"price", "1.5x", NULL},
	    {"price", " 1", NULL}, {"price", "\t1", NULL}, {"price", "1 ", NULL}, {"price", "1.005", "1.005"}, {"price", ".", NULL},
	    {"price", "-", NULL}, {"price", "e5", NULL}, {"price", "1e", NULL},
	    {"due", "2026-05-12T09:30:00Z", "2026-05-12T09:30:00Z"}, {"due", "2026-05-12", NULL},
	    {"person_id", "019AA0C4-7D80-7C11-8A53-0C9F7E6D5B4A", "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a"}, {"person_id", "1", NULL},
	    {"email", "A@b.lu", "a@b.lu"}, {"tags", "a", NULL}, {"title", "a", NULL}, {"extra", "{}", NULL},
	};
	for (size_t i = 0; i < COUNT(all); i++) {
		const char *got = field_read_text(u->arena, field(all[i].field), all[i].text);
		if ((got == NULL) != (all[i].wanted == NULL))
			fail_msg("%s '%s': %s", all[i].field, all[i].text, got == NULL ? "refused" : got);
		if (got != NULL)
			assert_string_equal(got, all[i].wanted);
	}
}

static const char *written(struct unit *u, enum field_type type, const char *s)
{
	struct buf b;
	buf_init(&b, u->arena, 0);
	field_write(&b, type, s, strlen(s));
	return buf_text(&b);
}

static void test_write(void **state)
{
	struct unit *u = *state;
	static const struct {
		enum field_type type;
		const char *text, *json;
	} all[] = {
	    {FIELD_ID, "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a", "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
	    {FIELD_TEXT, "a\"b\\\n\x01", "\"a\\\"b\\\\\\n\\u0001\""},
	    {FIELD_TEXT, "", "\"\""},
	    {FIELD_CHOICE, "a", "\"a\""},
	    {FIELD_INT, "-5", "-5"},
	    {FIELD_DECIMAL, "1485000.00", "1485000.00"},
	    {FIELD_BOOL, "t", "true"},
	    {FIELD_BOOL, "f", "false"},
	    {FIELD_TIME, "2026-05-12 09:30:00+00", "\"2026-05-12T09:30:00Z\""},
	    {FIELD_TIME, "2026-05-12 09:30:00.123456+00", "\"2026-05-12T09:30:00.123456Z\""},
	    {FIELD_TIME, "0001-01-01 00:00:00+00", "\"0001-01-01T00:00:00Z\""},
	    {FIELD_TIME, "2026-05-12 09:30:00+02", "\"2026-05-12T09:30:00+02\""},
	    {FIELD_TIME, "", "\"\""},
	    {FIELD_TEXTS, "{}", "[]"},
	    {FIELD_TEXTS, "{a}", "[\"a\"]"},
	    {FIELD_TEXTS, "{a,b,c}", "[\"a\",\"b\",\"c\"]"},
	    {FIELD_TEXTS, "{\"a b\",c}", "[\"a b\",\"c\"]"},
	    {FIELD_TEXTS, "{\"a,b\",\"c\\\"d\",\"e\\\\f\"}", "[\"a,b\",\"c\\\"d\",\"e\\\\f\"]"},
	    {FIELD_TEXTS, "{NULL,\"NULL\",null}", "[null,\"NULL\",\"null\"]"},
	    {FIELD_TEXTS, "{\"\",a}", "[\"\",\"a\"]"},
	    {FIELD_TEXTS, "{\"{}\",\"a\nb\"}", "[\"{}\",\"a\\nb\"]"},
	    {FIELD_TEXTS, "{é,🏠}", "[\"é\",\"🏠\"]"},
	    {FIELD_I18N, "{\"en\": \"a\"}", "{\"en\": \"a\"}"},
	    {FIELD_JSON, "{}", "{}"},
	    {FIELD_OBJECT, "{}", "{}"},
	    {FIELD_LIST, "[]", "[]"},
	};
	for (size_t i = 0; i < COUNT(all); i++)
		assert_string_equal(written(u, all[i].type, all[i].text), all[i].json);
}

/* An array that Postgres would never print stays within its bounds. */
static void test_write_odd_arrays(void **state)
{
	struct unit *u = *state;
	static const char *const odd[] = {"", "{", "}", "{\"", "{\"\\", "{\"a", "{\"a\\", "{,", "{,}", "{\"a\"b}", "a", "{\"a\",", "{\\}"};
	for (size_t i = 0; i < COUNT(odd); i++) {
		/* alone in its memory, so that a step beyond it is seen */
		char *s = arena_strndup(u->arena, odd[i], strlen(odd[i]));
		struct buf b;
		buf_init(&b, u->arena, 0);
		field_write(&b, FIELD_TEXTS, s, strlen(s));
		assert_int_equal(b.data[0], '[');
		assert_int_equal(b.data[b.size - 1], ']');
	}
}

/* From texts to a literal, and back from it. */
static void test_arrays_return(void **state)
{
	struct unit *u = *state;
	static const char *const texts[] = {"", "a", "NULL", "\"", "\\", "{", "}", ",", "a,b", " ", "\n", "é\"\\,{}🏠"};
	const char *literal = field_array(u->arena, texts, COUNT(texts)), *json = written(u, FIELD_TEXTS, literal);
	const struct jvalue *v;
	struct json_fault fault;
	assert_int_equal(jvalue_parse(u->arena, json, strlen(json), &v, &fault), 0);
	assert_int_equal(jvalue_size(v), COUNT(texts));
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_string_equal(jvalue_string(jvalue_at(v, i)), texts[i]);
	assert_string_equal(field_array(u->arena, NULL, 0), "{}");
}

static void test_names(void **state)
{
	(void)state;
	for (int t = FIELD_ID; t < FIELD_TYPE_COUNT; t++) {
		assert_non_null(field_sql_type((enum field_type)t));
		assert_non_null(field_json_type((enum field_type)t));
	}
	assert_true(field_ordered(field("price")));
	assert_true(field_ordered(field("amount")));
	assert_true(field_ordered(field("due")));
	assert_false(field_ordered(field("name")));
	assert_true(field_nullable(field("price")));
	assert_false(field_nullable(field("kind")));
	assert_false(field_nullable(field("name")));
	assert_null(field_find(sample_things.fields, "nam"));
	assert_null(field_find(sample_things.fields, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_read),	 UNIT(test_times_refused), UNIT(test_long_items),
					   UNIT(test_params),	 UNIT(test_read_text),	   UNIT(test_write),
					   UNIT(test_write_odd_arrays), UNIT(test_arrays_return), UNIT(test_names)};
	return UNIT_RUN(tests);
}
