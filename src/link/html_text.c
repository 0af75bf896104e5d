/* SPDX-License-Identifier: Apache-2.0 */
#include "link/html_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"

enum { MOST_QUOTES = 9, NAME_MOST = 15 };

struct page {
	struct buf out;
	const char *s, *end;
	int newlines; /* asked for before the next word */
	bool space;   /* likewise */
	int quotes;   /* how deep in <blockquote> */
	bool pre;
};

static void ask_lines(struct page *p, int n)
{
	if (p->newlines < n)
		p->newlines = n;
	p->space = false;
}

static void begin_word(struct page *p)
{
	if (p->out.size == 0)
		p->newlines = 0;
	for (int i = 0; i < p->newlines; i++)
		buf_put(&p->out, '\n');
	if ((p->newlines > 0 || p->out.size == 0) && p->quotes > 0) {
		for (int i = 0; i < p->quotes; i++)
			buf_put(&p->out, '>');
		buf_put(&p->out, ' ');
	} else if (p->space && p->newlines == 0 && p->out.size > 0) {
		buf_put(&p->out, ' ');
	}
	p->newlines = 0;
	p->space = false;
}

static void put_bytes(struct page *p, const char *s, size_t n)
{
	begin_word(p);
	buf_write(&p->out, s, n);
}

/* UTF-8 of what a number names; nothing of what is no character, or controls. */
static void put_code_point(struct page *p, unsigned long c)
{
	char u[4];
	if (c == 0xa0 || c == 0x20) {
		p->space = true;
		return;
	}
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
		return;
	if (c < 0x80) {
		u[0] = (char)c;
		put_bytes(p, u, 1);
	} else if (c < 0x800) {
		u[0] = (char)(0xc0 | c >> 6);
		u[1] = (char)(0x80 | (c & 63));
		put_bytes(p, u, 2);
	} else if (c < 0x10000) {
		u[0] = (char)(0xe0 | c >> 12);
		u[1] = (char)(0x80 | (c >> 6 & 63));
		u[2] = (char)(0x80 | (c & 63));
		put_bytes(p, u, 3);
	} else {
		u[0] = (char)(0xf0 | c >> 18);
		u[1] = (char)(0x80 | (c >> 12 & 63));
		u[2] = (char)(0x80 | (c >> 6 & 63));
		u[3] = (char)(0x80 | (c & 63));
		put_bytes(p, u, 4);
	}
}

/* "&eacute;" and the like: those that mail programs write where UTF-8 would do. Another stays as it is. */
static unsigned long named(const char *s, size_t n)
{
	static const struct {
		const char *name;
		unsigned long c;
	} names[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xa0}, {"eacute", 0xe9}, {"egrave", 0xe8},
		     {"ecirc", 0xea}, {"agrave", 0xe0}, {"acirc", 0xe2}, {"ccedil", 0xe7}, {"icirc", 0xee}, {"iuml", 0xef}, {"ocirc", 0xf4},
		     {"ugrave", 0xf9}, {"ucirc", 0xfb}, {"auml", 0xe4}, {"ouml", 0xf6}, {"uuml", 0xfc}, {"szlig", 0xdf}, {"Eacute", 0xc9},
		     {"Agrave", 0xc0}, {"Auml", 0xc4}, {"Ouml", 0xd6}, {"Uuml", 0xdc}, {"oelig", 0x153}, {"laquo", 0xab}, {"raquo", 0xbb},
		     {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"ndash", 0x2013}, {"mdash", 0x2014},
		     {"hellip", 0x2026}, {"euro", 0x20ac}, {"deg", 0xb0}, {"sup2", 0xb2}, {"bull", 0x2022}, {"copy", 0xa9}};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strlen(names[i].name) == n && memcmp(names[i].name, s, n) == 0)
			return names[i].c;
	return 0;
}

static void entity(struct page *p)
{
	const char *s = p->s + 1;
	size_t n = 0;
	while (s + n < p->end && n < NAME_MOST && (s[n] == '#' || (s[n] >= '0' && s[n] <= '9') || ((s[n] | 32) >= 'a' && (s[n] | 32) <= 'z')))
		n++;
	unsigned long c = 0;
	if (n > 1 && s[0] == '#') {
		char digits[NAME_MOST + 1] = "";
		memcpy(digits, s + 1, n - 1);
		c = (digits[0] | 32) == 'x' ? strtoul(digits + 1, NULL, 16) : strtoul(digits, NULL, 10);
	} else {
		c = named(s, n);
	}
	if (c == 0) {
		put_bytes(p, "&", 1);
		p->s++;
		return;
	}
	put_code_point(p, c);
	p->s = s + n + (s + n < p->end && s[n] == ';');
}

