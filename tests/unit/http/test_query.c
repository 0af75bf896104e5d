/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "http/query.h"

static const char *shown(struct unit *u, const struct query *q)
{
	const char *all = "";
	for (int i = 0; i < q->count; i++)
		all = arena_printf(u->arena, "%s<%s|%s|%s>", all, q->params[i].name,
				   q->params[i].operator== NULL ? "-" : q->params[i].operator, q->params[i].value);
	return all;
}

static void test_accepted(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *text, *wanted;
	} cases[] = {
	    {"", ""},
	    {"&&&", ""},
	    {"a", "<a|-|>"},
	    {"a=", "<a|-|>"},
	    {"=b", "<|-|b>"},
	    {"a=b=c", "<a|-|b=c>"},
	    {"a=1&b=2&", "<a|-|1><b|-|2>"},
	    {"price[gte]=5&price[lte]=7&price=6", "<price|gte|5><price|lte|7><price|-|6>"},
	    {"price%5Bgte%5D=5", "<price|gte|5>"},
	    {"q=a+b%20c%2B", "<q|-|a b c+>"},
	    {"a%3Db=c", "<a=b|-|c>"},
	    {"q=%C3%A9%f0%9f%8f%a0", "<q|-|é🏠>"},
	    {"q=é", "<q|-|é>"},
	    {"a=%26b", "<a|-|&b>"},
	    {"a[b]]=x", "<a|b]|x>"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct query q;
		if (query_parse(u->arena, cases[i].text, &q, unit_again(u)) < 0)
			fail_msg("%s: %s", cases[i].text, u->p.detail);
		assert_string_equal(shown(u, &q), cases[i].wanted);
	}
}

static void test_refused(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *text, *sentence;
	} cases[] = {
	    {"a=%", "the query has a broken percent escape"},
	    {"a=%4", "the query has a broken percent escape"},
	    {"%zz=1", "the query has a broken percent escape"},
	    {"a=%00", "the query is not UTF-8 text"},
	    {"%00=a", "the query is not UTF-8 text"},
	    {"a=%ff", "the query is not UTF-8 text"},
	    {"a=%c3", "the query is not UTF-8 text"},
	    {"a=%ed%a0%80", "the query is not UTF-8 text"},
	    {"a=\xe9", "the query is not UTF-8 text"},
	    {"a[=1", "'a[' is not of the form name or name[operator]"},
	    {"a[]=1", "'a[]' is not of the form name or name[operator]"},
	    {"[a]=1", "'[a]' is not of the form name or name[operator]"},
	    {"a[b]c=1", "'a[b]c' is not of the form name or name[operator]"},
	    {"a[b][c]=1", "'a[b][c]' is not of the form name or name[operator]"},
	    {"a[[b]]=1", "'a[[b]]' is not of the form name or name[operator]"},
	    {"a=1&a=1", "'a' is given twice"},
	    {"a=1&%61=2", "'a' is given twice"},
	    {"a[b]=1&x=2&a%5bb%5d=3", "'a[b]' is given twice"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct query q;
		assert_int_equal(query_parse(u->arena, cases[i].text, &q, unit_again(u)), -1);
		expect_problem(&u->p, PROBLEM_BAD_QUERY, cases[i].sentence);
	}
	assert_string_equal(unit_violations(&u->p), "a[b] repeated");
}

static void test_at_most_a_hundred(void **state)
{
	struct unit *u = *state;
	const char *text = "";
	struct query q;
	for (int i = 0; i < 100; i++)
		text = arena_printf(u->arena, "%s&p%d=%d", text, i, i);
	assert_int_equal(query_parse(u->arena, text, &q, &u->p), 0);
	assert_int_equal(q.count, 100);
	assert_int_equal(query_parse(u->arena, arena_printf(u->arena, "%s&x", text), &q, &u->p), -1);
	expect_problem(&u->p, PROBLEM_BAD_QUERY, "more than 100 parameters");
}

/* A name that is shortened in a message is not cut within a character. */
static void test_long_names_stay_text(void **state)
{
	struct unit *u = *state;
	const char *name = "x";
	struct query q;
	for (int i = 0; i < 80; i++)
		name = arena_printf(u->arena, "%sé", name);
	assert_int_equal(query_parse(u->arena, arena_printf(u->arena, "%s&%s", name, name), &q, &u->p), -1);
	expect_problem(&u->p, PROBLEM_BAD_QUERY, arena_printf(u->arena, "'%.99s' is given twice", name));
	assert_int_equal(query_parse(u->arena, arena_printf(u->arena, "%s[", name), &q, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_BAD_QUERY, arena_printf(u->arena, "'%.99s' is not of the form name or name[operator]", name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_accepted), UNIT(test_refused), UNIT(test_at_most_a_hundred),
					   UNIT(test_long_names_stay_text)};
	return UNIT_RUN(tests);
}
