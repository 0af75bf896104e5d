/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/jvalue.h"
#include "studio/prompt.h"

static const struct jvalue *json(struct unit *u, const char *text)
{
	const struct jvalue *value;
	struct json_fault fault;
	assert_int_equal(jvalue_parse(u->arena, text, strlen(text), &value, &fault), 0);
	return value;
}

static struct prompt render(struct unit *u, const char *text, const char *values, const char *variables, int spoken)
{
	struct prompt_object object = {.arena = u->arena, .values = json(u, values), .variables = json(u, variables), .spoken = spoken};
	struct prompt out;
	prompt_render(u->arena, text, strlen(text), prompt_object_value, &object, &out);
	return out;
}

static void test_fills_names_in(void **state)
{
	struct unit *u = *state;
	const struct {
		const char *text, *values, *variables, *filled;
		int spoken;
	} cases[] = {
	    {"a {{mood}} room", "{\"mood\":\"warm\"}", "[]", "a warm room", 0},
	    {"{{a}}{{b_2}}", "{\"a\":\"x\",\"b_2\":4.50}", "[]", "x4.50", 0},
	    {"a {{mood}} room", "{}", "[{\"name\":\"mood\",\"default\":\"cool\"}]", "a cool room", 0},
	    {"a {{mood}} room", "{\"mood\":\"warm\"}", "[{\"name\":\"mood\",\"default\":\"cool\"}]", "a warm room", 0},
	    {"{{a}}", "{\"a\":\"{{b}}\",\"b\":\"no\"}", "[]", "{{b}}", 0},
	    {"a {{room}}", "{\"room\":\"living_room\"}", "[]", "a living room", 1},
	    {"a {{room}}", "{\"room\":\"living_room\"}", "[]", "a living_room", 0},
	    {"{ a } }} b", "{}", "[]", "{ a } }} b", 0},
	    {"", "{}", "[]", "", 0},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct prompt p = render(u, cases[i].text, cases[i].values, cases[i].variables, cases[i].spoken);
		assert_int_equal(p.fault, PROMPT_WELL);
		assert_string_equal(p.text, cases[i].filled);
		assert_int_equal(p.unknown_count, 0);
	}
}

static void test_tells_what_is_unknown_once(void **state)
{
	struct unit *u = *state;
	struct prompt p = render(u, "{{b}} {{a}} {{b}}", "{\"a\":null}", "[{\"name\":\"b\"}]", 0);
	assert_string_equal(p.text, "{{b}} {{a}} {{b}}");
	assert_int_equal(p.unknown_count, 2);
	assert_string_equal(p.unknown[0], "b");
	assert_string_equal(p.unknown[1], "a");
	assert_int_equal(prompt_check(u->arena, &p, "/variables", &u->p), -1);
	assert_string_equal(u->p.violations->code, "unknown_variable");
	assert_string_equal(u->p.violations->params, "{\"name\":\"b\"}");
}

static void test_tells_what_is_wrong(void **state)
{
	struct unit *u = *state;
	const struct {
		const char *text;
		enum prompt_fault fault;
		size_t at;
		const char *code;
	} cases[] = {
	    {"a {{mood", PROMPT_UNCLOSED, 2, "unclosed"}, {"{{", PROMPT_UNCLOSED, 0, "unclosed"},	    {"{{a} }", PROMPT_UNCLOSED, 0, "unclosed"},
	    {"{{ a }}", PROMPT_BAD_NAME, 0, "bad_name"},   {"{{}}", PROMPT_BAD_NAME, 0, "bad_name"},	    {"{{1}}", PROMPT_BAD_NAME, 0, "bad_name"},
	    {"x{{A}}", PROMPT_BAD_NAME, 1, "bad_name"},	   {"{{{a}}}", PROMPT_BAD_NAME, 0, "bad_name"}, {"{{a.b}}", PROMPT_BAD_NAME, 0, "bad_name"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct prompt p = render(u, cases[i].text, "{\"a\":\"x\"}", "[]", 0);
		assert_int_equal(p.fault, cases[i].fault);
		assert_int_equal(p.at, cases[i].at);
		assert_int_equal(prompt_check(u->arena, &p, "/prompt_template", unit_again(u)), -1);
		assert_string_equal(u->p.violations->code, cases[i].code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_fills_names_in), UNIT(test_tells_what_is_unknown_once), UNIT(test_tells_what_is_wrong)};
	return UNIT_RUN(tests);
}
