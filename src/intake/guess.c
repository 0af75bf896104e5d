/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/guess.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "intake/mapping.h"
#include "rest/table.h"

struct guess {
	struct json_out *o;
	struct arena *a;
	const struct table *t;
	const struct reader_found *found;
	const char *folded[READER_MOST_COLUMNS];
	bool taken[READER_MOST_COLUMNS];
	const char *fields[READER_MOST_COLUMNS + 1]; /* that have a column */
	size_t field_count;
};

static bool is_among(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *s = list; n > 0 && s != NULL && *s != '\0'; s = strchr(s, '|') == NULL ? NULL : strchr(s, '|') + 1)
		if (strncmp(s, word, n) == 0 && (s[n] == '|' || s[n] == '\0'))
			return true;
	return false;
}

static bool has_column(const struct guess *g, const char *field)
{
	for (size_t i = 0; i < g->field_count; i++)
		if (strcmp(g->fields[i], field) == 0)
			return true;
	return false;
}

/* Texts and lists take several columns; of anything else the first counts. */
static bool takes_more(const struct guess *g, const struct field *f)
{
	bool text = (f->type == FIELD_TEXT && (f->format == FORMAT_NONE || f->format == FORMAT_EMAIL || f->format == FORMAT_PHONE)) || f->type == FIELD_TEXTS;
	return (text && strcmp(f->name, "external_ref") != 0 && strcmp(f->name, "reference") != 0) || !has_column(g, f->name);
}

static void assign(struct guess *g, size_t column, const struct field *f, const char *as)
{
	if (g->taken[column] || !takes_more(g, f))
		return;
	g->taken[column] = true;
	g->fields[g->field_count++] = f->name;
	json_out_open(g->o, '{');
	json_out_member(g->o, "column", g->found->columns[column].name);
	json_out_member(g->o, "field", as);
	json_out_close(g->o, '}');
}

/* "title.fr", "Title (fr)": the language of a text per language. */
static const char *with_language(const struct guess *g, const struct field *f, const char *folded)
{
	size_t n = strlen(value_fold(g->a, f->name));
	const char *rest = folded + n;
	return f->type == FIELD_I18N && strncmp(folded, value_fold(g->a, f->name), n) == 0 && strlen(rest) == 2 && strspn(rest, "abcdefghijklmnopqrstuvwxyz") == 2
		   ? arena_printf(g->a, "%s.%s", f->name, rest)
		   : NULL;
}

static void match_names(struct guess *g)
{
	for (const struct field *f = g->t->resource->fields; f->type != FIELD_END; f++)
		for (size_t i = 0; mapping_takes(f) && i < g->found->column_count; i++) {
			if (strcmp(g->folded[i], value_fold(g->a, f->name)) == 0)
				assign(g, i, f, f->name);
			else if (with_language(g, f, g->folded[i]) != NULL)
				assign(g, i, f, with_language(g, f, g->folded[i]));
		}
}

/* In the order of the aliases: a first name stands before a last name, wherever their columns are. */
static void match_aliases(struct guess *g)
{
	for (const struct import_alias *alias = g->t->resource->import->aliases; alias->field != NULL; alias++) {
		const struct field *f = field_find(g->t->resource->fields, alias->field);
		for (size_t i = 0; f != NULL && i < g->found->column_count; i++)
			if (is_among(alias->words, g->folded[i]))
				assign(g, i, f, f->name);
	}
}

static void write_columns(struct guess *g)
{
	json_out_name(g->o, "columns");
	json_out_open(g->o, '[');
	for (size_t i = 0; i < g->found->column_count; i++) {
		const struct reader_column *c = &g->found->columns[i];
		json_out_open(g->o, '{');
		json_out_member(g->o, "name", c->name);
		json_out_name(g->o, "samples");
		json_out_open(g->o, '[');
		for (int k = 0; k < READER_SAMPLES && c->samples[k] != NULL; k++)
			json_out_string(g->o, c->samples[k]);
		json_out_close(g->o, ']');
		json_out_close(g->o, '}');
	}
	json_out_close(g->o, ']');
}

/* Every key that has a column, but a telephone number only where there is nothing better: households share theirs. */
static void write_keys(struct guess *g)
{
	size_t written = 0;
	json_out_name(g->o, "match_by");
	json_out_open(g->o, '[');
	for (const char *s = g->t->resource->import->keys; *s != '\0'; s += strcspn(s, "|"), s += *s == '|') {
		const char *name = arena_strndup(g->a, s, strcspn(s, "|"));
		const struct field *f = field_find(g->t->resource->fields, name);
		if (!has_column(g, name) || (f->format == FORMAT_PHONE && written > 0))
			continue;
		json_out_string(g->o, name);
		written++;
	}
	json_out_close(g->o, ']');
}

static const char *day_order(const struct reader_found *f, const char *locale)
{
	if (f->days_first != f->months_first)
		return f->days_first > f->months_first ? "dmy" : "mdy";
	return strcmp(locale, "en-US") == 0 || strcmp(locale, "en-CA") == 0 ? "mdy" : "dmy";
}

void guess_write(struct json_out *o, struct arena *a, const struct table *t, const struct reader_found *found, const char *locale)
{
	struct guess *g = arena_new_one(a, struct guess);
	g->o = o;
	g->a = a;
	g->t = t;
	g->found = found;
	for (size_t i = 0; i < found->column_count; i++)
		g->folded[i] = value_fold(a, found->columns[i].name);
	write_columns(g);
	json_out_name(o, "mapping");
	json_out_open(o, '[');
	match_names(g);
	match_aliases(g);
	json_out_close(o, ']');
	write_keys(g);
	json_out_member(o, "decimal_mark", found->commas > found->points || (found->commas == found->points && strncmp(locale, "en", 2) != 0) ? "," : ".");
	json_out_member(o, "day_order", day_order(found, locale));
}
