/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/reader.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "formats/vcard.h"

enum { MOST_LINE = 256 << 10, SAMPLE_BYTES = 80, NAME_BYTES = 120 };

struct reader {
	struct arena *arena, *scratch; /* scratch: of a row */
	struct reader_style style;
	struct charset_reader charset;
	struct delimited *table;
	struct vcard_split *cards;
	char *line; /* of NDJSON, so far */
	size_t line_size;
	int line_number;
	bool header_seen;
	reader_row row;
	void *arg;
	struct reader_found found;
	/* the row being made */
	struct buf json;
	struct json_out out;
	bool any;
};

const char *reader_format_name(enum reader_format f)
{
	static const char *const names[] = {"csv", "ndjson", "vcard", "ndjson"};
	return names[f];
}

/* ---- columns */

static bool is_named(const struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->found.column_count; i++)
		if (strcmp(r->found.columns[i].name, name) == 0)
			return true;
	return false;
}

static const char *short_name(struct arena *a, const char *s)
{
	size_t n = strlen(s);
	return arena_strndup(a, s, utf8_cut(s, n, n < NAME_BYTES ? n : NAME_BYTES));
}

/* Each name is there once: mappings go by it. -1: there are too many. */
static int add_column(struct reader *r, const char *wanted)
{
	size_t i = r->found.column_count;
	const char *name = short_name(r->arena, wanted);
	if (i == READER_MOST_COLUMNS)
		return -1;
	if (*name == '\0')
		name = arena_printf(r->arena, "Column %zu", i + 1);
	for (int k = 2; is_named(r, name); k++)
		name = arena_printf(r->arena, "%s (%d)", short_name(r->scratch, wanted), k);
	r->found.columns[i].name = name;
	r->found.column_count++;
	return (int)i;
}

static int column_named(struct reader *r, const char *name)
{
	const char *s = short_name(r->scratch, name);
	for (size_t i = 0; i < r->found.column_count; i++)
		if (strcmp(r->found.columns[i].name, s) == 0)
			return (int)i;
	return add_column(r, s);
}

/* Whether a text is digits, and a mark with one or two of them behind it. */
static bool has_fraction(const char *s, char mark)
{
	const char *last = strrchr(s, mark);
	size_t n = last == NULL ? 0 : strspn(last + 1, "0123456789");
	return last != NULL && last > s && isdigit((unsigned char)last[-1]) && (n == 1 || n == 2) && strspn(s, "0123456789.,' -") == (size_t)(last + 1 - s) + n &&
	       last[1 + n] == '\0';
}

/* "31/12/2026": two numbers that can be days, of which one can be no month. */
static void look_at_day(struct reader_found *f, const char *s)
{
	char *end;
	long first = strtol(s, &end, 10);
	if (end == s || strchr("/.-", *end) == NULL || *end == '\0')
		return;
	const char *rest = end + 1;
	long second = strtol(rest, &end, 10);
	if (end == rest || strchr("/.-", *end) == NULL || *end == '\0' || first > 31 || second > 31)
		return;
	f->days_first += first > 12 && second <= 12;
	f->months_first += second > 12 && first <= 12;
}

static void look_at(struct reader *r, int column, const char *text)
{
	struct reader_column *c = &r->found.columns[column];
	size_t n = strlen(text);
	r->found.commas += has_fraction(text, ',');
	r->found.points += has_fraction(text, '.');
	look_at_day(&r->found, text);
	for (int i = 0; i < READER_SAMPLES; i++) {
		if (c->samples[i] == NULL)
			c->samples[i] = arena_strndup(r->arena, text, utf8_cut(text, n, n < SAMPLE_BYTES ? n : SAMPLE_BYTES));
		else if (strncmp(c->samples[i], text, strlen(c->samples[i])) != 0)
			continue;
		return;
	}
}

/* ---- rows */

static void begin_row(struct reader *r)
{
	buf_init(&r->json, r->scratch, 512);
	r->out = json_out(&r->json);
	r->any = false;
	json_out_open(&r->out, '{');
}

