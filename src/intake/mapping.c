/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mapping.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "rest/field_type.h"
#include "rest/table.h"

enum { LONG_TEXT = 1000, MOST_TEXTS = 200 };

bool mapping_takes(const struct field *f)
{
	return !(f->flags & (FIELD_READ_ONLY | FIELD_WRITE_ONLY)) && f->expression == NULL && f->type != FIELD_ID && f->type != FIELD_JSON &&
	       f->type != FIELD_OBJECT && f->type != FIELD_LIST;
}

/* ---- reading a mapping */

static int column_of(const struct jvalue *columns, const char *name)
{
	for (size_t i = 0; i < jvalue_size(columns); i++)
		if (strcmp(jvalue_string(jvalue_get(jvalue_at(columns, i), "name")), name) == 0)
			return (int)i;
	return -1;
}

static bool read_field(struct arena *a, const struct table *t, const char *name, const char *locale, struct mapping_entry *out)
{
	const char *dot = strchr(name, '.');
	const struct field *f = field_find(t->resource->fields, dot == NULL ? name : arena_strndup(a, name, (size_t)(dot - name)));
	if (f == NULL || !mapping_takes(f) || (dot != NULL && f->type != FIELD_I18N))
		return false;
	out->field = f;
	if (f->type == FIELD_I18N)
		out->language = dot != NULL ? dot + 1 : arena_strndup(a, locale, strcspn(locale, "-"));
	return true;
}

static void read_entry(struct arena *a, const struct jvalue *columns, const struct jvalue *v, size_t i, const char *locale, struct mapping *out,
		       struct problem *p)
{
	const char *column = jvalue_string(jvalue_get(v, "column")), *field = jvalue_string(jvalue_get(v, "field"));
	struct mapping_entry entry = {.name = column, .column = column == NULL ? -1 : column_of(columns, column)};
	if (entry.column < 0)
		problem_violation(p, arena_printf(a, "/mapping/%zu/column", i), "not_found", NULL, "is no column of the file");
	if (field == NULL || !read_field(a, out->table, field, locale, &entry))
		problem_violation(p, arena_printf(a, "/mapping/%zu/field", i), "unknown", NULL, "is no field that a column can become");
	out->entries[out->count++] = entry;
}

static bool is_key(const struct resource_import *import, const char *name)
{
	size_t n = strlen(name);
	for (const char *s = import->keys; *s != '\0'; s += strcspn(s, "|"), s += *s == '|')
		if (strcspn(s, "|") == n && strncmp(s, name, n) == 0)
			return true;
	return false;
}

static bool is_mapped(const struct mapping *m, const char *field)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->entries[i].field != NULL && strcmp(m->entries[i].field->name, field) == 0)
			return true;
	return false;
}

static void read_key(struct arena *a, const char *name, size_t i, struct mapping *out, struct problem *p)
{
	const char *pointer = arena_printf(a, "/match_by/%zu", i);
	if (name == NULL || !is_key(out->table->resource->import, name))
		problem_violation(p, pointer, "not_one_of", NULL, "is no field that records are known by: %s", out->table->resource->import->keys);
	else if (!is_mapped(out, name))
		problem_violation(p, pointer, "required", NULL, "is the field of no column");
	else if (out->key_count < MAPPING_MOST_KEYS)
		out->keys[out->key_count++] = name;
}

int mapping_read(struct arena *a, const struct table *t, const struct jvalue *columns, const struct jvalue *mapping,
		 const struct jvalue *match_by, const char *locale, struct mapping *out, struct problem *p)
{
	out->table = t;
	out->count = out->key_count = 0;
	if (jvalue_size(mapping) > MAPPING_MOST)
		return problem_violation(p, "/mapping", "too_many", "{\"max\":200}", "must have at most %d items", MAPPING_MOST);
	for (size_t i = 0; i < jvalue_size(mapping); i++)
		read_entry(a, columns, jvalue_at(mapping, i), i, locale, out, p);
	for (size_t i = 0; i < jvalue_size(match_by); i++)
		read_key(a, jvalue_string(jvalue_at(match_by, i)), i, out, p);
	return p->code == PROBLEM_NONE ? 0 : -1;
}

/* ---- a row */

struct text {
	const char *text, *label;
	const struct mapping_entry *from;
	bool whole; /* one of a list: what looks like several is one */
};

struct texts {
	struct text items[MOST_TEXTS];
	size_t count;
};

