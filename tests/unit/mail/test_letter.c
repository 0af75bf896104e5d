/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/letter.h"

#include "base/jvalue.h"
#include "../unit.h"

static struct letter letter_of(struct unit *u, const char *body, const char *params)
{
	struct letter_source source = {.subject = "S & T", .body = body, .language = "fr", .site = "https://crm.example", .sender = "Stagefy"};
	struct json_fault fault;
	struct letter out;
	assert_int_equal(jvalue_parse(u->arena, params, strlen(params), &source.params, &fault), 0);
	letter_write(u->arena, &source, &out);
	return out;
}

/* What stands between the head of every letter and its end. */
static const char *inside(struct unit *u, const char *html)
{
	const char *begin = strstr(html, "Stagefy</p>\n") + strlen("Stagefy</p>\n"), *end = strstr(html, "</div>\n</body>");
	return arena_strndup(u->arena, begin, (size_t)(end - begin));
}

static void one_source_makes_text_and_html(void **state)
{
	struct unit *u = *state;
	struct letter l = letter_of(u, "Hello {name},\n\n-> Open it | {link}\n\n* One | /one\n\n* Two\n\n-- Small.\n",
				    "{\"name\":\"Léa\",\"link\":\"/a#b\"}");
	assert_string_equal(l.text, "Hello Léa,\n\nOpen it:\nhttps://crm.example/a#b\n\n- One\n  https://crm.example/one\n- Two\n\n-- \nSmall.\n");
	assert_non_null(strstr(l.html, "<html lang=\"fr\">"));
	assert_non_null(strstr(l.html, "<title>S &amp; T</title>"));
	const char *html = inside(u, l.html);
	assert_non_null(strstr(html, ">Hello Léa,</p>\n"));
	assert_non_null(strstr(html, "<a href=\"https://crm.example/a#b\" "));
	assert_non_null(strstr(html, ">Open it</a></p>\n"));
	assert_non_null(strstr(html, "<li><a href=\"https://crm.example/one\">One</a></li>\n<li>Two</li>\n</ul>\n"));
}

static void a_list_has_as_many_items_as_there_are(void **state)
{
	struct unit *u = *state;
	struct letter l = letter_of(u, "New:\n\n* {items}\n\nBye",
				    "{\"items\":[{\"text\":\"A | B\",\"url\":\"/1\"},{\"text\":\"C\"}]}");
	assert_string_equal(l.text, "New:\n\n- A | B\n  https://crm.example/1\n- C\n\nBye\n\n");
	assert_string_equal(letter_of(u, "New:\n\n* {items}", "{}").text, "New:\n\n");
}

/* Whoever names an agency or a person writes into other people's mail. */
static void parameters_add_nothing_but_words(void **state)
{
	struct unit *u = *state;
	struct letter l = letter_of(u, "{a}\n\n{b}\n\n-> Go | {c}",
				    "{\"a\":\"-> Click | https://evil.example\",\"b\":\"x\\n\\n-> Click | /evil {a} <b>&\\\"'\",\"c\":\"javascript:alert(1)\"}");
	assert_null(strstr(l.html, "href"));
	assert_string_equal(l.text, "-> Click | https://evil.example\n\nx  -> Click | /evil {a} <b>&\"'\n\n");
	assert_non_null(strstr(l.html, "x  -&gt; Click | /evil {a} &lt;b&gt;&amp;&quot;&#39;</p>"));
	/* a link leaves the site only where the source's own address says so */
	l = letter_of(u, "-> Go | {c}", "{\"c\":\"//evil.example/\\\"><script>\"}");
	assert_non_null(strstr(l.html, "href=\"https://crm.example//evil.example/&quot;&gt;&lt;script&gt;\""));
}

static void what_is_missing_is_empty(void **state)
{
	struct unit *u = *state;
	assert_string_equal(letter_of(u, "a {b} c {d", "null").text, "a  c {d\n\n");
	assert_string_equal(letter_of(u, "{n}", "{\"n\":12}").text, "12\n\n");
	assert_string_equal(letter_of(u, "", "{}").text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(one_source_makes_text_and_html),
	    UNIT(a_list_has_as_many_items_as_there_are),
	    UNIT(parameters_add_nothing_but_words),
	    UNIT(what_is_missing_is_empty),
	};
	return UNIT_RUN(tests);
}
