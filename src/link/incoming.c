/* SPDX-License-Identifier: Apache-2.0 */
#include "link/incoming.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "link/html_text.h"

enum { MOST_DEPTH = 20, MOST_FILES = 50, TEXT_MOST = 1 << 20 };

struct reading {
	struct arena *a;
	struct buf text;
	struct incoming *out;
};

/* ---- texts */

/* Valid UTF-8 without control characters; of ends of lines, LF is kept where `lines` is. */
static const char *clean(struct arena *a, const char *s, size_t n, bool lines)
{
	struct buf b;
	char *valid = g_utf8_make_valid(s, (gssize)n);
	buf_init(&b, a, n + 1);
	for (const char *c = valid; *c != '\0'; c++) {
		unsigned char u = (unsigned char)*c;
		if (u == '\t' || (u == '\n' && !lines))
			buf_put(&b, ' ');
		else if (u == '\n' || (u >= 0x20 && u != 0x7f))
			buf_put(&b, *c);
	}
	g_free(valid);
	return buf_text(&b);
}

static const char *one_line(struct arena *a, const char *s)
{
	if (s == NULL)
		return NULL;
	const char *line = clean(a, s, strlen(s), false);
	line += strspn(line, " ");
	return *line == '\0' ? NULL : line;
}

/* What is between the first < and the > behind it. */
static const char *bracketed(struct arena *a, const char *s)
{
	const char *open = s == NULL ? NULL : strchr(s, '<'), *close = open == NULL ? NULL : strchr(open, '>');
	return close == NULL ? NULL : one_line(a, arena_strndup(a, open + 1, (size_t)(close - open - 1)));
}

static const char *header(GMimeObject *part, const char *name)
{
	return g_mime_object_get_header(part, name);
}

/* ---- its parts */

static void forget_stream(void *stream)
{
	g_object_unref(stream);
}

/* Decoded it is no larger than the mail was; a mail in it is that mail. The bytes live as long as the arena. */
static void read_bytes(struct reading *r, GMimeObject *part, struct incoming_file *out)
{
	GMimeDataWrapper *content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
	GMimeMessage *message = GMIME_IS_MESSAGE_PART(part) ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)) : NULL;
	if (content == NULL && message == NULL)
		return;
	GMimeStream *memory = g_mime_stream_mem_new();
	arena_defer(r->a, forget_stream, memory);
	gssize written = content != NULL ? g_mime_data_wrapper_write_to_stream(content, memory)
					 : g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, memory);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	if (written < 0 || bytes->len == 0)
		return;
	out->bytes = bytes->data;
	out->size = bytes->len;
}

static void add_file(struct reading *r, GMimeObject *part)
{
	const char *name = GMIME_IS_PART(part) ? g_mime_part_get_filename(GMIME_PART(part)) : NULL;
	if (r->out->file_count == MOST_FILES)
		return;
	struct incoming_file *file = &r->out->files[r->out->file_count++];
	name = one_line(r->a, name);
	file->name = name != NULL ? name : GMIME_IS_MESSAGE_PART(part) ? "message.eml" : "attachment";
	read_bytes(r, part, file);
}

static void add_text(struct reading *r, GMimeTextPart *part)
{
	char *content = g_mime_text_part_get_text(part);
	if (content == NULL)
		return;
	size_t n = strnlen(content, TEXT_MOST);
	const char *plain = clean(r->a, content, n, true);
	if (g_mime_content_type_is_type(g_mime_object_get_content_type(GMIME_OBJECT(part)), "text", "html"))
		plain = html_text(r->a, plain, strlen(plain));
	g_free(content);
	if (*plain == '\0' || r->text.size > TEXT_MOST)
		return;
	if (r->text.size > 0)
		buf_lit(&r->text, "\n\n");
	buf_puts(&r->text, plain);
}

static bool is_text(GMimeObject *part)
{
	const char *disposition = g_mime_object_get_disposition(part);
	GMimeContentType *type = g_mime_object_get_content_type(part);
	if (!GMIME_IS_TEXT_PART(part) || (disposition != NULL && strcasecmp(disposition, "attachment") == 0))
		return false;
	return g_mime_content_type_is_type(type, "text", "plain") || g_mime_content_type_is_type(type, "text", "html");
}

static void read_part(struct reading *r, GMimeObject *part, int depth);

static bool is_plain(GMimeObject *part)
{
	return is_text(part) && g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "plain");
}

/* The same in several forms: the plain one, else the last, which is the richest (RFC 2046 section 5.1.4). */
static void read_alternatives(struct reading *r, GMimeMultipart *parts, int depth)
{
	int n = g_mime_multipart_get_count(parts);
	size_t before = r->text.size;
	for (int i = 0; i < n; i++)
		if (is_plain(g_mime_multipart_get_part(parts, i)))
			read_part(r, g_mime_multipart_get_part(parts, i), depth);
	for (int i = n - 1; i >= 0 && r->text.size == before; i--)
		if (!is_plain(g_mime_multipart_get_part(parts, i)))
			read_part(r, g_mime_multipart_get_part(parts, i), depth);
}

static void read_parts(struct reading *r, GMimeMultipart *parts, int depth)
{
	if (g_mime_content_type_is_type(g_mime_object_get_content_type(GMIME_OBJECT(parts)), "multipart", "alternative")) {
		read_alternatives(r, parts, depth);
		return;
	}
	for (int i = 0; i < g_mime_multipart_get_count(parts); i++)
		read_part(r, g_mime_multipart_get_part(parts, i), depth);
}

