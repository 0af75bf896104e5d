/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "formats/charset.h"
#include "formats/vcard.h"

enum { MOST_VALUES = 100, MOST_PARAMS = 24, MOST_NOTE = 64 << 10 };

/* A content line: [group.]NAME;PARAM=VALUE…:value */
struct line {
	const char *group, *name;
	const char *types[MOST_PARAMS]; /* in small letters */
	size_t type_count;
	const char *charset;
	bool quoted_printable, binary, preferred;
	const char *value; /* decoded to UTF-8, with its escapes */
};

/* A value that is labelled, perhaps by another line of its group. */
struct found {
	const char *group, *label, *value;
	bool preferred;
};

struct found_list {
	struct found items[MOST_VALUES];
	size_t count;
};

struct reader {
	struct arena *a;
	const char *at, *end;
	unsigned depth;
	struct vcard *out;
	struct found_list emails, phones, addresses, labels;
	const char *names, *nickname; /* N, NICKNAME: when there is no FN */
	const char *categories[MOST_VALUES];
	size_t category_count;
};

/* ---- lines */

/* The next line as it stands in the file, without its end. */
static bool next_physical(struct reader *r, const char **s, size_t *n)
{
	if (r->at == r->end)
		return false;
	const char *end = memchr(r->at, '\n', (size_t)(r->end - r->at)), *stop = end == NULL ? r->end : end;
	*s = r->at;
	*n = (size_t)(stop - r->at);
	r->at = end == NULL ? r->end : end + 1;
	while (*n > 0 && (*s)[*n - 1] == '\r')
		--*n;
	return true;
}

static bool has_word(const char *s, size_t n, const char *word)
{
	size_t k = strlen(word);
	for (size_t i = 0; i + k <= n; i++)
		if (strncasecmp(s + i, word, k) == 0)
			return true;
	return false;
}

/* A whole line: those that begin with a space or a tab go on with it, and in quoted-printable those behind a "=" at its end. */
static const char *next_line(struct reader *r)
{
	const char *s;
	size_t n;
	struct buf b;
	do {
		if (!next_physical(r, &s, &n))
			return NULL;
	} while (n == 0);
	buf_init(&b, r->a, n + 1);
	buf_write(&b, s, n);
	const char *colon = memchr(s, ':', n);
	bool quoted = colon != NULL && has_word(s, (size_t)(colon - s), "QUOTED-PRINTABLE");
	for (;;) {
		bool soft = quoted && b.size > 0 && b.data[b.size - 1] == '=';
		if (r->at == r->end || !(soft || *r->at == ' ' || *r->at == '\t') || !next_physical(r, &s, &n))
			break;
		b.size -= soft;
		buf_write(&b, s + !soft, n - (n > 0 && !soft));
	}
	return buf_text(&b);
}

/* ---- parameters */

