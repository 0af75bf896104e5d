/* SPDX-License-Identifier: Apache-2.0 */
#include "link/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"

static struct arena *arena;

static struct xml_slice slice(const char *s)
{
	return (struct xml_slice){s, s + strlen(s)};
}

static void finds_text_by_name(void **state)
{
	(void)state;
	const char *xml = "<?xml version=\"1.0\"?>\n<Error><CodeX>no</CodeX><Code>SlowDown</Code><Empty/></Error>";
	assert_string_equal(xml_text(arena, slice(xml), "Code"), "SlowDown");
	assert_string_equal(xml_text(arena, slice(xml), "CodeX"), "no");
	assert_string_equal(xml_text(arena, slice(xml), "Empty"), "");
	assert_null(xml_text(arena, slice(xml), "Cod"));
	assert_null(xml_text(arena, slice(xml), "Message"));
}

static void resolves_entities(void **state)
{
	(void)state;
	assert_string_equal(xml_text(arena, slice("<K>a&amp;b&lt;&gt;&quot;&apos;&#38;&#x26;</K>"), "K"), "a&b<>\"'&&");
	assert_string_equal(xml_text(arena, slice("<K>&nope;&amp &#0;&#x80;&#;&#x;</K>"), "K"),
			    "&nope;&amp &#0;&#x80;&#;&#x;");
}

static void walks_elements(void **state)
{
	(void)state;
	struct xml_slice rest = slice("<L xmlns=\"x\"><C a=\"1\"><K>1</K></C> <C><K>2</K></C></L>"), c;
	assert_true(xml_next(&rest, "C", &c));
	assert_string_equal(xml_text(arena, c, "K"), "1");
	assert_true(xml_next(&rest, "C", &c));
	assert_string_equal(xml_text(arena, c, "K"), "2");
	assert_false(xml_next(&rest, "C", &c));
}

static void broken_text_has_no_elements(void **state)
{
	(void)state;
	static const char *const texts[] = {"",	      "<",    "<C",   "<C>",	  "<C></",
					    "<C></C", "<C x", "</C>", "<C>1</D>", "not xml"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_null(xml_text(arena, slice(texts[i]), "C"));
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(1024);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_text_by_name),
		cmocka_unit_test(resolves_entities),
		cmocka_unit_test(walks_elements),
		cmocka_unit_test(broken_text_has_no_elements),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
