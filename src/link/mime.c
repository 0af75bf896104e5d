/* SPDX-License-Identifier: Apache-2.0 */
#include "link/mime.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/email.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "net/smtp.h"

enum {
	LINE_MOST = 76,	      /* RFC 2045 section 6.7; of headers RFC 5322 section 2.1.1 asks for 78 */
	LINE_BYTES = 57,      /* that base64 makes a line of 76 of */
	WORD_BYTES = 42	      /* of UTF-8 in one encoded word: 56 characters of base64, 68 with what is around them */
};

static bool ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* One line without control characters, whatever it was; what is not UTF-8 becomes a question mark. */
static char *one_line(struct arena *a, const char *s)
{
	size_t n = strlen(s), step;
	char *out = arena_alloc(a, n + 1), *o = out;
	for (size_t i = 0; i < n; i += step) {
		step = utf8_sequence((const unsigned char *)s + i, n - i);
		if (step == 0) {
			*o++ = '?';
			step = 1;
		} else if (step == 1 && ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)) {
			*o++ = ' ';
		} else {
			memcpy(o, s + i, step);
			o += step;
		}
	}
	*o = '\0';
	return out;
}

static void base64(struct buf *out, const unsigned char *s, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)s[i] << 16 | (i + 1 < n ? (unsigned)s[i + 1] << 8 : 0) | (i + 2 < n ? s[i + 2] : 0);
		buf_put(out, digits[v >> 18]);
		buf_put(out, digits[v >> 12 & 63]);
		buf_put(out, i + 1 < n ? digits[v >> 6 & 63] : '=');
		buf_put(out, i + 2 < n ? digits[v & 63] : '=');
	}
}

/* RFC 2047: words of at most 75 characters, none of which cuts a character in two. */
static void encoded_words(struct buf *out, const char *s)
{
	for (size_t n = strlen(s), take; n > 0; s += take, n -= take) {
		take = utf8_cut(s, n, WORD_BYTES);
		buf_lit(out, "=?UTF-8?B?");
		base64(out, (const unsigned char *)s, take);
		buf_lit(out, "?=");
		if (take < n)
			buf_lit(out, "\r\n ");
	}
}

/* ASCII folded at spaces. Something like "=?…" is no word of ours, so it is encoded too. */
static void folded(struct buf *out, size_t column, const char *s)
{
	while (*s != '\0') {
		size_t space = strspn(s, " "), word = strcspn(s + space, " ");
		if (space > 0 && word > 0 && column + space + word > LINE_MOST) {
			buf_lit(out, "\r\n");
			column = 0;
		}
		buf_write(out, s, space + word);
		column += space + word;
		s += space + word;
	}
}

static bool longest_word_fits(const char *s)
{
	for (size_t n; *s != '\0'; s += n + strspn(s + n, " "))
		if ((n = strcspn(s, " ")) > LINE_MOST - 20)
			return false;
	return true;
}

void mime_header_text(struct buf *out, size_t column, const char *text)
{
	const char *s = one_line(out->arena, text);
	s += strspn(s, " ");
	if (ascii(s) && strstr(s, "=?") == NULL && longest_word_fits(s))
		folded(out, column, s);
	else {
		buf_lit(out, "\r\n ");
		encoded_words(out, s);
	}
}

/* A name before an address: as it is, in quotes, or encoded. */
static void name(struct buf *out, const char *text)
{
	const char *s = one_line(out->arena, text);
	if (!ascii(s) || strstr(s, "=?") != NULL || strlen(s) > LINE_MOST - 20) {
		encoded_words(out, s);
		return;
	}
	buf_put(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_put(out, '\\');
		buf_put(out, *s);
	}
	buf_put(out, '"');
}

const char *mime_address(struct arena *a, const char *address)
{
	const char *at = strrchr(address, '@');
	const char *domain = at == NULL ? NULL : smtp_domain(a, at + 1);
	return domain == NULL ? NULL : arena_printf(a, "%.*s@%s", (int)(at - address), address, domain);
}

static int address_header(struct buf *out, const char *header, const char *text, const char *address, struct problem *p)
{
	const char *wire = email_valid(address, strlen(address)) ? mime_address(out->arena, address) : NULL;
	if (wire == NULL)
		return problem_set(p, PROBLEM_VALIDATION, "'%s' is no address that mail can be sent to", address);
	buf_printf(out, "%s: ", header);
	if (text != NULL && text[0] != '\0') {
		size_t begin = out->size;
		name(out, text);
		buf_puts(out, strlen(header) + (out->size - begin) + strlen(wire) > LINE_MOST - 8 ? "\r\n " : " ");
	}
	buf_printf(out, "<%s>\r\n", wire);
	return 0;
}

static void date_header(struct buf *out, int64_t us)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
				 *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(us / 1000000);
	struct tm t;
	gmtime_r(&seconds, &t);
	buf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday, months[t.tm_mon], t.tm_year + 1900,
		   t.tm_hour, t.tm_min, t.tm_sec);
}