static int count_row(struct reader *r, struct problem *p)
{
	if (r->found.rows == READER_MOST_ROWS)
		return problem_violation(p, "", "too_many", "{\"max\":500000}", "has more than %d rows", READER_MOST_ROWS);
	r->found.rows++;
	return 0;
}

static int end_row(struct reader *r, struct problem *p)
{
	json_out_close(&r->out, '}');
	if (!r->any)
		return 0;
	return count_row(r, p) < 0 ? -1 : r->row(r->arg, r->json.data, r->json.size, p);
}

static bool begin_cell(struct reader *r, int column, const char *sample)
{
	if (column < 0)
		return false;
	look_at(r, column, sample);
	json_out_name(&r->out, arena_printf(r->scratch, "%d", column));
	r->any = true;
	return true;
}

/* Without what surrounds it: spaces, those that do not break too. */
static const char *trimmed(struct arena *a, const char *s, size_t n)
{
	for (;;) {
		if (n > 0 && strchr(" \t\r\n", *s) != NULL)
			s++, n--;
		else if (n > 1 && memcmp(s, "\xc2\xa0", 2) == 0)
			s += 2, n -= 2;
		else if (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
			n--;
		else if (n > 1 && memcmp(s + n - 2, "\xc2\xa0", 2) == 0)
			n -= 2;
		else
			return arena_strndup(a, s, n);
	}
}

static void add_text(struct reader *r, int column, const char *text)
{
	if (*text != '\0' && begin_cell(r, column, text))
		json_out_string(&r->out, text);
}

/* ---- CSV */

/* rest/csv.c puts an apostrophe in front of what a spreadsheet would take for a formula. */
static const char *cell_text(struct arena *a, const struct delimited_cell *cell)
{
	const char *s = trimmed(a, cell->text, cell->size);
	return s[0] == '\'' && s[1] != '\0' && strchr("=+-@", s[1]) != NULL ? s + 1 : s;
}

/* A header has a name for most columns, and none that is a number or an address. */
static bool looks_like_header(struct arena *a, const struct delimited_cell *cells, size_t count)
{
	size_t named = 0;
	for (size_t i = 0; i < count; i++) {
		const char *s = trimmed(a, cells[i].text, cells[i].size);
		named += *s != '\0';
		if (strchr(s, '@') != NULL || (*s != '\0' && strspn(s, "0123456789+-., /") == strlen(s)))
			return false;
	}
	return 2 * named > count;
}

static bool take_header(struct reader *r, const struct delimited_cell *cells, size_t count)
{
	r->header_seen = true;
	r->found.has_header = r->style.has_header == 1 || (r->style.has_header < 0 && looks_like_header(r->scratch, cells, count));
	for (size_t i = 0; i < count; i++)
		add_column(r, r->found.has_header ? trimmed(r->scratch, cells[i].text, cells[i].size) : "");
	return r->found.has_header;
}

static int take_cells(void *arg, const struct delimited_cell *cells, size_t count, struct problem *p)
{
	struct reader *r = arg;
	arena_reset(r->scratch);
	if (!r->header_seen && (delimited_is_hint(cells, count) || take_header(r, cells, count)))
		return 0;
	begin_row(r);
	while (r->found.column_count < count)
		add_column(r, "");
	for (size_t i = 0; i < count; i++)
		add_text(r, (int)i, cell_text(r->scratch, &cells[i]));
	return end_row(r, p);
}

/* ---- NDJSON */

static const char *scalar(const struct jvalue *v)
{
	switch (jvalue_kind(v)) {
	case JSON_STRING:
		return jvalue_string(v);
	case JSON_NUMBER:
		return jvalue_number(v);
	case JSON_BOOL:
		return jvalue_bool(v) ? "true" : "false";
	default:
		return NULL;
	}
}

static void add_list(struct reader *r, const char *name, const struct jvalue *list)
{
	const char *first = scalar(jvalue_at(list, 0));
	if (first == NULL || !begin_cell(r, column_named(r, name), first))
		return;
	json_out_open(&r->out, '[');
	for (size_t i = 0; i < jvalue_size(list); i++)
		if (scalar(jvalue_at(list, i)) != NULL)
			json_out_string(&r->out, scalar(jvalue_at(list, i)));
	json_out_close(&r->out, ']');
}

/* {"title": {"fr": …}} is the column "title.fr": one step down, as texts per language are. */
static void add_members(struct reader *r, const struct jvalue *v, const char *within)
{
	struct jvalue_member *m = jvalue_members(r->scratch, v);
	for (size_t i = 0; i < jvalue_size(v); i++) {
		const char *name = *within == '\0' ? m[i].name : arena_printf(r->scratch, "%s.%s", within, m[i].name), *text = scalar(m[i].value);
		if (text != NULL && *text != '\0')
			add_text(r, column_named(r, name), text);
		else if (jvalue_kind(m[i].value) == JSON_ARRAY)
			add_list(r, name, m[i].value);
		else if (jvalue_kind(m[i].value) == JSON_OBJECT && *within == '\0')
			add_members(r, m[i].value, name);
	}
}

static int keep_line(struct reader *r, size_t n, struct problem *p)
{
	return count_row(r, p) < 0 ? -1 : r->row(r->arg, r->line, n, p);
}

static int take_line(struct reader *r, struct problem *p)
{
	const struct jvalue *v = NULL;
	struct json_fault fault;
	size_t n = r->line_size;
	r->line_size = 0;
	r->line_number++;
	if (strspn(r->line, " \t\r") >= n)
		return 0;
	arena_reset(r->scratch);
	if (jvalue_parse(r->scratch, r->line, n, &v, &fault) < 0 || jvalue_kind(v) != JSON_OBJECT)
		return problem_violation(p, "", "format", NULL, "has no JSON object in line %d", r->line_number);
	if (r->style.format == READER_BUNDLE)
		return keep_line(r, n, p);
	begin_row(r);
	add_members(r, v, "");
	return end_row(r, p);
}

static int read_lines(struct reader *r, const char *s, size_t n, struct problem *p)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '\n' && r->line_size + 1 < MOST_LINE) {
			r->line[r->line_size++] = s[i];
			r->line[r->line_size] = '\0';
			continue;
		}
		if (s[i] != '\n')
			return problem_violation(p, "", "too_long", "{\"max\":262144}", "has a line of more than 256 KiB");
		if (take_line(r, p) < 0)
			return -1;
	}
	return 0;
}