static void add_text(struct texts *list, struct text t)
{
	if (t.text != NULL && *t.text != '\0' && list->count < MOST_TEXTS)
		list->items[list->count++] = t;
}

/* A cell is a text, or a list of texts or of [text, label]. */
static void add_cell(struct texts *list, const struct jvalue *cell, const struct mapping_entry *from)
{
	if (jvalue_kind(cell) == JSON_STRING)
		add_text(list, (struct text){.text = jvalue_string(cell), .from = from});
	for (size_t i = 0; jvalue_kind(cell) == JSON_ARRAY && i < jvalue_size(cell); i++) {
		const struct jvalue *item = jvalue_at(cell, i);
		bool labelled = jvalue_kind(item) == JSON_ARRAY;
		add_text(list, (struct text){.text = jvalue_string(labelled ? jvalue_at(item, 0) : item),
					     .label = labelled ? jvalue_string(jvalue_at(item, 1)) : NULL,
					     .from = from,
					     .whole = true});
	}
}

static const char *trimmed(struct arena *a, const char *s, size_t n)
{
	while (n > 0 && strchr(" \t\r\n", *s) != NULL) {
		s++;
		n--;
	}
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	return arena_strndup(a, s, n);
}

/* Spreadsheets put several into one cell: "a@b.lu; c@d.lu", "vip, cash". Some write " ::: " between them. */
static void split(struct arena *a, const struct texts *from, const char *marks, struct texts *out)
{
	out->count = 0;
	for (size_t i = 0; i < from->count; i++) {
		struct text part = from->items[i];
		if (part.whole) {
			add_text(out, part);
			continue;
		}
		for (const char *s = from->items[i].text; *s != '\0';) {
			size_t n = strcspn(s, marks);
			part.text = trimmed(a, s, n);
			add_text(out, part);
			s += n + strspn(s + n, marks);
		}
	}
}

static void gather(const struct mapping *m, const struct field *f, const struct jvalue *cells, struct arena *a, struct texts *out)
{
	out->count = 0;
	for (size_t i = 0; i < m->count; i++)
		if (m->entries[i].field == f)
			add_cell(out, jvalue_get(cells, arena_printf(a, "%d", m->entries[i].column)), &m->entries[i]);
}

/* Several columns of one text: the words of a name side by side, lines of a note under the names of their columns. */
static const char *join(struct arena *a, const struct field *f, const struct texts *list)
{
	bool lines = f->most >= LONG_TEXT, from_many = false;
	struct buf b;
	if (list->count == 1 && !lines)
		return list->items[0].text;
	for (size_t i = 1; i < list->count; i++)
		from_many = from_many || list->items[i].from != list->items[0].from;
	buf_init(&b, a, 128);
	for (size_t i = 0; i < list->count; i++) {
		buf_puts(&b, i == 0 ? "" : lines ? "\n" : " ");
		if (lines && from_many && strcasecmp(list->items[i].from->name, f->name) != 0)
			buf_printf(&b, "%s: ", list->items[i].from->name);
		buf_puts(&b, list->items[i].text);
	}
	return buf_text(&b);
}

struct row_maker {
	struct arena *a;
	const struct mapping *m;
	struct mapping_row *out;
	struct json_out o;
	struct problem *p;
};

static void write_languages(struct row_maker *r, const struct texts *list)
{
	json_out_open(&r->o, '{');
	for (size_t i = 0; i < list->count; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again = again || strcmp(list->items[k].from->language, list->items[i].from->language) == 0;
		if (!again)
			json_out_member(&r->o, list->items[i].from->language, list->items[i].text);
	}
	json_out_close(&r->o, '}');
}

static void write_words(struct row_maker *r, const struct texts *list)
{
	struct texts words;
	split(r->a, list, ",;|\n", &words);
	json_out_open(&r->o, '[');
	for (size_t i = 0; i < words.count; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again = again || strcasecmp(words.items[k].text, words.items[i].text) == 0;
		if (!again)
			json_out_string(&r->o, words.items[i].text);
	}
	json_out_close(&r->o, ']');
}

static const struct import_part *part_of(const struct mapping *m, const struct field *f)
{
	for (const struct import_part *part = m->table->resource->import->parts; part != NULL && part->field != NULL; part++)
		if (strcmp(part->field, f->name) == 0)
			return part;
	return NULL;
}