/* Behind the end tag of `name`: what is between is nobody's to read. */
static void skip_content(struct page *p, const char *name)
{
	size_t n = strlen(name);
	for (const char *s = p->s; s < p->end; s++)
		if (*s == '<' && (size_t)(p->end - s) > n + 2 && s[1] == '/' && strncasecmp(s + 2, name, n) == 0) {
			p->s = s;
			return;
		}
	p->s = p->end;
}

static void apply(struct page *p, const char *name, bool closes)
{
	static const struct {
		const char *name;
		int lines;
	} blocks[] = {{"br", 1}, {"div", 1}, {"tr", 1}, {"li", 1}, {"p", 2}, {"h1", 2}, {"h2", 2}, {"h3", 2}, {"h4", 2}, {"ul", 2}, {"ol", 2},
		      {"table", 2}, {"pre", 2}, {"hr", 2}, {"blockquote", 2}, {"section", 1}, {"article", 1}, {"header", 1}, {"footer", 1}};
	static const char *const unread[] = {"script", "style", "head", "title", "template", "object", "svg", "math"};
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		if (strcmp(name, blocks[i].name) == 0) {
			/* a break behind a break is an empty line */
			ask_lines(p, strcmp(name, "br") == 0 && p->newlines < 2 ? p->newlines + 1 : blocks[i].lines);
		}
	for (size_t i = 0; !closes && i < sizeof unread / sizeof unread[0]; i++)
		if (strcmp(name, unread[i]) == 0)
			skip_content(p, name);
	if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		p->space = true;
	if (strcmp(name, "pre") == 0)
		p->pre = !closes;
	if (strcmp(name, "blockquote") == 0 && (closes ? p->quotes > 0 : p->quotes < MOST_QUOTES))
		p->quotes += closes ? -1 : 1;
	if (!closes && strcmp(name, "li") == 0)
		put_bytes(p, "- ", 2);
}

/* Past a tag, whose attributes may hold a > in quotes. */
static void skip_attributes(struct page *p)
{
	char quote = '\0';
	for (; p->s < p->end; p->s++) {
		if (quote != '\0')
			quote = *p->s == quote ? '\0' : quote;
		else if (*p->s == '"' || *p->s == '\'')
			quote = *p->s;
		else if (*p->s == '>') {
			p->s++;
			return;
		}
	}
}

static void skip_comment(struct page *p)
{
	const char *close = memmem(p->s, (size_t)(p->end - p->s), "-->", 3);
	p->s = close == NULL ? p->end : close + 3;
}

static void tag(struct page *p)
{
	char name[NAME_MOST + 1];
	size_t n = 0, left = (size_t)(p->end - p->s);
	if (left >= 4 && memcmp(p->s, "<!--", 4) == 0) {
		skip_comment(p);
		return;
	}
	p->s++;
	bool closes = p->s < p->end && *p->s == '/';
	p->s += closes;
	while (p->s < p->end && n < NAME_MOST && (((*p->s | 32) >= 'a' && (*p->s | 32) <= 'z') || (*p->s >= '0' && *p->s <= '9')))
		name[n++] = (char)(*p->s++ | 32);
	name[n] = '\0';
	/* a digit keeps its bits: 0x20 is set in all of them */
	if (n == 0 && !closes && p->s < p->end && *p->s != '!' && *p->s != '?') {
		put_bytes(p, "<", 1);
		return;
	}
	skip_attributes(p);
	apply(p, name, closes);
}

static void text(struct page *p)
{
	const char *s = p->s;
	if (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n') {
		if (p->pre && *s == '\n')
			ask_lines(p, p->newlines < 2 ? p->newlines + 1 : 2);
		else
			p->space = true;
		p->s++;
		return;
	}
	while (p->s < p->end && strchr(" \t\r\n<&", *p->s) == NULL)
		p->s++;
	if (p->s == s) /* a NUL, which strchr finds everywhere */
		p->s++;
	else
		put_bytes(p, s, (size_t)(p->s - s));
}

const char *html_text(struct arena *a, const char *html, size_t n)
{
	struct page p = {.s = html, .end = html + n};
	buf_init(&p.out, a, n / 2 + 64);
	while (p.s < p.end) {
		if (*p.s == '<')
			tag(&p);
		else if (*p.s == '&')
			entity(&p);
		else
			text(&p);
	}
	return buf_text(&p.out);
}
