/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_out.h"

#include <string.h>

/* 0: copied as it is; 'u': \u00XX; else the letter after the backslash */
static const char escapes[256] = {
    [0] = 'u',    [1] = 'u',	[2] = 'u',    [3] = 'u',    [4] = 'u',	  [5] = 'u',	[6] = 'u',
    [7] = 'u',    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', [11] = 'u',	  ['\f'] = 'f', ['\r'] = 'r',
    [14] = 'u',	  [15] = 'u',	[16] = 'u',   [17] = 'u',   [18] = 'u',	  [19] = 'u',	[20] = 'u',
    [21] = 'u',	  [22] = 'u',	[23] = 'u',   [24] = 'u',   [25] = 'u',	  [26] = 'u',	[27] = 'u',
    [28] = 'u',	  [29] = 'u',	[30] = 'u',   [31] = 'u',   ['"'] = '"',  ['\\'] = '\\', [127] = 'u',
};

/* Eight bytes at once: whether none of them needs a backslash. It may err towards "one does". */
static bool plain(const char *s)
{
	const uint64_t each = 0x0101010101010101, high = 0x8080808080808080;
	uint64_t v;
	memcpy(&v, s, sizeof v);
	uint64_t quote = v ^ (each * '"'), backslash = v ^ (each * '\\'), del = v ^ (each * 127);
	uint64_t found = ((quote - each) & ~quote) | ((backslash - each) & ~backslash) | ((del - each) & ~del) |
			 ((v - each * 32) & ~v);
	return (found & high) == 0;
}

void json_out_quote(struct buf *b, const char *s, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	buf_reserve(b, n + 2);
	b->data[b->size++] = '"';
	const char *end = s + n;
	while (s < end) {
		const char *run = s;
		while (end - s >= 8 && plain(s))
			s += 8;
		while (s < end && escapes[(unsigned char)*s] == 0)
			s++;
		buf_write(b, run, (size_t)(s - run));
		if (s == end)
			break;
		unsigned char c = (unsigned char)*s++;
		buf_put(b, '\\');
		buf_put(b, escapes[c]);
		if (escapes[c] == 'u') {
			buf_lit(b, "00");
			buf_put(b, hex[c >> 4]);
			buf_put(b, hex[c & 15]);
		}
	}
	buf_put(b, '"');
}

static void before(struct json_out *o)
{
	if (o->comma)
		buf_put(o->buf, ',');
	o->comma = true;
}

void json_out_open(struct json_out *o, char bracket)
{
	before(o);
	buf_put(o->buf, bracket);
	o->comma = false;
}

void json_out_close(struct json_out *o, char bracket)
{
	buf_put(o->buf, bracket);
	o->comma = true;
}

void json_out_name(struct json_out *o, const char *name)
{
	before(o);
	json_out_quote(o->buf, name, strlen(name));
	buf_put(o->buf, ':');
	o->comma = false;
}

void json_out_string_n(struct json_out *o, const char *s, size_t n)
{
	before(o);
	json_out_quote(o->buf, s, n);
}

void json_out_string(struct json_out *o, const char *s)
{
	if (s == NULL)
		json_out_null(o);
	else
		json_out_string_n(o, s, strlen(s));
}

void json_out_int(struct json_out *o, int64_t v)
{
	before(o);
	buf_int(o->buf, v);
}

void json_out_bool(struct json_out *o, bool v)
{
	before(o);
	buf_puts(o->buf, v ? "true" : "false");
}

void json_out_null(struct json_out *o)
{
	before(o);
	buf_lit(o->buf, "null");
}

void json_out_raw(struct json_out *o, const char *json, size_t n)
{
	before(o);
	buf_write(o->buf, json, n);
}

void json_out_member(struct json_out *o, const char *name, const char *value)
{
	json_out_name(o, name);
	json_out_string(o, value);
}

void json_out_member_int(struct json_out *o, const char *name, int64_t value)
{
	json_out_name(o, name);
	json_out_int(o, value);
}

void json_out_member_bool(struct json_out *o, const char *name, bool value)
{
	json_out_name(o, name);
	json_out_bool(o, value);
}

void json_out_member_raw(struct json_out *o, const char *name, const char *json)
{
	json_out_name(o, name);
	json_out_raw(o, json, strlen(json));
}
