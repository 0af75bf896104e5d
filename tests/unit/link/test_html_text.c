/* SPDX-License-Identifier: Apache-2.0 */
#include "link/html_text.h"

#include <stdlib.h>

#include "../unit.h"

static void pages_become_text(void **state)
{
	static const struct {
		const char *html, *text;
	} pages[] = {
	    {"<p>Hello</p><p>World</p>", "Hello\n\nWorld"},
	    {"<div>a</div>\n<div>b<br>c</div>", "a\nb\nc"},
	    {"a<br><br>b", "a\n\nb"},
	    {"  one\n two\t three ", "one two three"},
	    {"<b>bo</b>ld &amp; <i>it</i>alic", "bold & italic"},
	    {"caf&eacute; &#233;&#xe9;&#x1F600;&euro;&nbsp;5", "café éé😀€ 5"},
	    {"<ul><li>one<li>two</ul>end", "- one\n- two\n\nend"},
	    {"Yes.<blockquote><p>Would you?</p><p>Really?</p></blockquote>", "Yes.\n\n> Would you?\n\n> Really?"},
	    {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
	    {"<pre>a\n  b\n\nc</pre>", "a\nb\n\nc"},
	    {"a < b &unknown; & c", "a < b &unknown; & c"},
	};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(pages); i++)
		assert_string_equal(html_text(u->arena, pages[i].html, strlen(pages[i].html)), pages[i].text);
}

static void what_runs_or_styles_is_left_out(void **state)
{
	static const char *const pages[] = {
	    "<style>p{}</style><script>alert('x')</script>a", "<head><title>t</title></head>a", "<!-- <b>no</b> -->a", "<a href=\"x>y\" onclick='z>'>a</a>",
	    "<SCRIPT>no</SCRIPT>a", "<svg><text>no</text></svg>a", "<!doctype html>a", "<?xml?>a"};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(pages); i++)
		assert_string_equal(html_text(u->arena, pages[i], strlen(pages[i])), "a");
}

/* Cut off anywhere it stays within what it was given. */
static void a_page_may_end_anywhere(void **state)
{
	static const char page[] = "<div class=\"a>b\">x<!-- c -->&eacute;&#233;<script>s</script><blockquote>q</blockquote></div>";
	struct unit *u = *state;
	for (size_t n = 0; n < sizeof page; n++) {
		char *exact = malloc(n + 1);
		memcpy(exact, page, n);
		html_text(u->arena, exact, n);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(pages_become_text),
	    UNIT(what_runs_or_styles_is_left_out),
	    UNIT(a_page_may_end_anywhere),
	};
	return UNIT_RUN(tests);
}
