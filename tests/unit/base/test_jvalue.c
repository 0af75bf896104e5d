/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/json_gate.h"
#include "base/jvalue.h"

struct text_case {
	const char *text;
	enum json_fault_kind fault;
	size_t offset;
};

static void expect(struct unit *u, const char *text, size_t n, enum json_fault_kind wanted, size_t offset)
{
	const struct jvalue *v;
	struct json_fault fault = {JSON_OK, 0}, again = {JSON_OK, 0};
	int rc = jvalue_parse(u->arena, text, n, &v, &fault);
	if (rc != (wanted == JSON_OK ? 0 : -1) || fault.kind != wanted || fault.offset != offset)
		fail_msg("%s: %s at %zu", text, jvalue_fault_text(fault.kind), fault.offset);
	assert_int_equal(jvalue_check(text, n, &again), rc);
	assert_int_equal(again.kind, fault.kind);
	assert_int_equal(again.offset, fault.offset);
}

static void run(struct unit *u, const struct text_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect(u, cases[i].text, strlen(cases[i].text), cases[i].fault, cases[i].offset);
}

static void test_accepted(void **state)
{
	static const struct text_case cases[] = {
	    {"null", JSON_OK, 0}, {"true", JSON_OK, 0}, {"false", JSON_OK, 0}, {"0", JSON_OK, 0}, {"-0", JSON_OK, 0},
	    {"\"\"", JSON_OK, 0}, {"[]", JSON_OK, 0}, {"{}", JSON_OK, 0}, {" \t\r\n[ ] \t\r\n", JSON_OK, 0},
	    {"[ 1 , 2 ]", JSON_OK, 0}, {"{ \"a\" : 1 , \"b\" : 2 }", JSON_OK, 0}, {"[[],[[]],{}]", JSON_OK, 0},
	    {"-1.5e-10", JSON_OK, 0}, {"1E5", JSON_OK, 0}, {"1e+5", JSON_OK, 0}, {"0.0", JSON_OK, 0}, {"0e0", JSON_OK, 0},
	    {"999999999999999999", JSON_OK, 0}, {"-999999999999999999", JSON_OK, 0},
	    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", JSON_OK, 0}, {"\"\\u00e9\\uD83C\\uDFE0\"", JSON_OK, 0},
	    {"\"\x7f é 🏠\"", JSON_OK, 0}, {"{\"\":1}", JSON_OK, 0}, {"{\"a\":{\"a\":{\"a\":1}}}", JSON_OK, 0},
	    {"[{\"a\":1},{\"a\":2}]", JSON_OK, 0}, {"{\"a\":1,\"A\":2}", JSON_OK, 0}, {"{\"__proto__\":1}", JSON_OK, 0},
	};
	run(*state, cases, COUNT(cases));
}