static const char *lower(struct arena *a, const char *s, size_t n)
{
	char *out = arena_strndup(a, s, n);
	for (char *c = out; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

static const char *to_utf8(struct arena *a, const char *s, const char *charset)
{
	struct charset_reader c = {.from = CHARSET_WINDOWS_1252};
	struct buf b;
	bool known = charset != NULL && charset_find(charset, &c.from) == 0;
	if (utf8_valid(s, strlen(s)) && (!known || c.from == CHARSET_UTF8))
		return s;
	if (!known || c.from == CHARSET_UTF8)
		c.from = CHARSET_WINDOWS_1252;
	buf_init(&b, a, strlen(s) + 16);
	charset_read(&c, s, strlen(s), &b);
	charset_end(&c, &b);
	return buf_text(&b);
}

static void add_type(struct reader *r, struct line *l, const char *s, size_t n)
{
	const char *type = to_utf8(r->a, lower(r->a, s, n), NULL);
	if (strcmp(type, "pref") == 0)
		l->preferred = true;
	else if (strcmp(type, "quoted-printable") == 0)
		l->quoted_printable = true;
	else if (strcmp(type, "base64") == 0)
		l->binary = true;
	else if (n > 0 && l->type_count < MOST_PARAMS)
		l->types[l->type_count++] = type;
}

/* TYPE=work,voice; TYPE="work,voice" is said by some and means the same. */
static void add_types(struct reader *r, struct line *l, const char *s, size_t n)
{
	while (n > 0) {
		const char *comma = memchr(s, ',', n);
		size_t k = comma == NULL ? n : (size_t)(comma - s);
		add_type(r, l, s, k);
		s += k + (comma != NULL);
		n -= k + (comma != NULL);
	}
}

static void read_param(struct reader *r, struct line *l, const char *s, size_t n)
{
	const char *equals = memchr(s, '=', n);
	if (equals == NULL) {
		add_type(r, l, s, n);
		return;
	}
	const char *value = equals + 1, *name = lower(r->a, s, (size_t)(equals - s));
	size_t size = n - (size_t)(value - s);
	if (size >= 2 && value[0] == '"' && value[size - 1] == '"') {
		value++;
		size -= 2;
	}
	if (strcmp(name, "type") == 0)
		add_types(r, l, value, size);
	else if (strcmp(name, "charset") == 0)
		l->charset = arena_strndup(r->a, value, size);
	else if (strcmp(name, "pref") == 0)
		l->preferred = true;
	else if (strcmp(name, "encoding") == 0 && size > 0)
		add_type(r, l, tolower((unsigned char)*value) == 'b' ? "base64" : value, tolower((unsigned char)*value) == 'b' ? 6 : size);
}

/* Where a parameter ends: a quoted value may hold any of ; : , */
static size_t param_size(const char *s)
{
	bool quoted = false;
	size_t n = 0;
	for (; s[n] != '\0' && (quoted || (s[n] != ';' && s[n] != ':')); n++)
		quoted ^= s[n] == '"';
	return n;
}

/* ---- values */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *unquote(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s), *to = out;
	for (; *s != '\0'; s++) {
		int high = *s == '=' ? hex(s[1]) : -1, low = high < 0 ? -1 : hex(s[2]);
		if (high >= 0 && low >= 0) {
			*to++ = (char)(16 * high + low);
			s += 2;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
	return out;
}

/* "item1.TEL;TYPE=work:+352…" False: it is no content line. */
static bool read_line(struct reader *r, const char *s, struct line *out)
{
	*out = (struct line){.group = NULL};
	size_t n = strcspn(s, ";:");
	const char *dot = memchr(s, '.', n);
	if (s[n] == '\0')
		return false;
	if (dot != NULL) {
		out->group = lower(r->a, s, (size_t)(dot - s));
		n -= (size_t)(dot + 1 - s);
		s = dot + 1;
	}
	out->name = lower(r->a, s, n);
	for (s += n; *s == ';'; s += n) {
		s++;
		n = param_size(s);
		read_param(r, out, s, n);
	}
	if (*s != ':')
		return false;
	out->value = to_utf8(r->a, out->quoted_printable ? unquote(r->a, s + 1) : s + 1, out->charset);
	return true;
}

/* A part of a value up to the first of `ends` that is not escaped, with its escapes undone. *s is moved behind it. */
static const char *take_part(struct arena *a, const char **s, const char *ends)
{
	size_t n = 0;
	while ((*s)[n] != '\0' && strchr(ends, (*s)[n]) == NULL)
		n += (*s)[n] == '\\' && (*s)[n + 1] != '\0' ? 2 : 1;
	const char *at = *s, *end = at + n;
	char *out = arena_alloc(a, n + 1), *to = out;
	for (; at < end; at++) {
		if (*at == '\\' && at + 1 < end) {
			at++;
			*to++ = *at == 'n' || *at == 'N' ? '\n' : *at;
		} else if (*at != '\r') {
			*to++ = *at;
		}
	}
	*to = '\0';
	*s = *end == '\0' ? end : end + 1;
	return out;
}

static const char *trimmed(struct arena *a, const char *s)
{
	size_t n;
	s += strspn(s, " \t\r\n");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return n == 0 ? NULL : arena_strndup(a, s, n);
}

static const char *whole(struct reader *r, const struct line *l)
{
	const char *s = l->value;
	return trimmed(r->a, take_part(r->a, &s, ""));
}

static const char *join(struct arena *a, const char *before, const char *separator, const char *more)
{
	if (more == NULL)
		return before;
	return before == NULL ? more : arena_printf(a, "%s%s%s", before, separator, more);
}

/* The parts of a value, in this order, those that are empty left out. */
static const char *joined(struct arena *a, const char *value, const int *order, size_t count, const char *separator)
{
	enum { MOST_PARTS = 8 };
	const char *parts[MOST_PARTS] = {NULL}, *out = NULL;
	for (size_t i = 0; i < MOST_PARTS && *value != '\0'; i++)
		parts[i] = trimmed(a, take_part(a, &value, ";"));
	for (size_t i = 0; i < count; i++)
		out = join(a, out, separator, parts[order[i]]);
	return out;
}

/* family;given;additional;prefixes;suffixes, as one says them */
static const char *full_name(struct reader *r, const struct line *l)
{
	static const int order[] = {3, 1, 2, 0, 4};
	return joined(r->a, l->value, order, 5, " ");
}

static const char *organization(struct reader *r, const struct line *l)
{
	static const int order[] = {0, 1, 2, 3};
	return joined(r->a, l->value, order, 4, ", ");
}

static bool is_digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

/* 1985-04-12, 19850412, either with a time behind it; --0412, --04-12. Else nothing. */
static const char *day_of(struct arena *a, const char *s)
{
	if (s == NULL)
		return NULL;
	if (strncmp(s, "--", 2) == 0) {
		const char *month = s + 2, *day = is_digits(month, 2) ? month + 2 : "";
		day += *day == '-';
		return is_digits(day, 2) ? arena_printf(a, "--%.2s-%.2s", month, day) : NULL;
	}
	if (is_digits(s, 8))
		return arena_printf(a, "%.4s-%.2s-%.2s", s, s + 4, s + 6);
	bool hyphens = is_digits(s, 4) && s[4] == '-' && is_digits(s + 5, 2) && s[7] == '-' && is_digits(s + 8, 2);
	return hyphens ? arena_strndup(a, s, 10) : NULL;
}

/* ---- what is found */

/* Types that say what a program could see by itself. */
static bool is_noise(const char *type)
{
	static const char *const words[] = {"internet", "voice", "x400", "other", "msg", "dom", "intl", "postal", "parcel"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(type, words[i]) == 0)
			return true;
	return false;
}

static const char *label_of(struct reader *r, const struct line *l)
{
	const char *label = NULL;
	for (size_t i = 0; i < l->type_count; i++)
		if (!is_noise(l->types[i]))
			label = join(r->a, label, " ", l->types[i]);
	return label;
}

static void note(struct reader *r, struct found_list *list, const struct line *l, const char *value)
{
	if (value != NULL && *value != '\0' && list->count < MOST_VALUES)
		list->items[list->count++] = (struct found){l->group, label_of(r, l), value, l->preferred};
}

/* Where the value is written as an address, "mailto:…". */
static const char *without(struct arena *a, const char *s, const char *scheme)
{
	return s != NULL && strncasecmp(s, scheme, strlen(scheme)) == 0 ? trimmed(a, s + strlen(scheme)) : s;
}

/* Apple writes its own labels as _$!<HomePage>!$_ */
static const char *own_label(struct arena *a, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);
	bool apples = n > 8 && strncmp(s, "_$!<", 4) == 0 && strcmp(s + n - 4, ">!$_") == 0;
	return apples ? lower(a, s + 4, n - 8) : s;
}

static void take_categories(struct reader *r, const struct line *l)
{
	for (const char *s = l->value; *s != '\0';) {
		const char *word = trimmed(r->a, take_part(r->a, &s, ","));
		if (word != NULL && r->category_count < MOST_VALUES)
			r->categories[r->category_count++] = word;
	}
}

static void take_note(struct reader *r, const struct line *l)
{
	if (r->out->note == NULL || strlen(r->out->note) < MOST_NOTE)
		r->out->note = join(r->a, r->out->note, "\n", whole(r, l));
}

static void first(const char **to, const char *value)
{
	if (*to == NULL)
		*to = value;
}

static void take(struct reader *r, const struct line *l)
{
	const char *name = l->name;
	struct vcard *out = r->out;
	if (l->binary)
		return;
	if (strcmp(name, "fn") == 0)
		first(&out->name, whole(r, l));
	else if (strcmp(name, "n") == 0)
		first(&r->names, full_name(r, l));
	else if (strcmp(name, "nickname") == 0)
		first(&r->nickname, whole(r, l));
	else if (strcmp(name, "org") == 0)
		first(&out->organization, organization(r, l));
	else if (strcmp(name, "title") == 0)
		first(&out->title, whole(r, l));
	else if (strcmp(name, "uid") == 0)
		first(&out->uid, whole(r, l));
	else if (strcmp(name, "note") == 0)
		take_note(r, l);
	else if (strcmp(name, "url") == 0)
		first(&out->url, whole(r, l));
	else if (strcmp(name, "bday") == 0)
		first(&out->birthday, day_of(r->a, whole(r, l)));
	else if (strcmp(name, "email") == 0)
		note(r, &r->emails, l, without(r->a, whole(r, l), "mailto:"));
	else if (strcmp(name, "tel") == 0)
		note(r, &r->phones, l, without(r->a, whole(r, l), "tel:"));
	else if (strcmp(name, "adr") == 0)
		note(r, &r->addresses, l, l->value);
	else if (strcmp(name, "x-ablabel") == 0)
		note(r, &r->labels, l, own_label(r->a, whole(r, l)));
	else if (strcmp(name, "categories") == 0)
		take_categories(r, l);
}

/* ---- the whole */

static void apply_labels(const struct reader *r, struct found_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; list->items[i].group != NULL && k < r->labels.count; k++)
			if (r->labels.items[k].group != NULL && strcmp(r->labels.items[k].group, list->items[i].group) == 0)
				list->items[i].label = r->labels.items[k].value;
}

/* The first that is preferred goes to the front; the others stay in order. */
static void prefer(struct found_list *list)
{
	for (size_t i = 1; i < list->count && !list->items[0].preferred; i++)
		if (list->items[i].preferred) {
			struct found chosen = list->items[i];
			memmove(&list->items[1], &list->items[0], i * sizeof chosen);
			list->items[0] = chosen;
			return;
		}
}

static const struct vcard_value *settle(struct reader *r, struct found_list *list, size_t *count)
{
	struct vcard_value *out = arena_new_array(r->a, struct vcard_value, list->count + 1);
	apply_labels(r, list);
	prefer(list);
	for (size_t i = 0; i < list->count; i++)
		out[i] = (struct vcard_value){list->items[i].value, list->items[i].label};
	*count = list->count;
	return out;
}

/* box;extension;street;city;region;code;country. False: all of it is empty. */
static bool read_address(struct arena *a, const struct found *f, struct vcard_address *out)
{
	static const int street[] = {2, 1, 0}, others[] = {3, 4, 5, 6};
	*out = (struct vcard_address){.street = joined(a, f->value, street, 3, ", "),
				      .city = joined(a, f->value, &others[0], 1, ""),
				      .region = joined(a, f->value, &others[1], 1, ""),
				      .code = joined(a, f->value, &others[2], 1, ""),
				      .country = joined(a, f->value, &others[3], 1, ""),
				      .label = f->label};
	return out->street != NULL || out->city != NULL || out->region != NULL || out->code != NULL || out->country != NULL;
}

static void settle_addresses(struct reader *r)
{
	struct vcard_address *out = arena_new_array(r->a, struct vcard_address, r->addresses.count + 1);
	size_t n = 0;
	apply_labels(r, &r->addresses);
	prefer(&r->addresses);
	for (size_t i = 0; i < r->addresses.count; i++)
		n += read_address(r->a, &r->addresses.items[i], &out[n]);
	r->out->addresses = out;
	r->out->address_count = n;
}

static void settle_name(struct reader *r)
{
	struct vcard *out = r->out;
	first(&out->name, r->names);
	first(&out->name, r->nickname);
	first(&out->name, out->organization);
	if (out->email_count > 0)
		first(&out->name, out->emails[0].text);
}

void vcard_read(struct arena *a, const char *s, size_t n, struct vcard *out)
{
	struct reader *r = arena_new_one(a, struct reader);
	struct line l;
	const char *text;
	*out = (struct vcard){.uid = NULL};
	*r = (struct reader){.a = a, .at = s, .end = s + n, .out = out};
	while ((text = next_line(r)) != NULL) {
		if (!read_line(r, text, &l))
			continue;
		if (strcmp(l.name, "begin") == 0)
			r->depth++;
		else if (strcmp(l.name, "end") == 0)
			r->depth--;
		else if (r->depth == 1)
			take(r, &l);
	}
	out->emails = settle(r, &r->emails, &out->email_count);
	out->phones = settle(r, &r->phones, &out->phone_count);
	settle_addresses(r);
	settle_name(r);
	const char **categories = arena_new_array(a, const char *, r->category_count + 1);
	memcpy(categories, r->categories, r->category_count * sizeof categories[0]);
	out->categories = categories;
	out->category_count = r->category_count;
}
