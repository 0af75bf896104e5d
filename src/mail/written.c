/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/written.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "mail/letter.h"

/* What an address cannot go on with; a sentence may end behind one, so its marks are none at the end. */
#define NOT_IN_LINK " \t\n<>\"'`{}|\\^"
#define NOT_LAST ".,;:!?)]"

static size_t link_size(const char *s)
{
	static const char scheme[] = "https://";
	if (strncmp(s, scheme, sizeof scheme - 1) != 0)
		return 0;
	size_t n = strcspn(s, NOT_IN_LINK);
	while (n > sizeof scheme - 1 && strchr(NOT_LAST, s[n - 1]) != NULL)
		n--;
	return n > sizeof scheme - 1 ? n : 0;
}

static void link_to(struct buf *out, const char *s, size_t n)
{
	buf_lit(out, "<a href=\"");
	letter_escape(out, s, n);
	buf_lit(out, "\">");
	letter_escape(out, s, n);
	buf_lit(out, "</a>");
}

/* Up to the empty line or the end; how much that was. */
static size_t paragraph(struct buf *out, const char *s)
{
	const char *end = strstr(s, "\n\n");
	size_t n = end == NULL ? strlen(s) : (size_t)(end - s), last = n;
	while (last > 0 && s[last - 1] == '\n')
		last--;
	buf_lit(out, "<p style=\"margin:0 0 16px\">");
	for (size_t i = 0, k; i < last; i += k) {
		k = link_size(s + i);
		if (k > 0) {
			link_to(out, s + i, k);
			continue;
		}
		k = 1;
		if (s[i] == '\n')
			buf_lit(out, "<br>\n");
		else
			letter_escape(out, s + i, 1);
	}
	buf_lit(out, "</p>\n");
	return n;
}

void written_write(struct arena *a, const char *text, const char *language, struct letter *out)
{
	struct buf html;
	buf_init(&html, a, strlen(text) * 2 + 512);
	buf_printf(&html, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n", language);
	for (const char *s = text; *(s += strspn(s, "\n")) != '\0';)
		s += paragraph(&html, s);
	buf_lit(&html, "</body>\n</html>\n");
	out->text = text;
	out->html = buf_text(&html);
}