static void test_syntax(void **state)
{
	static const struct text_case cases[] = {
	    {"", JSON_SYNTAX, 0}, {"   ", JSON_SYNTAX, 3}, {"nul", JSON_SYNTAX, 0}, {"nulL", JSON_SYNTAX, 0},
	    {"True", JSON_SYNTAX, 0}, {"NaN", JSON_SYNTAX, 0}, {"Infinity", JSON_SYNTAX, 0}, {"-Infinity", JSON_SYNTAX, 1},
	    {"undefined", JSON_SYNTAX, 0}, {"1 2", JSON_SYNTAX, 2}, {"{}{}", JSON_SYNTAX, 2}, {"[]x", JSON_SYNTAX, 2},
	    {"[", JSON_SYNTAX, 1}, {"{", JSON_SYNTAX, 1}, {"]", JSON_SYNTAX, 0}, {"[1", JSON_SYNTAX, 2},
	    {"[1,]", JSON_SYNTAX, 3}, {"[,1]", JSON_SYNTAX, 1}, {"[1,,2]", JSON_SYNTAX, 3}, {"[1 2]", JSON_SYNTAX, 3},
	    {"[1}", JSON_SYNTAX, 2}, {"{\"a\":1]", JSON_SYNTAX, 6}, {"{\"a\":1,}", JSON_SYNTAX, 7}, {"{,}", JSON_SYNTAX, 1},
	    {"{a:1}", JSON_SYNTAX, 1}, {"{'a':1}", JSON_SYNTAX, 1}, {"{\"a\"}", JSON_SYNTAX, 4}, {"{\"a\" 1}", JSON_SYNTAX, 5},
	    {"{\"a\":}", JSON_SYNTAX, 5}, {"{1:2}", JSON_SYNTAX, 1}, {"{\"a\"::1}", JSON_SYNTAX, 5},
	    {"'a'", JSON_SYNTAX, 0}, {"\"a", JSON_SYNTAX, 2}, {"\"\\", JSON_SYNTAX, 2}, {"\"\\\"", JSON_SYNTAX, 3},
	    {"\"\\x41\"", JSON_SYNTAX, 2}, {"\"\\'\"", JSON_SYNTAX, 2}, {"\"\\U0041\"", JSON_SYNTAX, 2},
	    {"\"\\u004\"", JSON_SYNTAX, 6}, {"\"\\u00g0\"", JSON_SYNTAX, 5}, {"\"\\u\"", JSON_SYNTAX, 3},
	    {"\"a\nb\"", JSON_SYNTAX, 2}, {"\"a\tb\"", JSON_SYNTAX, 2}, {"\"\x1f\"", JSON_SYNTAX, 1},
	    {"// x\n1", JSON_SYNTAX, 0}, {"/* x */1", JSON_SYNTAX, 0}, {"[1]# x", JSON_SYNTAX, 3},
	    {"\xef\xbb\xbf{}", JSON_SYNTAX, 0}, {"\f1", JSON_SYNTAX, 0}, {"\v1", JSON_SYNTAX, 0}, {"\xc2\xa0" "1", JSON_SYNTAX, 0},
	};
	run(*state, cases, COUNT(cases));
	expect(*state, "1\0", 2, JSON_SYNTAX, 1);
	expect(*state, "\"a\0b\"", 5, JSON_SYNTAX, 2);
	expect(*state, "\0", 1, JSON_SYNTAX, 0);
	expect(*state, "{}\0{}", 5, JSON_SYNTAX, 2);
}

static void test_numbers_refused(void **state)
{
	static const struct text_case cases[] = {
	    {"01", JSON_SYNTAX, 2}, {"-01", JSON_SYNTAX, 3}, {"00", JSON_SYNTAX, 2}, {"+1", JSON_SYNTAX, 0}, {"-", JSON_SYNTAX, 1},
	    {".5", JSON_SYNTAX, 0}, {"1.", JSON_SYNTAX, 2}, {"-.5", JSON_SYNTAX, 1}, {"1.e5", JSON_SYNTAX, 2}, {"1e", JSON_SYNTAX, 2},
	    {"1e+", JSON_SYNTAX, 3}, {"1e5.0", JSON_SYNTAX, 3}, {"1.2.3", JSON_SYNTAX, 3}, {"0x10", JSON_SYNTAX, 1},
	    {"1_000", JSON_SYNTAX, 1}, {"1,000", JSON_SYNTAX, 1}, {"--1", JSON_SYNTAX, 1}, {"1f", JSON_SYNTAX, 1},
	    {"[-]", JSON_SYNTAX, 2}, {"1n", JSON_SYNTAX, 1}, {"\xd9\xa1", JSON_SYNTAX, 0},
	    {"1000000000000000000", JSON_LONG_NUMBER, 0}, {"[1,-1000000000000000000]", JSON_LONG_NUMBER, 3},
	};
	run(*state, cases, COUNT(cases));
}

static void test_number_length(void **state)
{
	struct unit *u = *state;
	char text[200];
	for (size_t n = 90; n < 120; n++) {
		memset(text, '1', sizeof text);
		text[1] = '.';
		text[n] = '\0';
		expect(u, text, n, n > 100 ? JSON_LONG_NUMBER : JSON_OK, 0);
	}
}

