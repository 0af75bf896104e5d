/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/letter.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jvalue.h"

/* Both forms being written, and where parameters come from: those of the mail, or of one item of a list. */
struct writing {
	const struct letter_source *source;
	const struct jvalue *params;
	struct buf text, html;
	bool in_list;
};

enum { INK = 0, BUTTON, LIST, SMALL, STYLE_COUNT };

/* Mail programs know no style sheets; colours are left to them but for the button, so that dark ones stay dark. */
static const char *const styles[STYLE_COUNT] = {
    [INK] = "margin:0 0 16px",
    [BUTTON] = "display:inline-block;padding:12px 20px;border-radius:8px;background:#1f6f54;color:#ffffff;text-decoration:none;font-weight:600",
    [LIST] = "margin:0 0 16px;padding-left:20px",
    [SMALL] = "margin:24px 0 0;font-size:13px;line-height:20px;opacity:.75",
};

void letter_escape(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		switch (s[i]) {
		case '&': buf_lit(b, "&amp;"); break;
		case '<': buf_lit(b, "&lt;"); break;
		case '>': buf_lit(b, "&gt;"); break;
		case '"': buf_lit(b, "&quot;"); break;
		case '\'': buf_lit(b, "&#39;"); break;
		default: buf_put(b, s[i]);
		}
}

/* A parameter as one line. */
static const char *value(const struct writing *w, const char *name, size_t n)
{
	struct arena *a = w->text.arena;
	const struct jvalue *v = jvalue_get(w->params, arena_strndup(a, name, n));
	const char *s = v == NULL ? NULL : jvalue_kind(v) == JSON_NUMBER ? jvalue_number(v) : jvalue_string(v);
	char *line = arena_strdup(a, s == NULL ? "" : s);
	for (char *c = line; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	return line;
}

/* The text with its parameters. */
static const char *filled(const struct writing *w, const char *s, size_t n)
{
	struct buf b;
	buf_init(&b, w->text.arena, n + 64);
	for (const char *end = s + n, *close; s < end; s++) {
		if (*s == '{' && (close = memchr(s, '}', (size_t)(end - s))) != NULL) {
			buf_puts(&b, value(w, s + 1, (size_t)(close - s - 1)));
			s = close;
		} else {
			buf_put(&b, *s == '\n' ? ' ' : *s);
		}
	}
	return buf_text(&b);
}

static void html_text(struct writing *w, const char *s)
{
	letter_escape(&w->html, s, strlen(s));
}

/* "Words | link" in its two halves; the link is NULL when there is none, and begins with PUBLIC_URL when it is ours. What is
 * no web address is none. */
static const char *halves(const struct writing *w, const char *s, size_t n, const char **words)
{
	const char *bar = memmem(s, n, " | ", 3), *link = NULL;
	*words = filled(w, s, bar == NULL ? n : (size_t)(bar - s));
	if (bar == NULL)
		return NULL;
	link = filled(w, bar + 3, (size_t)(s + n - bar - 3));
	if (link[0] == '/')
		return arena_printf(w->text.arena, "%s%s", w->source->site, link);
	return strncmp(link, "https://", 8) == 0 ? link : NULL;
}

static void paragraph(struct writing *w, const char *s, size_t n)
{
	const char *words = filled(w, s, n);
	buf_printf(&w->text, "%s\n\n", words);
	buf_printf(&w->html, "<p style=\"%s\">", styles[INK]);
	html_text(w, words);
	buf_lit(&w->html, "</p>\n");
}

static void button(struct writing *w, const char *s, size_t n)
{
	const char *words, *link = halves(w, s, n, &words);
	if (link == NULL)
		return;
	buf_printf(&w->text, "%s:\n%s\n\n", words, link);
	buf_lit(&w->html, "<p style=\"margin:24px 0\"><a href=\"");
	html_text(w, link);
	buf_printf(&w->html, "\" style=\"%s\">", styles[BUTTON]);
	html_text(w, words);
	buf_lit(&w->html, "</a></p>\n");
}

static void small_print(struct writing *w, const char *s, size_t n)
{
	const char *words = filled(w, s, n);
	buf_printf(&w->text, "-- \n%s\n", words);
	buf_printf(&w->html, "<p style=\"%s\">", styles[SMALL]);
	html_text(w, words);
	buf_lit(&w->html, "</p>\n");
}

static void item(struct writing *w, const char *s, size_t n)
{
	const char *words, *link = halves(w, s, n, &words);
	if (!w->in_list)
		buf_printf(&w->html, "<ul style=\"%s\">\n", styles[LIST]);
	w->in_list = true;
	buf_printf(&w->text, "- %s\n", words);
	buf_lit(&w->html, "<li>");
	if (link != NULL) {
		buf_printf(&w->text, "  %s\n", link);
		buf_lit(&w->html, "<a href=\"");
		html_text(w, link);
		buf_lit(&w->html, "\">");
	}
	html_text(w, words);
	buf_puts(&w->html, link == NULL ? "</li>\n" : "</a></li>\n");
}

static void end_list(struct writing *w)
{
	if (!w->in_list)
		return;
	buf_put(&w->text, '\n');
	buf_lit(&w->html, "</ul>\n");
	w->in_list = false;
}

static void items(struct writing *w, const char *s, size_t n)
{
	static const char each[] = "{items}", one[] = "{text} | {url}";
	if (n != sizeof each - 1 || memcmp(s, each, n) != 0) {
		item(w, s, n);
		return;
	}
	const struct jvalue *all = jvalue_get(w->params, "items"), *outer = w->params;
	for (size_t i = 0; i < jvalue_size(all); i++) {
		w->params = jvalue_at(all, i);
		item(w, one, sizeof one - 1);
	}
	w->params = outer;
}

static void block(struct writing *w, const char *s, size_t n)
{
	static const struct {
		const char *mark;
		void (*write)(struct writing *w, const char *s, size_t n);
	} kinds[] = {{"-> ", button}, {"* ", items}, {"-- ", small_print}};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t mark = strlen(kinds[i].mark);
		if (n < mark || memcmp(s, kinds[i].mark, mark) != 0)
			continue;
		if (kinds[i].write != items)
			end_list(w);
		kinds[i].write(w, s + mark, n - mark);
		return;
	}
	end_list(w);
	paragraph(w, s, n);
}

static void blocks(struct writing *w)
{
	const char *s = w->source->body;
	while (*(s += strspn(s, "\n")) != '\0') {
		const char *end = strstr(s, "\n\n");
		size_t n = end == NULL ? strlen(s) : (size_t)(end - s);
		size_t shown = n;
		while (shown > 0 && s[shown - 1] == '\n')
			shown--;
		block(w, s, shown);
		s += n;
	}
	end_list(w);
}

void letter_write(struct arena *a, const struct letter_source *source, struct letter *out)
{
	struct writing w = {.source = source, .params = source->params};
	buf_init(&w.text, a, 1024);
	buf_init(&w.html, a, 4096);
	buf_printf(&w.html, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
			    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>", source->language);
	html_text(&w, source->subject);
	buf_lit(&w.html, "</title>\n</head>\n<body style=\"margin:0;padding:24px;font:16px/24px system-ui,-apple-system,Segoe UI,sans-serif\">\n"
			 "<div style=\"max-width:560px;margin:0 auto\">\n<p style=\"margin:0 0 24px;font-weight:600\">");
	html_text(&w, source->sender);
	buf_lit(&w.html, "</p>\n");
	blocks(&w);
	buf_lit(&w.html, "</div>\n</body>\n</html>\n");
	out->text = buf_text(&w.text);
	out->html = buf_text(&w.html);
}
