/* SPDX-License-Identifier: Apache-2.0 */
/* The gate before the tree: reads a text by the letter of RFC 8259 and counts its members, so that
 * jvalue.c can tell from the size of json-c's objects whether a name came twice. */
#include "base/json_gate.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

struct gate {
	const unsigned char *p, *end, *start;
	size_t members;
	enum json_fault_kind fault;
	enum json_fault_kind unfit; /* valid, but nothing of ours can hold it: a syntax fault weighs more */
	const unsigned char *unfit_at;
	struct json_longs *longs; /* NULL: a long number is unfit */
};

static int fail(struct gate *g, enum json_fault_kind kind)
{
	g->fault = kind;
	return -1;
}

static void unfit(struct gate *g, enum json_fault_kind kind, const unsigned char *at)
{
	if (g->unfit == JSON_OK) {
		g->unfit = kind;
		g->unfit_at = at;
	}
}

/* Places doubled as they fill up: a text full of long numbers is still read in one go. */
static void note_long(struct gate *g)
{
	struct json_longs *l = g->longs;
	if ((l->count & (l->count - 1)) == 0) {
		size_t size = sizeof *l->ends, room = l->count == 0 ? 1 : 2 * l->count;
		l->ends = arena_grow(l->arena, l->ends, l->count * size, room * size);
	}
	l->ends[l->count++] = (size_t)(g->p - g->start);
}

static void skip_space(struct gate *g)
{
	while (g->p < g->end && (*g->p == ' ' || *g->p == '\n' || *g->p == '\r' || *g->p == '\t'))
		g->p++;
}

static int hex4(struct gate *g, unsigned *out)
{
	unsigned v = 0;
	if (g->end - g->p < 4)
		return fail(g, JSON_SYNTAX);
	for (int i = 0; i < 4; i++, g->p++) {
		unsigned c = *g->p;
		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v << 4 | ((c | 32) - 'a' + 10);
		else
			return fail(g, JSON_SYNTAX);
	}
	*out = v;
	return 0;
}

static int read_unicode_escape(struct gate *g)
{
	const unsigned char *at = g->p - 2;
	unsigned v, low;
	if (hex4(g, &v) < 0)
		return -1;
	if (v == 0)
		unfit(g, JSON_HAS_NUL, at);
	if (v >= 0xdc00 && v <= 0xdfff)
		unfit(g, JSON_LONE_SURROGATE, at);
	if (v < 0xd800 || v > 0xdbff)
		return 0;
	if (g->end - g->p < 2 || g->p[0] != '\\' || g->p[1] != 'u') {
		unfit(g, JSON_LONE_SURROGATE, at);
		return 0;
	}
	const unsigned char *second = g->p;
	g->p += 2;
	if (hex4(g, &low) < 0)
		return -1;
	if (low < 0xdc00 || low > 0xdfff) {
		unfit(g, JSON_LONE_SURROGATE, at);
		g->p = second; /* it may begin a pair of its own */
	}
	return 0;
}

static int read_escape(struct gate *g)
{
	g->p++;
	if (g->p == g->end)
		return fail(g, JSON_SYNTAX);
	unsigned char c = *g->p++;
	if (c == 'u')
		return read_unicode_escape(g);
	if (c != '\0' && strchr("\"\\/bfnrt", c) != NULL)
		return 0;
	g->p--;
	return fail(g, JSON_SYNTAX);
}

static int read_string(struct gate *g)
{
	g->p++;
	while (g->p < g->end) {
		unsigned char c = *g->p;
		if (c == '"') {
			g->p++;
			return 0;
		}
		if (c < 0x20)
			return fail(g, JSON_SYNTAX);
		if (c == '\\') {
			if (read_escape(g) < 0)
				return -1;
		} else if (c < 0x80) {
			g->p++;
		} else {
			size_t n = utf8_sequence(g->p, (size_t)(g->end - g->p));
			if (n == 0)
				return fail(g, JSON_NOT_UTF8);
			g->p += n;
		}
	}
	return fail(g, JSON_SYNTAX);
}