static void test_utf8(void **state)
{
	static const struct text_case cases[] = {
	    {"\"\x80\"", JSON_NOT_UTF8, 1}, {"\"\xc0\xaf\"", JSON_NOT_UTF8, 1}, {"\"a\xed\xa0\x80\"", JSON_NOT_UTF8, 2},
	    {"\"\xf4\x90\x80\x80\"", JSON_NOT_UTF8, 1}, {"\"\xe2\x82", JSON_NOT_UTF8, 1}, {"{\"\xff\":1}", JSON_NOT_UTF8, 2},
	    {"\"caf\xe9\"", JSON_NOT_UTF8, 4},
	};
	run(*state, cases, COUNT(cases));
}

/* Valid by the letter, and of no use to any field. A syntax fault behind them weighs more. */
static void test_unfit(void **state)
{
	static const struct text_case cases[] = {
	    {"\"\\u0000\"", JSON_HAS_NUL, 1},
	    {"{\"a\\u0000b\":1}", JSON_HAS_NUL, 3},
	    {"\"\\ud83c\"", JSON_LONE_SURROGATE, 1},
	    {"\"\\udfe0\"", JSON_LONE_SURROGATE, 1},
	    {"\"\\ud83cx\"", JSON_LONE_SURROGATE, 1},
	    {"\"\\ud83c\\n\"", JSON_LONE_SURROGATE, 1},
	    {"\"\\ud83c\\u0041\"", JSON_LONE_SURROGATE, 1},
	    {"\"\\ud83c\\ud83c\\udfe0\"", JSON_LONE_SURROGATE, 1},
	    {"\"\\udfe0\\ud83c\"", JSON_LONE_SURROGATE, 1},
	    {"{\"\\ud83c\":1}", JSON_LONE_SURROGATE, 2},
	    {"[\"\\u0000\",1000000000000000000]", JSON_HAS_NUL, 2},
	    {"[\"\\u0000\"", JSON_SYNTAX, 9},
	    {"\"\\ud83c\\u00gg\"", JSON_SYNTAX, 11},
	};
	run(*state, cases, COUNT(cases));
}

static void test_duplicates(void **state)
{
	static const struct text_case cases[] = {
	    {"{\"a\":1,\"a\":1}", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"a\":1,\"\\u0061\":2}", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"\\u0061\\u0062\":1,\"a\\u0062\":2}", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"/\":1,\"\\/\":2}", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"\\u00e9\":1,\"é\":2}", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"\\ud83c\\udfe0\":1,\"🏠\":2}", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"\\n\":1,\"\\u000a\":2}", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"\":1,\"\":2}", JSON_DUPLICATE_MEMBER, 0},
	    {"[[{\"x\":{\"a\":1,\"b\":null,\"a\":null}}]]", JSON_DUPLICATE_MEMBER, 0},
	    {"{\"a\":null,\"a\":null}", JSON_DUPLICATE_MEMBER, 0},
	    /* the same letter written in two ways is two names */
	    {"{\"\\u00e9\":1,\"e\\u0301\":2}", JSON_OK, 0},
	};
	run(*state, cases, COUNT(cases));
}

static const char *nested(struct arena *a, size_t depth, const char *open, const char *inner, const char *close)
{
	char *s = arena_alloc(a, depth * (strlen(open) + strlen(close)) + strlen(inner) + 1);
	*s = '\0';
	for (size_t i = 0; i < depth; i++)
		strcat(s, open);
	strcat(s, inner);
	for (size_t i = 0; i < depth; i++)
		strcat(s, close);
	return s;
}

static void test_depth(void **state)
{
	struct unit *u = *state;
	static const char *const inner[] = {"", "1", "\"x\"", "null"};
	for (size_t i = 0; i < COUNT(inner); i++) {
		const char *s = nested(u->arena, 32, "[", inner[i], "]");
		expect(u, s, strlen(s), JSON_OK, 0);
		s = nested(u->arena, 33, "[", inner[i], "]");
		expect(u, s, strlen(s), JSON_TOO_DEEP, 32);
		s = nested(u->arena, 32, "{\"a\":", *inner[i] == '\0' ? "1" : inner[i], "}");
		expect(u, s, strlen(s), JSON_OK, 0);
		s = nested(u->arena, 33, "{\"a\":", *inner[i] == '\0' ? "1" : inner[i], "}");
		expect(u, s, strlen(s), JSON_TOO_DEEP, 160);
	}
	const char *s = nested(u->arena, 16, "[{\"a\":", "1", "}]");
	expect(u, s, strlen(s), JSON_OK, 0);
	s = nested(u->arena, 100000, "[", "", "]");
	expect(u, s, strlen(s), JSON_TOO_DEEP, 32);
}