/* ---- cards */

static void add_values(struct reader *r, const char *name, const struct vcard_value *values, size_t count)
{
	if (count == 0 || !begin_cell(r, column_named(r, name), values[0].text))
		return;
	json_out_open(&r->out, '[');
	for (size_t i = 0; i < count; i++) {
		json_out_open(&r->out, '[');
		json_out_string(&r->out, values[i].text);
		json_out_string(&r->out, values[i].label);
		json_out_close(&r->out, ']');
	}
	json_out_close(&r->out, ']');
}

static const char *one_line(struct arena *a, const struct vcard_address *v)
{
	const char *const parts[] = {v->street, v->code, v->city, v->region, v->country};
	const char *out = NULL;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (parts[i] != NULL)
			out = out == NULL ? parts[i] : arena_printf(a, "%s%s%s", out, i == 2 && v->code != NULL ? " " : ", ", parts[i]);
	return out;
}

static void add_words(struct reader *r, const char *name, const char *const *words, size_t count)
{
	if (count == 0 || !begin_cell(r, column_named(r, name), words[0]))
		return;
	json_out_open(&r->out, '[');
	for (size_t i = 0; i < count; i++)
		json_out_string(&r->out, words[i]);
	json_out_close(&r->out, ']');
}

static void add_member(struct reader *r, const char *name, const char *text)
{
	if (text != NULL)
		add_text(r, column_named(r, name), text);
}

static int take_card(void *arg, const char *s, size_t n, struct problem *p)
{
	struct reader *r = arg;
	struct vcard card;
	arena_reset(r->scratch);
	vcard_read(r->scratch, s, n, &card);
	begin_row(r);
	add_member(r, "UID", card.uid);
	add_member(r, "Name", card.name);
	add_values(r, "Email", card.emails, card.email_count);
	add_values(r, "Phone", card.phones, card.phone_count);
	add_words(r, "Tags", card.categories, card.category_count);
	add_member(r, "Notes", card.note);
	add_member(r, "Organization", card.organization);
	add_member(r, "Title", card.title);
	if (card.address_count > 0)
		add_member(r, "Address", one_line(r->scratch, &card.addresses[0]));
	add_member(r, "Birthday", card.birthday);
	add_member(r, "URL", card.url);
	return end_row(r, p);
}