static size_t read_digits(struct gate *g)
{
	const unsigned char *from = g->p;
	while (g->p < g->end && *g->p >= '0' && *g->p <= '9')
		g->p++;
	return (size_t)(g->p - from);
}

static int read_number(struct gate *g)
{
	enum { MOST = 100 };
	const unsigned char *from = g->p;
	bool whole = true;
	if (*g->p == '-')
		g->p++;
	const unsigned char *first = g->p;
	size_t digits = read_digits(g);
	if (digits == 0 || (digits > 1 && *first == '0'))
		return fail(g, JSON_SYNTAX);
	if (g->p < g->end && *g->p == '.') {
		whole = false;
		g->p++;
		if (read_digits(g) == 0)
			return fail(g, JSON_SYNTAX);
	}
	if (g->p < g->end && (*g->p | 32) == 'e') {
		whole = false;
		g->p++;
		if (g->p < g->end && (*g->p == '+' || *g->p == '-'))
			g->p++;
		if (read_digits(g) == 0)
			return fail(g, JSON_SYNTAX);
	}
	bool too_long = whole && digits > JSON_EXACT_DIGITS;
	if (g->longs == NULL && (too_long || g->p - from > MOST))
		unfit(g, JSON_LONG_NUMBER, from);
	else if (too_long)
		note_long(g);
	return 0;
}

static int read_word(struct gate *g, const char *word, size_t n)
{
	if ((size_t)(g->end - g->p) < n || memcmp(g->p, word, n) != 0)
		return fail(g, JSON_SYNTAX);
	g->p += n;
	return 0;
}

static int read_value(struct gate *g, int depth);

static int read_member(struct gate *g, int depth)
{
	if (g->p == g->end || *g->p != '"')
		return fail(g, JSON_SYNTAX);
	if (read_string(g) < 0)
		return -1;
	skip_space(g);
	if (g->p == g->end || *g->p != ':')
		return fail(g, JSON_SYNTAX);
	g->p++;
	g->members++;
	skip_space(g);
	return read_value(g, depth);
}

static int read_list(struct gate *g, int depth, unsigned char close)
{
	if (depth > JSON_DEPTH)
		return fail(g, JSON_TOO_DEEP);
	g->p++;
	skip_space(g);
	if (g->p < g->end && *g->p == close) {
		g->p++;
		return 0;
	}
	for (;;) {
		if ((close == '}' ? read_member(g, depth) : read_value(g, depth)) < 0)
			return -1;
		skip_space(g);
		if (g->p == g->end)
			return fail(g, JSON_SYNTAX);
		unsigned char c = *g->p;
		if (c == close) {
			g->p++;
			return 0;
		}
		if (c != ',')
			return fail(g, JSON_SYNTAX);
		g->p++;
		skip_space(g);
	}
}

static int read_value(struct gate *g, int depth)
{
	if (g->p == g->end)
		return fail(g, JSON_SYNTAX);
	switch (*g->p) {
	case '{':
		return read_list(g, depth + 1, '}');
	case '[':
		return read_list(g, depth + 1, ']');
	case '"':
		return read_string(g);
	case 't':
		return read_word(g, "true", 4);
	case 'f':
		return read_word(g, "false", 5);
	case 'n':
		return read_word(g, "null", 4);
	case '-':
	case '0' ... '9':
		return read_number(g);
	default:
		return fail(g, JSON_SYNTAX);
	}
}

static int read_text(struct gate *g)
{
	skip_space(g);
	if (read_value(g, 0) < 0)
		return -1;
	skip_space(g);
	return g->p == g->end ? 0 : fail(g, JSON_SYNTAX);
}

int json_gate(const char *text, size_t n, size_t *members, struct json_longs *longs, struct json_fault *fault)
{
	struct gate g = {.longs = longs};
	g.start = g.p = (const unsigned char *)text;
	g.end = g.p + n;
	if (read_text(&g) == 0 && g.unfit == JSON_OK) {
		*members = g.members;
		return 0;
	}
	fault->kind = g.fault != JSON_OK ? g.fault : g.unfit;
	fault->offset = (size_t)((g.fault != JSON_OK ? g.p : g.unfit_at) - g.start);
	return -1;
}
