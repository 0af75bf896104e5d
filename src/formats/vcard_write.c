/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "formats/vcard.h"

enum { LINE_BYTES = 75 }; /* RFC 6350 section 3.2 */

/* A card while it is written: the line stands at the end of the buffer until it is folded. */
struct card_out {
	struct buf *b;
	enum vcard_version version;
	size_t line; /* where it begins */
	int group;   /* the last one's number */
};

static void begin_line(struct card_out *o)
{
	o->line = o->b->size;
}

/* Lines of more than 75 bytes go on behind CRLF and a space, never within a character. */
static void end_line(struct card_out *o)
{
	size_t n = o->b->size - o->line, room = LINE_BYTES;
	const char *s = arena_strndup(o->b->arena, o->b->data + o->line, n);
	o->b->size = o->line;
	while (n > room) {
		size_t cut = utf8_cut(s, n, room);
		buf_write(o->b, s, cut);
		buf_lit(o->b, "\r\n ");
		s += cut;
		n -= cut;
		room = LINE_BYTES - 1;
	}
	buf_write(o->b, s, n);
	buf_lit(o->b, "\r\n");
}

static void put_text(struct card_out *o, const char *s)
{
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '\r')
			continue;
		if (*s == '\n') {
			buf_lit(o->b, "\\n");
			continue;
		}
		if (*s == '\\' || *s == ',' || *s == ';')
			buf_put(o->b, '\\');
		buf_put(o->b, *s);
	}
}

static void write_text(struct card_out *o, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	begin_line(o);
	buf_printf(o->b, "%s:", name);
	put_text(o, value);
	end_line(o);
}

/* 4.0 has dates without hyphens; 3.0 has none without a year, so such a one is left out. */
static void write_birthday(struct card_out *o, const char *day)
{
	if (day == NULL || (o->version == VCARD_3 && *day == '-'))
		return;
	begin_line(o);
	buf_lit(o->b, "BDAY:");
	for (size_t i = 0; day[i] != '\0'; i++)
		if (o->version == VCARD_3 || day[i] != '-' || i < (*day == '-' ? 2u : 0u))
			buf_put(o->b, day[i]);
	end_line(o);
}

/* The last word is taken for the family name: programs sort by it, and show FN. */
static void write_name(struct card_out *o, const char *name)
{
	const char *space = strrchr(name, ' ');
	write_text(o, "FN", name);
	begin_line(o);
	buf_lit(o->b, "N:");
	if (space == NULL) {
		put_text(o, name);
		buf_lit(o->b, ";");
	} else {
		put_text(o, space + 1);
		buf_put(o->b, ';');
		put_text(o, arena_strndup(o->b->arena, name, (size_t)(space - name)));
	}
	buf_lit(o->b, ";;;");
	end_line(o);
}

static bool is_type(const char *s, size_t n)
{
	static const char *const types[] = {"work", "home", "cell", "fax", "pager", "car", "video", "voice", "text"};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strlen(types[i]) == n && strncasecmp(types[i], s, n) == 0)
			return true;
	return false;
}

/* Whether each of its words is a type that every program knows. */
static bool is_types(const char *label)
{
	for (const char *s = label; *s != '\0'; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");
		if (!is_type(s, n))
			return false;
		s += n;
	}
	return *label != '\0' && *label != ' ';
}

static void write_types(struct card_out *o, const char *label, bool preferred)
{
	if (preferred)
		buf_puts(o->b, o->version == VCARD_4 ? ";PREF=1" : ";TYPE=pref");
	if (label == NULL || !is_types(label))
		return;
	for (const char *s = label; *s != '\0'; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");
		buf_printf(o->b, ";TYPE=%.*s", (int)n, s);
		s += n;
	}
}

/* A label of somebody's own has a line beside its value, in a group with it: so Apple's and Google's programs write it. */
static void begin_labelled(struct card_out *o, const char *name, const char *label, bool preferred)
{
	begin_line(o);
	if (label != NULL && !is_types(label))
		buf_printf(o->b, "item%d.", ++o->group);
	buf_puts(o->b, name);
	write_types(o, label, preferred);
	buf_put(o->b, ':');
}

static void end_labelled(struct card_out *o, const char *label)
{
	end_line(o);
	if (label == NULL || is_types(label))
		return;
	begin_line(o);
	buf_printf(o->b, "item%d.X-ABLabel:", o->group);
	put_text(o, label);
	end_line(o);
}

static void write_values(struct card_out *o, const char *name, const struct vcard_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		begin_labelled(o, name, values[i].label, i == 0 && count > 1);
		put_text(o, values[i].text);
		end_labelled(o, values[i].label);
	}
}

static void write_address(struct card_out *o, const struct vcard_address *v)
{
	const char *const parts[] = {v->street, v->city, v->region, v->code, v->country};
	begin_labelled(o, "ADR", v->label, false);
	buf_lit(o->b, ";"); /* no box; the extension is part of the street */
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		buf_put(o->b, ';');
		put_text(o, parts[i]);
	}
	end_labelled(o, v->label);
}

static void write_categories(struct card_out *o, const struct vcard *card)
{
	if (card->category_count == 0)
		return;
	begin_line(o);
	buf_lit(o->b, "CATEGORIES:");
	for (size_t i = 0; i < card->category_count; i++) {
		buf_puts(o->b, i == 0 ? "" : ",");
		put_text(o, card->categories[i]);
	}
	end_line(o);
}

/* 4.0: 20260512T093000Z */
static void write_changed(struct card_out *o, const char *when)
{
	if (when == NULL)
		return;
	begin_line(o);
	buf_lit(o->b, "REV:");
	for (const char *s = when; *s != '\0'; s++)
		if (o->version == VCARD_3 || strchr("-:", *s) == NULL)
			buf_put(o->b, *s);
	end_line(o);
}

void vcard_write(struct buf *b, const struct vcard *card, enum vcard_version version)
{
	struct card_out o = {b, version, 0, 0};
	buf_puts(b, "BEGIN:VCARD\r\n");
	buf_puts(b, version == VCARD_4 ? "VERSION:4.0\r\n" : "VERSION:3.0\r\n");
	write_text(&o, "UID", card->uid);
	write_name(&o, card->name);
	write_text(&o, "ORG", card->organization);
	write_text(&o, "TITLE", card->title);
	write_values(&o, "EMAIL", card->emails, card->email_count);
	write_values(&o, "TEL", card->phones, card->phone_count);
	for (size_t i = 0; i < card->address_count; i++)
		write_address(&o, &card->addresses[i]);
	write_birthday(&o, card->birthday);
	write_categories(&o, card);
	write_text(&o, "NOTE", card->note);
	write_text(&o, "URL", card->url);
	write_changed(&o, card->changed);
	buf_puts(b, "END:VCARD\r\n");
}
