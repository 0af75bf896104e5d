/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of other programs as UTF-8. The tables stand here rather than in iconv, which loads its own as programs at the first
 * use: what a confined process (base/confine.h) cannot do. */
#ifndef STAGEFY_FORMATS_CHARSET_H
#define STAGEFY_FORMATS_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum charset { CHARSET_UTF8, CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET_WINDOWS_1252, CHARSET_ISO_8859_15, CHARSET_COUNT };

/* "utf-8", "utf-16le", …: as people choose it. */
const char *charset_name(enum charset c);

/* By a name that programs use: IANA's, in any case. ISO-8859-1 and US-ASCII are taken for Windows-1252, which has all of their
 * letters (as the WHATWG's Encoding has it). -1: unknown. */
int charset_find(const char *name, enum charset *out);

/* What a file is in, by its first bytes: a byte order mark; zeros where UTF-16 has them; UTF-8 that may be cut off at the end;
 * else one of the two, of which ISO-8859-15 has nothing at 80 to 9F and the euro at A4. */
enum charset charset_guess(const char *s, size_t n);

/* A text that comes in pieces. Zero it, and set `from`. */
struct charset_reader {
	enum charset from;
	unsigned char left[4]; /* of a character that began in the piece before */
	size_t left_size;
	bool begun; /* the byte order mark is behind */
};

/* Adds a piece as UTF-8 to `out`; what is no character in it becomes U+FFFD, NUL too. */
void charset_read(struct charset_reader *r, const char *s, size_t n, struct buf *out);

/* Adds what a text that broke off within a character ends in. */
void charset_end(struct charset_reader *r, struct buf *out);

#endif
