/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/charset.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"

static const char *const names[CHARSET_COUNT] = {"utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-15"};

static const struct {
	const char *name;
	enum charset charset;
} aliases[] = {
    {"utf8", CHARSET_UTF8},
    {"utf-16", CHARSET_UTF16LE},
    {"unicode", CHARSET_UTF16LE},
    {"cp1252", CHARSET_WINDOWS_1252},
    {"iso-8859-1", CHARSET_WINDOWS_1252},
    {"iso8859-1", CHARSET_WINDOWS_1252},
    {"latin1", CHARSET_WINDOWS_1252},
    {"us-ascii", CHARSET_WINDOWS_1252},
    {"ascii", CHARSET_WINDOWS_1252},
    {"ansi", CHARSET_WINDOWS_1252},
    {"latin9", CHARSET_ISO_8859_15},
    {"latin-9", CHARSET_ISO_8859_15},
    {"iso8859-15", CHARSET_ISO_8859_15},
};

enum { REPLACEMENT = 0xfffd };

const char *charset_name(enum charset c)
{
	return names[c];
}

int charset_find(const char *name, enum charset *out)
{
	for (enum charset c = 0; c < CHARSET_COUNT; c++)
		if (strcasecmp(name, names[c]) == 0) {
			*out = c;
			return 0;
		}
	for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
		if (strcasecmp(name, aliases[i].name) == 0) {
			*out = aliases[i].charset;
			return 0;
		}
	return -1;
}

static bool begins_with(const char *s, size_t n, const char *mark, size_t size)
{
	return n >= size && memcmp(s, mark, size) == 0;
}

/* Most letters of most languages have a zero in UTF-16: which half of the pairs has more of them. */
static bool guess_utf16(const char *s, size_t n, enum charset *out)
{
	size_t zeros[2] = {0, 0};
	for (size_t i = 0; i < n; i++)
		zeros[i & 1] += s[i] == '\0';
	if (zeros[0] + zeros[1] < n / 5 || zeros[0] + zeros[1] == 0)
		return false;
	*out = zeros[1] > zeros[0] ? CHARSET_UTF16LE : CHARSET_UTF16BE;
	return true;
}

enum charset charset_guess(const char *s, size_t n)
{
	enum charset wide;
	bool high = false, euro = false;
	if (begins_with(s, n, "\xef\xbb\xbf", 3))
		return CHARSET_UTF8;
	if (begins_with(s, n, "\xff\xfe", 2))
		return CHARSET_UTF16LE;
	if (begins_with(s, n, "\xfe\xff", 2))
		return CHARSET_UTF16BE;
	if (guess_utf16(s, n, &wide))
		return wide;
	for (size_t cut = 0; cut < 4 && cut <= n; cut++)
		if (utf8_valid(s, n - cut))
			return CHARSET_UTF8;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		high = high || (c >= 0x80 && c <= 0x9f);
		euro = euro || c == 0xa4;
	}
	return euro && !high ? CHARSET_ISO_8859_15 : CHARSET_WINDOWS_1252;
}

static void put(struct buf *out, uint32_t c)
{
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = REPLACEMENT;
	if (c < 0x80) {
		buf_put(out, (char)c);
	} else if (c < 0x800) {
		buf_put(out, (char)(0xc0 | c >> 6));
		buf_put(out, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_put(out, (char)(0xe0 | c >> 12));
		buf_put(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_put(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_put(out, (char)(0xf0 | c >> 18));
		buf_put(out, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_put(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_put(out, (char)(0x80 | (c & 0x3f)));
	}
}

/* 80 to 9F; 0: nothing stands there. */
static const uint16_t windows_1252[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
					  0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
					  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

static uint32_t of_iso_8859_15(unsigned char c)
{
	switch (c) {
	case 0xa4:
		return 0x20ac;
	case 0xa6:
		return 0x160;
	case 0xa8:
		return 0x161;
	case 0xb4:
		return 0x17d;
	case 0xb8:
		return 0x17e;
	case 0xbc:
		return 0x152;
	case 0xbd:
		return 0x153;
	case 0xbe:
		return 0x178;
	default:
		return c;
	}
}

/* Each takes one character from `s` and says how many bytes it had; 0: it goes on behind them. */
static size_t take_utf8(const unsigned char *s, size_t n, struct buf *out)
{
	size_t k = utf8_sequence(s, n), needed = *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : 2;
	if (k > 1 || (k == 1 && *s != 0)) {
		buf_write(out, s, k);
		return k;
	}
	if (*s >= 0xc2 && *s <= 0xf4 && n < needed) {
		size_t i = 1;
		while (i < n && (s[i] & 0xc0) == 0x80)
			i++;
		if (i == n)
			return 0;
	}
	put(out, REPLACEMENT);
	return 1;
}

static size_t take_utf16(const unsigned char *s, size_t n, bool big, struct buf *out)
{
#define UNIT(at) ((uint32_t)(big ? s[at] << 8 | s[(at) + 1] : s[(at) + 1] << 8 | s[at]))
	if (n < 2)
		return 0;
	uint32_t c = UNIT(0);
	if (c < 0xd800 || c > 0xdbff) {
		put(out, c);
		return 2;
	}
	if (n < 4)
		return 0;
	uint32_t low = UNIT(2);
	bool pair = low >= 0xdc00 && low <= 0xdfff;
	put(out, pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT);
	return pair ? 4 : 2;
#undef UNIT
}

static size_t take(const struct charset_reader *r, const unsigned char *s, size_t n, struct buf *out)
{
	switch (r->from) {
	case CHARSET_UTF8:
		return take_utf8(s, n, out);
	case CHARSET_UTF16LE:
	case CHARSET_UTF16BE:
		return take_utf16(s, n, r->from == CHARSET_UTF16BE, out);
	case CHARSET_WINDOWS_1252:
		put(out, *s >= 0x80 && *s <= 0x9f ? windows_1252[*s - 0x80] : *s);
		return 1;
	default:
		put(out, of_iso_8859_15(*s));
		return 1;
	}
}

/* The mark at the beginning of a text is no part of it. */
static void drop_mark(struct charset_reader *r, struct buf *out, size_t from)
{
	if (r->begun || out->size - from < 3)
		return;
	r->begun = true;
	if (memcmp(out->data + from, "\xef\xbb\xbf", 3) == 0) {
		memmove(out->data + from, out->data + from + 3, out->size - from - 3);
		out->size -= 3;
	}
}

void charset_read(struct charset_reader *r, const char *s, size_t n, struct buf *out)
{
	const unsigned char *at = (const unsigned char *)s, *end = at + n;
	size_t from = out->size;
	while (r->left_size > 0 && at < end) {
		size_t had = r->left_size;
		r->left[r->left_size++] = *at++;
		size_t k = take(r, r->left, r->left_size, out);
		if (k == 0)
			continue;
		/* what it did not take of the new byte is read again from the piece */
		if (k <= had) {
			memmove(r->left, r->left + k, had - k);
			r->left_size = had - k;
			at--;
		} else {
			r->left_size = 0;
		}
	}
	while (at < end) {
		size_t k = take(r, at, (size_t)(end - at), out);
		if (k == 0)
			break;
		at += k;
	}
	if (at < end) {
		r->left_size = (size_t)(end - at);
		memcpy(r->left, at, r->left_size);
	}
	drop_mark(r, out, from);
	r->begun = r->begun || out->size > from;
}

void charset_end(struct charset_reader *r, struct buf *out)
{
	if (r->left_size > 0)
		put(out, REPLACEMENT);
	r->left_size = 0;
}
