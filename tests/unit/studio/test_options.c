/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/jvalue.h"
#include "studio/options.h"

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"room\":{\"type\":\"string\",\"enum\":[\"bedroom\",\"kitchen\"]},\"text\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":3},"
    "\"strength\":{\"type\":\"number\",\"minimum\":0,\"maximum\":1,\"default\":0.7},\"factor\":{\"type\":\"integer\",\"minimum\":2,\"maximum\":4},"
    "\"auto\":{\"type\":\"boolean\"},\"corners\":{\"type\":\"array\",\"items\":\"point\",\"minItems\":2,\"maxItems\":2},"
    "\"boxes\":{\"type\":\"array\",\"items\":\"box\",\"minItems\":1,\"maxItems\":2},\"captions\":{\"type\":\"array\",\"items\":\"caption\",\"maxItems\":3}},\"required\":[\"room\"]}";

static const struct jvalue *json(struct unit *u, const char *text)
{
	const struct jvalue *value = NULL;
	struct json_fault fault;
	if (text != NULL)
		assert_int_equal(jvalue_parse(u->arena, text, strlen(text), &value, &fault), 0);
	return value;
}

static void test_reads_options(void **state)
{
	struct unit *u = *state;
	const char *const cases[][2] = {
	    {"{\"room\":\"kitchen\"}", "{\"room\":\"kitchen\",\"strength\":0.7}"},
	    {"{\"strength\":1,\"room\":\"bedroom\",\"auto\":false}", "{\"room\":\"bedroom\",\"strength\":1,\"auto\":false}"},
	    {"{\"room\":\"bedroom\",\"text\":\"été\"}", "{\"room\":\"bedroom\",\"text\":\"été\",\"strength\":0.7}"},
	    {"{\"room\":\"bedroom\",\"boxes\":[[0,0,1,0.5]]}", "{\"room\":\"bedroom\",\"strength\":0.7,\"boxes\":[[0,0,1,0.5]]}"},
	    {"{\"room\":\"bedroom\",\"captions\":[null,\"a\"]}", "{\"room\":\"bedroom\",\"strength\":0.7,\"captions\":[null,\"a\"]}"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *read = options_read(u->arena, json(u, schema), json(u, cases[i][0]), "/options", unit_again(u));
		assert_non_null(read);
		assert_string_equal(jvalue_print(u->arena, json(u, read)), jvalue_print(u->arena, json(u, cases[i][1])));
	}
}

static void test_refuses_options(void **state)
{
	struct unit *u = *state;
	const char *const cases[][3] = {
	    {NULL, "/options/room", "required"},
	    {"{\"room\":\"cellar\"}", "/options/room", "not_one_of"},
	    {"{\"room\":3}", "/options/room", "type"},
	    {"{\"room\":\"kitchen\",\"other\":1}", "/options/other", "unknown"},
	    {"{\"room\":\"kitchen\",\"text\":\"a\"}", "/options/text", "too_short"},
	    {"{\"room\":\"kitchen\",\"text\":\"abcd\"}", "/options/text", "too_long"},
	    {"{\"room\":\"kitchen\",\"strength\":1.01}", "/options/strength", "out_of_range"},
	    {"{\"room\":\"kitchen\",\"strength\":\"1\"}", "/options/strength", "type"},
	    {"{\"room\":\"kitchen\",\"factor\":2.5}", "/options/factor", "type"},
	    {"{\"room\":\"kitchen\",\"factor\":5}", "/options/factor", "out_of_range"},
	    {"{\"room\":\"kitchen\",\"auto\":1}", "/options/auto", "type"},
	    {"{\"room\":\"kitchen\",\"corners\":[[0,0]]}", "/options/corners", "out_of_range"},
	    {"{\"room\":\"kitchen\",\"corners\":[[0,0],[0,1.5]]}", "/options/corners/1", "type"},
	    {"{\"room\":\"kitchen\",\"boxes\":[[0,0,1]]}", "/options/boxes/0", "type"},
	    {"{\"room\":\"kitchen\",\"boxes\":{}}", "/options/boxes", "type"},
	    {"{\"room\":\"kitchen\",\"captions\":[1]}", "/options/captions/0", "type"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_null(options_read(u->arena, json(u, schema), json(u, cases[i][0]), "/options", unit_again(u)));
		assert_string_equal(u->p.violations->pointer, cases[i][1]);
		assert_string_equal(u->p.violations->code, cases[i][2]);
		assert_null(u->p.violations->next);
	}
	assert_null(options_read(u->arena, json(u, schema), json(u, "[]"), "/options", unit_again(u)));
	assert_string_equal(u->p.violations->pointer, "/options");
}

static void test_counts_options(void **state)
{
	struct unit *u = *state;
	static const char one_of[] = "{\"properties\":{\"angle\":{\"type\":\"number\"},\"tilt\":{\"type\":\"number\"}},\"minProperties\":1,\"maxProperties\":1}";
	const char *const cases[][2] = {{NULL, "required"}, {"{}", "required"}, {"{\"angle\":1,\"tilt\":2}", "excluded"}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_null(options_read(u->arena, json(u, one_of), json(u, cases[i][0]), "/options", unit_again(u)));
		assert_string_equal(u->p.violations->pointer, "/options");
		assert_string_equal(u->p.violations->code, cases[i][1]);
	}
	assert_string_equal(options_read(u->arena, json(u, one_of), json(u, "{\"tilt\":2}"), "/options", unit_again(u)), "{\"tilt\":2}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_reads_options), UNIT(test_refuses_options), UNIT(test_counts_options)};
	return UNIT_RUN(tests);
}
