/* SPDX-License-Identifier: Apache-2.0 */
#include "link/xml.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

/* "<name" must end there: a space, a slash or the bracket */
static const char *find_open(struct xml_slice in, const char *name)
{
	size_t n = strlen(name);
	while (in.at < in.end) {
		const char *open = memchr(in.at, '<', (size_t)(in.end - in.at));
		if (open == NULL || (size_t)(in.end - open) < n + 2)
			return NULL;
		if (memcmp(open + 1, name, n) == 0 && strchr(" \t\r\n/>", open[n + 1]) != NULL && open[n + 1] != '\0')
			return open;
		in.at = open + 1;
	}
	return NULL;
}

static const char *find_close(struct xml_slice in, const char *name)
{
	size_t n = strlen(name);
	while (in.at < in.end) {
		const char *close = memmem(in.at, (size_t)(in.end - in.at), "</", 2);
		if (close == NULL || (size_t)(in.end - close) < n + 3)
			return NULL;
		if (memcmp(close + 2, name, n) == 0 && close[n + 2] == '>')
			return close;
		in.at = close + 2;
	}
	return NULL;
}

bool xml_next(struct xml_slice *rest, const char *name, struct xml_slice *inner)
{
	const char *open = find_open(*rest, name);
	if (open == NULL)
		return false;
	const char *bracket = memchr(open, '>', (size_t)(rest->end - open));
	if (bracket == NULL)
		return false;
	if (bracket[-1] == '/') { /* <name/> */
		*inner = (struct xml_slice){bracket, bracket};
		rest->at = bracket + 1;
		return true;
	}
	const char *close = find_close((struct xml_slice){bracket + 1, rest->end}, name);
	if (close == NULL)
		return false;
	*inner = (struct xml_slice){bracket + 1, close};
	rest->at = close + strlen(name) + 3;
	return true;
}

/* The character of "amp", "#38" or "#x26", or -1. */
static int entity(const char *name, size_t n)
{
	static const struct {
		const char *name;
		char c;
	} known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i].name) == n && memcmp(known[i].name, name, n) == 0)
			return known[i].c;
	if (n < 2 || n > 4 || name[0] != '#')
		return -1;
	char digits[5] = "", *end;
	bool hex = name[1] == 'x';
	memcpy(digits, name + 1 + hex, n - 1 - hex);
	long c = strtol(digits, &end, hex ? 16 : 10);
	return *digits != '\0' && *end == '\0' && c > 0 && c < 0x80 ? (int)c : -1;
}

const char *xml_text(struct arena *a, struct xml_slice in, const char *name)
{
	struct xml_slice t;
	struct buf b;
	if (!xml_next(&in, name, &t))
		return NULL;
	buf_init(&b, a, (size_t)(t.end - t.at) + 1);
	while (t.at < t.end) {
		const char *semicolon = *t.at == '&' ? memchr(t.at, ';', (size_t)(t.end - t.at)) : NULL;
		int c = semicolon == NULL ? -1 : entity(t.at + 1, (size_t)(semicolon - t.at - 1));
		if (c >= 0) {
			buf_put(&b, (char)c);
			t.at = semicolon + 1;
		} else {
			buf_put(&b, *t.at++);
		}
	}
	return buf_text(&b);
}