/* Pictures that HTML shows, by its Content-ID, are part of it, and no file that somebody sent. */
static bool is_shown(GMimeObject *part)
{
	const char *disposition = g_mime_object_get_disposition(part);
	return g_mime_object_get_content_id(part) != NULL && (disposition == NULL || strcasecmp(disposition, "inline") == 0);
}

static void read_part(struct reading *r, GMimeObject *part, int depth)
{
	if (depth > MOST_DEPTH || part == NULL)
		return;
	if (GMIME_IS_MULTIPART(part))
		read_parts(r, GMIME_MULTIPART(part), depth + 1);
	else if (is_text(part))
		add_text(r, GMIME_TEXT_PART(part));
	else if (!is_shown(part))
		add_file(r, part);
}

/* ---- what machines say */

static bool says(const char *value, const char *word)
{
	return value != NULL && strncasecmp(value, word, strlen(word)) == 0;
}

static bool is_automatic(GMimeObject *message)
{
	const char *submitted = header(message, "Auto-Submitted"), *precedence = header(message, "Precedence");
	return (submitted != NULL && !says(submitted, "no")) || header(message, "X-Autoreply") != NULL || says(precedence, "bulk") ||
	       says(precedence, "junk") || says(precedence, "auto_reply") || says(header(message, "Return-Path"), "<>");
}

/* The content of a part as text, whatever its type. */
static const char *content_of(struct arena *a, GMimeObject *part)
{
	GMimeDataWrapper *content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
	if (content == NULL)
		return "";
	GMimeStream *memory = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, memory);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	/* of nothing the array has no data */
	const char *text = bytes->len == 0 ? "" : clean(a, (const char *)bytes->data, bytes->len < TEXT_MOST ? bytes->len : TEXT_MOST, true);
	g_object_unref(memory);
	return text;
}

/* The value of a field in lines such as "Status: 5.1.1"; NULL: there is none. */
static const char *field(struct arena *a, const char *text, const char *name)
{
	size_t n = strlen(name), size;
	for (const char *line = text; *line != '\0'; line += size + (line[size] == '\n')) {
		size = strcspn(line, "\n");
		if (size > n && strncasecmp(line, name, n) == 0 && line[n] == ':')
			return one_line(a, arena_strndup(a, line + n + 1, size - n - 1));
	}
	return NULL;
}

static void read_status(struct reading *r, const char *text)
{
	const char *status = field(r->a, text, "Status"), *why = field(r->a, text, "Diagnostic-Code");
	if (!says(field(r->a, text, "Action"), "failed"))
		return;
	r->out->bounced = true;
	r->out->bounce_words = arena_printf(r->a, "%s%s%s", status == NULL ? "" : status, status != NULL && why != NULL ? " " : "", why == NULL ? "" : why);
}

/* RFC 3464, in a report of RFC 6522: for people, then for machines, then what came back, or its headers. */
static void read_report(struct reading *r, GMimeMultipart *report)
{
	for (int i = 0; i < g_mime_multipart_get_count(report); i++) {
		GMimeObject *part = g_mime_multipart_get_part(report, i);
		GMimeContentType *type = g_mime_object_get_content_type(part);
		if (g_mime_content_type_is_type(type, "message", "delivery-status")) {
			read_status(r, content_of(r->a, part));
		} else if (GMIME_IS_MESSAGE_PART(part)) {
			GMimeMessage *returned = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
			r->out->bounce_id = returned == NULL ? NULL : one_line(r->a, g_mime_message_get_message_id(returned));
		} else if (g_mime_content_type_is_type(type, "text", "rfc822-headers")) {
			r->out->bounce_id = bracketed(r->a, field(r->a, content_of(r->a, part), "Message-ID"));
		}
	}
}

/* ---- the whole */

static void read_sender(struct reading *r, GMimeMessage *message)
{
	InternetAddressList *from = g_mime_message_get_from(message);
	InternetAddress *first = from == NULL || internet_address_list_length(from) == 0 ? NULL : internet_address_list_get_address(from, 0);
	if (first == NULL)
		return;
	r->out->from_name = one_line(r->a, internet_address_get_name(first));
	if (INTERNET_ADDRESS_IS_MAILBOX(first))
		r->out->from_address = one_line(r->a, internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)));
}

static void read_message(struct reading *r, GMimeMessage *message)
{
	GMimeObject *whole = GMIME_OBJECT(message), *body = g_mime_message_get_mime_part(message);
	const char *answers = header(whole, "In-Reply-To");
	r->out->message_id = one_line(r->a, g_mime_message_get_message_id(message));
	r->out->in_reply_to = bracketed(r->a, answers);
	r->out->subject = one_line(r->a, g_mime_message_get_subject(message));
	r->out->automatic = is_automatic(whole);
	read_sender(r, message);
	if (body != NULL && GMIME_IS_MULTIPART(body) && g_mime_content_type_is_type(g_mime_object_get_content_type(body), "multipart", "report"))
		read_report(r, GMIME_MULTIPART(body));
	read_part(r, body, 0);
}

void incoming_read(struct arena *a, const void *bytes, size_t n, struct incoming *out)
{
	static bool begun;
	if (!begun)
		g_mime_init();
	begun = true;
	*out = (struct incoming){.text = "", .files = arena_new_array(a, struct incoming_file, MOST_FILES)};
	struct reading r = {.a = a, .out = out};
	buf_init(&r.text, a, 4096);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, n);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	g_object_unref(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	if (message != NULL) {
		read_message(&r, message);
		g_object_unref(message);
	}
	g_object_unref(parser);
	out->text = buf_text(&r.text);
}