static const struct jvalue *parse(struct unit *u, const char *text)
{
	const struct jvalue *v;
	struct json_fault fault;
	assert_int_equal(jvalue_parse(u->arena, text, strlen(text), &v, &fault), 0);
	return v;
}

static void test_digits_stay(void **state)
{
	struct unit *u = *state;
	static const char *const same[] = {"0",	  "1",	   "-1",   "999999999999999999", "-999999999999999999", "0.10", "1.0",
					   "-0.0", "1e5",  "1E+05", "1.50e-3", "1e400", "-1e-400", "0.1000000000000000055511151231257827"};
	for (size_t i = 0; i < COUNT(same); i++) {
		assert_string_equal(jvalue_number(parse(u, same[i])), same[i]);
		assert_string_equal(jvalue_print(u->arena, parse(u, same[i])), same[i]);
	}
	int64_t n = 5;
	assert_true(jvalue_integer(parse(u, "-999999999999999999"), &n));
	assert_int_equal(n, -999999999999999999);
	assert_false(jvalue_integer(parse(u, "1.0"), &n));
	assert_false(jvalue_integer(parse(u, "1e2"), &n));
	assert_false(jvalue_integer(parse(u, "\"1\""), &n));
	assert_false(jvalue_integer(NULL, &n));
	assert_int_equal(n, -999999999999999999);
}

static void test_kinds(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *text;
		enum json_kind kind;
		const char *name;
	} cases[] = {{"null", JSON_NULL, "null"},      {"true", JSON_BOOL, "boolean"}, {"1", JSON_NUMBER, "number"},
		     {"1.5", JSON_NUMBER, "number"},   {"\"x\"", JSON_STRING, "string"}, {"[1]", JSON_ARRAY, "array"},
		     {"{\"a\":1}", JSON_OBJECT, "object"}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct jvalue *v = parse(u, cases[i].text);
		assert_int_equal(jvalue_kind(v), cases[i].kind);
		assert_string_equal(jvalue_kind_name(jvalue_kind(v)), cases[i].name);
		assert_int_equal(jvalue_string(v) != NULL, cases[i].kind == JSON_STRING);
		assert_int_equal(jvalue_number(v) != NULL, cases[i].kind == JSON_NUMBER);
		assert_int_equal(jvalue_bool(v), cases[i].kind == JSON_BOOL);
		assert_int_equal(jvalue_size(v), cases[i].kind >= JSON_ARRAY ? 1 : 0);
		assert_int_equal(jvalue_at(v, 0) != NULL, cases[i].kind == JSON_ARRAY);
		assert_string_equal(jvalue_print(u->arena, v), cases[i].text);
	}
	assert_false(jvalue_bool(parse(u, "false")));
}

static void test_members(void **state)
{
	struct unit *u = *state;
	const struct jvalue *v = parse(u, "{\"b\":1,\"a\":null,\"\\u00e9\":\"x\"}"), *found = v;
	struct jvalue_member *m = jvalue_members(u->arena, v);
	assert_int_equal(jvalue_size(v), 3);
	assert_string_equal(m[0].name, "b");
	assert_string_equal(m[1].name, "a");
	assert_null(m[1].value);
	assert_string_equal(m[2].name, "é");
	assert_true(jvalue_find(v, "a", &found));
	assert_null(found);
	assert_null(jvalue_get(v, "a"));
	found = v;
	assert_false(jvalue_find(v, "c", &found));
	assert_ptr_equal(found, v);
	assert_false(jvalue_find(parse(u, "[1]"), "0", &found));
	assert_non_null(jvalue_members(u->arena, parse(u, "[1]")));
	assert_null(jvalue_at(parse(u, "[1]"), 1));
	assert_int_equal(jvalue_string_size(parse(u, "\"\\ud83c\\udfe0\"")), 4);
	assert_int_equal(jvalue_string_size(parse(u, "1")), 0);
}