/* May it stand for itself? Servers take spaces off the end of a line, and change a dot or "From " at its beginning. */
static bool is_plain(const unsigned char *s, size_t column)
{
	if (column == 0 && (*s == '.' || strncmp((const char *)s, "From ", 5) == 0))
		return false;
	if (*s == ' ' || *s == '\t')
		return s[1] != '\n' && s[1] != '\0';
	return *s >= 33 && *s <= 126 && *s != '=';
}

void mime_quoted_printable(struct buf *out, const char *text)
{
	size_t column = 0;
	for (const unsigned char *s = (const unsigned char *)text; *s != '\0'; s++) {
		if (*s == '\n') {
			buf_lit(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + (is_plain(s, column) ? 1 : 3) > LINE_MOST - 1) {
			buf_lit(out, "=\r\n");
			column = 0;
		}
		bool plain = is_plain(s, column);
		if (plain)
			buf_put(out, (char)*s);
		else
			buf_printf(out, "=%02X", *s);
		column += plain ? 1 : 3;
	}
	if (column > 0)
		buf_lit(out, "\r\n");
}

static void part(struct buf *out, const struct mime *m, const char *type, const char *content)
{
	buf_printf(out, "--=_%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", m->id, type);
	mime_quoted_printable(out, content);
	buf_lit(out, "\r\n");
}

static void alternatives(struct buf *out, const struct mime *m)
{
	part(out, m, "text/plain", m->text);
	part(out, m, "text/html", m->html);
	buf_printf(out, "--=_%s--\r\n", m->id);
}

/* RFC 2231: a name in UTF-8, in pieces of which none makes too long a line. */
static void file_name(struct buf *out, const char *name)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *s = one_line(out->arena, name);
	for (size_t n = strlen(s), take, piece = 0; n > 0; s += take, n -= take, piece++) {
		take = utf8_cut(s, n, LINE_MOST / 4);
		buf_printf(out, ";\r\n filename*%zu*=%s", piece, piece == 0 ? "UTF-8''" : "");
		for (size_t i = 0; i < take; i++) {
			unsigned char c = (unsigned char)s[i];
			if (c < 0x80 && (isalnum(c) || c == '.' || c == '-' || c == '_')) {
				buf_put(out, (char)c);
			} else {
				buf_put(out, '%');
				buf_put(out, digits[c >> 4]);
				buf_put(out, digits[c & 15]);
			}
		}
	}
}

static void file_part(struct buf *out, const struct mime *m, const struct mime_file *file)
{
	const unsigned char *bytes = file->bytes;
	buf_printf(out, "--=_%s-files\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment", m->id,
		   one_line(out->arena, file->type));
	file_name(out, file->name);
	buf_lit(out, "\r\n\r\n");
	for (size_t i = 0; i < file->size; i += LINE_BYTES) {
		base64(out, bytes + i, file->size - i < LINE_BYTES ? file->size - i : LINE_BYTES);
		buf_lit(out, "\r\n");
	}
}

static void message_id(struct buf *out, const char *id)
{
	buf_printf(out, "<%s>\r\n", one_line(out->arena, id));
}

/* RFC 5322 section 3.6.4: one a line, so that none is too long. */
static void thread_headers(struct buf *out, const struct mime *m)
{
	if (m->in_reply_to != NULL) {
		buf_lit(out, "In-Reply-To: ");
		message_id(out, m->in_reply_to);
	}
	for (size_t i = 0; i < m->reference_count; i++) {
		buf_puts(out, i == 0 ? "References: " : " ");
		message_id(out, m->references[i]);
	}
}

static int headers(const struct mime *m, struct buf *out, struct problem *p)
{
	date_header(out, m->date_us);
	if (address_header(out, "From", m->from_name, m->from, p) < 0 || address_header(out, "To", m->to_name, m->to, p) < 0 ||
	    (m->reply_to != NULL && address_header(out, "Reply-To", NULL, m->reply_to, p) < 0))
		return -1;
	buf_lit(out, "Message-ID: ");
	message_id(out, m->message_id);
	thread_headers(out, m);
	buf_lit(out, "Subject: ");
	mime_header_text(out, sizeof "Subject: " - 1, m->subject);
	buf_lit(out, "\r\n");
	/* RFC 3834: answers of machines to a machine end here */
	if (!m->written)
		buf_lit(out, "Auto-Submitted: auto-generated\r\n");
	if (m->unsubscribe != NULL)
		buf_printf(out, "List-Unsubscribe: <%s>\r\n", one_line(out->arena, m->unsubscribe));
	buf_printf(out, "Content-Language: %s\r\nMIME-Version: 1.0\r\n", m->language);
	return 0;
}

int mime_write(const struct mime *m, struct buf *out, struct problem *p)
{
	if (headers(m, out, p) < 0)
		return -1;
	if (m->file_count > 0)
		buf_printf(out, "Content-Type: multipart/mixed;\r\n boundary=\"=_%s-files\"\r\n\r\n--=_%s-files\r\n", m->id, m->id);
	buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"=_%s\"\r\n\r\n", m->id);
	alternatives(out, m);
	for (size_t i = 0; i < m->file_count; i++)
		file_part(out, m, &m->files[i]);
	if (m->file_count > 0)
		buf_printf(out, "--=_%s-files--\r\n", m->id);
	return 0;
}
