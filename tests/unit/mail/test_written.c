/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/written.h"

#include "mail/letter.h"
#include "../unit.h"

static void text_becomes_paragraphs_breaks_and_links(void **state)
{
	struct unit *u = *state;
	struct letter l;
	written_write(u->arena, "Hello <b>Emma</b> & co,\n\nsee https://a.example/x?y=1&z.\nBye\n\n\n\nhttps:// javascript:alert(1)\n", "en", &l);
	assert_string_equal(l.text, "Hello <b>Emma</b> & co,\n\nsee https://a.example/x?y=1&z.\nBye\n\n\n\nhttps:// javascript:alert(1)\n");
	assert_non_null(strstr(l.html, "<html lang=\"en\">"));
	assert_non_null(strstr(l.html, "<body>\n<p style=\"margin:0 0 16px\">Hello &lt;b&gt;Emma&lt;/b&gt; &amp; co,</p>\n"
				       "<p style=\"margin:0 0 16px\">see <a href=\"https://a.example/x?y=1&amp;z\">https://a.example/x?y=1&amp;z</a>.<br>\nBye</p>\n"
				       "<p style=\"margin:0 0 16px\">https:// javascript:alert(1)</p>\n</body>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(text_becomes_paragraphs_breaks_and_links)};
	return UNIT_RUN(tests);
}