/* What is printed reads the same again. */
static void test_print(void **state)
{
	struct unit *u = *state;
	static const char *const texts[] = {"{\"a\":[1,2.50,{\"b\":\"/\\\"\\\\\\n\\u0001é🏠\"}],\"c\":null,\"d\":true}", "[]", "{}",
					    "\"\\u007f\""};
	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *once = jvalue_print(u->arena, parse(u, texts[i]));
		assert_string_equal(jvalue_print(u->arena, parse(u, once)), once);
	}
	assert_string_equal(jvalue_print(u->arena, parse(u, texts[0])), texts[0]);
	assert_string_equal(jvalue_print(u->arena, NULL), "null");
}

static void test_pointer(void **state)
{
	struct unit *u = *state;
	assert_string_equal(jvalue_pointer(u->arena, "", "a"), "/a");
	assert_string_equal(jvalue_pointer(u->arena, "/a", ""), "/a/");
	assert_string_equal(jvalue_pointer(u->arena, "/a", "b/c~d~1"), "/a/b~1c~0d~01");
}

/* Bodies keep them, to the digit, for the field to refuse; everything else is as strict. */
static void test_bodies_keep_long_numbers(void **state)
{
	struct unit *u = *state;
	static const char *const texts[] = {
	    "1000000000000000000", "-123456789012345678901234567890", "[1,18446744073709551616,2.5]", "0",
	    "{\"a\":{\"b\":[9999999999999999999,\"9999999999999999999\"],\"c\":1e0},\"d\":-9999999999999999999}"};
	const struct jvalue *v;
	struct json_fault fault;
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(jvalue_parse_body(u->arena, texts[i], strlen(texts[i]), &v, &fault), 0);
		assert_string_equal(jvalue_print(u->arena, v), texts[i]);
	}
	int64_t n;
	assert_int_equal(jvalue_parse_body(u->arena, texts[1], strlen(texts[1]), &v, &fault), 0);
	assert_int_equal(jvalue_kind(v), JSON_NUMBER);
	assert_string_equal(jvalue_number(v), texts[1]);
	assert_false(jvalue_integer(v, &n));
	char digits[500];
	memset(digits, '7', sizeof digits);
	assert_int_equal(jvalue_parse_body(u->arena, digits, sizeof digits, &v, &fault), 0);
	assert_memory_equal(jvalue_number(v), digits, sizeof digits);
	static const char *const refused[] = {"[10000000000000000000", "[1000000000000000000,\"\\u0000\"]",
					      "{\"a\":10000000000000000000,\"a\":1}", "01000000000000000000"};
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_int_equal(jvalue_parse_body(u->arena, refused[i], strlen(refused[i]), &v, &fault), -1);
}

static void test_gate_counts(void **state)
{
	(void)state;
	size_t members = 99;
	struct json_fault fault;
	static const char text[] = "{\"a\":{\"b\":1,\"b\":2},\"c\":[{\"d\":1}]}";
	assert_int_equal(json_gate(text, strlen(text), &members, NULL, &fault), 0);
	assert_int_equal(members, 5);
	assert_int_equal(json_gate("{", 1, &members, NULL, &fault), -1);
	assert_int_equal(members, 5);
}

static void test_fault_texts(void **state)
{
	(void)state;
	for (int i = JSON_OK; i <= JSON_LONG_NUMBER; i++)
		assert_true(strlen(jvalue_fault_text((enum json_fault_kind)i)) > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_accepted),	   UNIT(test_syntax),	   UNIT(test_numbers_refused),
					   UNIT(test_number_length), UNIT(test_utf8),	   UNIT(test_unfit),
					   UNIT(test_duplicates),  UNIT(test_depth),	   UNIT(test_digits_stay),
					   UNIT(test_kinds),	   UNIT(test_members),	   UNIT(test_print),
					   UNIT(test_pointer),	   UNIT(test_bodies_keep_long_numbers), UNIT(test_gate_counts), UNIT(test_fault_texts)};
	return UNIT_RUN(tests);
}