/* ---- the whole */

static bool ends_in(const char *name, const char *ending)
{
	size_t n = strlen(name), k = strlen(ending);
	return n >= k && strcasecmp(name + n - k, ending) == 0;
}

static enum reader_format guess_format(const char *file_name, const char *text)
{
	const char *s = text + strspn(text, " \t\r\n");
	if (strncasecmp(s, "BEGIN:VCARD", 11) == 0 || ends_in(file_name, ".vcf"))
		return READER_VCARD;
	if (*s == '{' || ends_in(file_name, ".ndjson") || ends_in(file_name, ".jsonl"))
		return READER_NDJSON;
	return READER_CSV;
}

void reader_guess(struct arena *a, const char *file_name, const char *s, size_t n, bool charset_known, struct reader_style *style)
{
	struct buf text;
	if (!charset_known)
		style->charset = charset_guess(s, n);
	struct charset_reader charset = {.from = style->charset};
	buf_init(&text, a, n + 16);
	charset_read(&charset, s, n, &text);
	style->format = guess_format(file_name, buf_text(&text));
	if (style->delimiter == '\0')
		style->delimiter = delimited_guess(a, text.data, text.size);
}

static void forget(void *arg)
{
	arena_free(arg);
}

struct reader *reader_new(struct arena *a, const struct reader_style *style, reader_row row, void *arg)
{
	struct reader *r = arena_new_one(a, struct reader);
	r->arena = a;
	r->scratch = arena_new(16384);
	arena_defer(a, forget, r->scratch);
	r->style = *style;
	r->charset.from = style->charset;
	r->row = row;
	r->arg = arg;
	if (style->format == READER_CSV)
		r->table = delimited_new(a, style->delimiter, take_cells, r);
	else if (style->format == READER_VCARD)
		r->cards = vcard_split_new(a, take_card, r);
	else
		r->line = arena_zero(a, MOST_LINE, 1);
	return r;
}

static int take_text(struct reader *r, const char *s, size_t n, struct problem *p)
{
	switch (r->style.format) {
	case READER_CSV:
		return delimited_read(r->table, s, n, p);
	case READER_NDJSON:
	case READER_BUNDLE:
		return read_lines(r, s, n, p);
	default:
		return vcard_split_read(r->cards, s, n, p);
	}
}

/* Cards say by themselves what their values are in, unless the whole file has two bytes a letter. */
static bool is_raw(const struct reader *r)
{
	return r->style.format == READER_VCARD && r->style.charset != CHARSET_UTF16LE && r->style.charset != CHARSET_UTF16BE;
}

static int read_piece(struct reader *r, const char *s, size_t n, struct problem *p)
{
	struct arena *piece = arena_new(65536);
	struct buf text;
	buf_init(&text, piece, n + n / 2 + 16);
	if (s == NULL)
		charset_end(&r->charset, &text);
	else
		charset_read(&r->charset, s, n, &text);
	int rc = take_text(r, text.data, text.size, p);
	arena_free(piece);
	return rc;
}

int reader_read(struct reader *r, const char *s, size_t n, struct problem *p)
{
	return is_raw(r) ? take_text(r, s, n, p) : read_piece(r, s, n, p);
}

int reader_end(struct reader *r, struct problem *p)
{
	if (!is_raw(r) && read_piece(r, NULL, 0, p) < 0)
		return -1;
	switch (r->style.format) {
	case READER_CSV:
		return delimited_end(r->table, p);
	case READER_NDJSON:
	case READER_BUNDLE:
		return r->line_size == 0 ? 0 : take_line(r, p);
	default:
		return vcard_split_end(r->cards, p);
	}
}

const struct reader_found *reader_found(const struct reader *r)
{
	return &r->found;
}