static bool has_part(const struct mapping_row *row, const struct field *f, const char *text)
{
	for (size_t i = 0; i < row->part_count; i++)
		if (row->parts[i].field == f && strcmp(row->parts[i].text, text) == 0)
			return true;
	return false;
}

/* The first is the record's own, all are rows of their own table. */
static void write_parts(struct row_maker *r, const struct field *f, const struct import_part *part, const struct texts *list, const char *pointer)
{
	struct texts values;
	struct mapping_row *out = r->out;
	split(r->a, list, f->format == FORMAT_PHONE ? ";|\n:" : ",;|\n ", &values);
	if (values.count > 0)
		json_out_string(&r->o, values.items[0].text);
	else
		json_out_null(&r->o);
	for (size_t i = 0; i < values.count; i++) {
		const struct text *v = &values.items[i];
		const char *text = field_read_text(r->a, f, v->text);
		if (text == NULL && i > 0)
			problem_violation(r->p, pointer, "format", NULL, "'%s' is none", v->text);
		if (text != NULL && !has_part(out, f, text))
			out->parts[out->part_count++] = (struct mapping_part){part, f, text, f->raw == NULL ? NULL : v->text, v->label, i == 0};
	}
}

static void write_field(struct row_maker *r, const struct field *f, const struct texts *list)
{
	const char *pointer = arena_printf(r->a, "/%s", f->name);
	const struct import_part *part = part_of(r->m, f);
	bool plain = f->type == FIELD_TEXT && f->format == FORMAT_NONE;
	json_out_name(&r->o, f->name);
	if (part != NULL)
		write_parts(r, f, part, list, pointer);
	else if (f->type == FIELD_TEXTS)
		write_words(r, list);
	else if (f->type == FIELD_I18N)
		write_languages(r, list);
	else if (plain)
		json_out_string(&r->o, join(r->a, f, list));
	else if (value_write(&r->o, r->a, f, r->m->table->resource->import, list->items[0].text, &r->m->style, pointer, r->p) < 0)
		json_out_null(&r->o);
}

static void note_keys(struct row_maker *r)
{
	struct mapping_row *out = r->out;
	out->keys = arena_new_array(r->a, struct mapping_key, out->part_count + MAPPING_MOST_KEYS);
	for (size_t i = 0; i < r->m->key_count; i++) {
		const char *name = r->m->keys[i], *own = write_text(&out->write, name);
		bool listed = false;
		for (size_t k = 0; k < out->part_count; k++)
			if (strcmp(out->parts[k].field->name, name) == 0) {
				out->keys[out->key_count++] = (struct mapping_key){name, out->parts[k].text};
				listed = true;
			}
		if (!listed && own != NULL)
			out->keys[out->key_count++] = (struct mapping_key){name, own};
	}
}

/* What write_read() says of a value that could not be written is said already. */
static void add_others(const struct problem *from, struct problem *p)
{
	for (const struct violation *v = from->violations; v != NULL; v = v->next) {
		bool known = false;
		for (const struct violation *w = p->violations; w != NULL; w = w->next)
			known = known || strcmp(w->pointer, v->pointer) == 0;
		if (!known)
			problem_violation(p, v->pointer, v->code, v->params, "%s", v->detail);
	}
}

int mapping_apply(struct arena *a, const struct mapping *m, const struct jvalue *cells, struct mapping_row *out, struct problem *p)
{
	struct buf b;
	struct json_fault fault;
	struct problem own;
	struct texts *list = arena_new_one(a, struct texts);
	struct row_maker r = {.a = a, .m = m, .out = out, .p = p};
	*out = (struct mapping_row){.parts = arena_new_array(a, struct mapping_part, 2 * MOST_TEXTS)};
	buf_init(&b, a, 512);
	r.o = json_out(&b);
	json_out_open(&r.o, '{');
	for (const struct field *f = m->table->resource->fields; f->type != FIELD_END; f++) {
		gather(m, f, cells, a, list);
		if (list->count > 0)
			write_field(&r, f, list);
	}
	json_out_close(&r.o, '}');
	if (jvalue_parse_body(a, b.data, b.size, &out->body, &fault) < 0)
		return problem_violation(p, "", "format", NULL, "cannot be read: it %s", jvalue_fault_text(fault.kind));
	problem_init(&own, a);
	if (write_read(a, m->table->resource->fields, out->body, WRITE_UPDATE, &out->write, &own) < 0)
		add_others(&own, p);
	if (p->code != PROBLEM_NONE)
		return -1;
	note_keys(&r);
	return 0;
}
