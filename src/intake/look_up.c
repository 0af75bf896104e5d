/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "intake/seen.h"
#include "intake/step.h"
#include "rest/field_type.h"
#include "rest/sql.h"

static const struct import_part *part_named(const struct step *s, const char *field)
{
	for (const struct import_part *part = step_resource(s)->import->parts; part != NULL && part->field != NULL; part++)
		if (strcmp(part->field, field) == 0)
			return part;
	return NULL;
}

static const char *key_texts(const struct step *s, const char *field)
{
	size_t n = 0, most = 0;
	for (int i = 0; i < s->count; i++)
		most += s->rows[i].values.key_count;
	const char **texts = arena_new_array(s->a, const char *, most + 1);
	for (int i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->rows[i].values.key_count; k++)
			if (s->rows[i].problem.code == PROBLEM_NONE && strcmp(s->rows[i].values.keys[k].field, field) == 0)
				texts[n++] = s->rows[i].values.keys[k].text;
	return field_array(s->a, texts, n);
}

/* Records that the caller may read. One that was deleted is known by its external_ref still, and comes back, as PUT by_ref has it. */
static void add_lookup(struct step *s, struct tx *tx, size_t i)
{
	const char *field = s->k->mapping->keys[i];
	const struct import_part *part = part_named(s, field);
	struct sql q;
	sql_init(&q, s->a);
	buf_printf(&q.text, "select t.%s, t.%s from public.%s t where t.agency_id = app.agency_id() and t.%s = any (", field,
		   part == NULL ? "id" : part->owner, part == NULL ? step_resource(s)->name : part->table, field);
	sql_bind(&q, key_texts(s, field));
	buf_lit(&q.text, "::text[])");
	if (strcmp(field, "external_ref") != 0)
		buf_lit(&q.text, " and t.deleted_at is null");
	s->lookups[i] = sql_add(&q, tx, "intake.look_up", 0);
}

/* NULL: none, or more than one, as of a number that a household shares. */
static const char *only_record(const struct rows *rows, const char *text)
{
	const char *id = NULL;
	for (int i = 0; i < rows_count(rows); i++) {
		if (strcmp(rows_text(rows, i, 0), text) != 0)
			continue;
		if (id != NULL && strcmp(id, rows_text(rows, i, 1)) != 0)
			return NULL;
		id = rows_text(rows, i, 1);
	}
	return id;
}

static void find_record(struct step *s, const struct tx *tx, struct row *row)
{
	for (size_t k = 0; k < row->values.key_count && !row->found; k++)
		for (size_t i = 0; i < s->k->mapping->key_count; i++) {
			if (strcmp(s->k->mapping->keys[i], row->values.keys[k].field) != 0)
				continue;
			const char *id = only_record(tx_rows(tx, s->lookups[i]), row->values.keys[k].text);
			row->found = id != NULL;
			row->id = id;
		}
}

static void note_seen(struct step *s, struct row *row)
{
	for (size_t k = 0; s->k->seen != NULL && k < row->values.key_count; k++)
		if (seen_add(s->k->seen, arena_printf(s->a, "%s %s %s", step_resource(s)->name, row->values.keys[k].field, row->values.keys[k].text)))
			row->again = true;
}

/* ---- what lines of a bundle name */

struct ref_lookup {
	const char *target;
	int index;
};

static const char *ref_texts(const struct step *s, const char *target)
{
	size_t n = 0;
	const char **texts = arena_new_array(s->a, const char *, (size_t)s->count * BUNDLE_MOST_REFS + 1);
	for (int i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->rows[i].line.ref_count; k++)
			if (strcmp(s->rows[i].line.refs[k].field->target, target) == 0)
				texts[n++] = s->rows[i].line.refs[k].ref;
	return field_array(s->a, texts, n);
}

static void add_ref_lookup(struct step *s, struct tx *tx, struct ref_lookup *look)
{
	struct sql q;
	sql_init(&q, s->a);
	buf_printf(&q.text, "select t.external_ref, t.id from public.%s t where t.agency_id = app.agency_id() and t.deleted_at is null and t.external_ref = any (",
		   look->target);
	sql_bind(&q, ref_texts(s, look->target));
	buf_lit(&q.text, "::text[])");
	look->index = sql_add(&q, tx, "intake.look_up", 0);
}

/* One a table that a row names. Returns how many. */
static size_t add_ref_lookups(struct step *s, struct tx *tx, struct ref_lookup looks[BUNDLE_MOST_REFS])
{
	size_t n = 0;
	for (int i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->rows[i].line.ref_count; k++) {
			const char *target = s->rows[i].line.refs[k].field->target;
			size_t j = 0;
			while (j < n && strcmp(looks[j].target, target) != 0)
				j++;
			if (j < n || n == BUNDLE_MOST_REFS)
				continue;
			looks[n].target = target;
			add_ref_lookup(s, tx, &looks[n++]);
		}
	return n;
}

/* A record that this file makes, and that a preview has undone: what needs it is looked at by its form, with an id for its sake. */
static void expect(struct step *s, struct row *row, struct bundle_ref *ref)
{
	ref->coming = row->coming = true;
	if (row->found || !(ref->field->flags & FIELD_REQUIRED))
		return;
	char *id = arena_alloc(s->a, UUID_TEXT_SIZE);
	uuid_v7(id);
	ref->id = id;
	row->untried = true;
}

static void resolve(struct step *s, const struct tx *tx, const struct ref_lookup *looks, size_t n, struct row *row)
{
	for (size_t i = 0; i < row->line.ref_count; i++) {
		struct bundle_ref *ref = &row->line.refs[i];
		for (size_t k = 0; k < n; k++)
			if (strcmp(looks[k].target, ref->field->target) == 0)
				ref->id = only_record(tx_rows(tx, looks[k].index), ref->ref);
		if (ref->id != NULL)
			continue;
		if (s->k->made != NULL && seen_has(s->k->made, arena_printf(s->a, "%s %s", ref->field->target, ref->ref)))
			expect(s, row, ref);
		else
			problem_violation(&row->problem, arena_printf(s->a, "/%s", ref->name), "not_found", NULL,
					  "names no record of the file or of the agency: '%s'", ref->ref);
	}
}

/* A line as a record: found by its external_ref, or by the id that it gives. */
static void take_line(struct step *s, const struct tx *tx, const struct ref_lookup *looks, size_t n, struct row *row)
{
	const struct table *t = s->k->mapping->table;
	if (row->line.id != NULL) {
		row->found = true;
		row->id = row->line.id;
	}
	resolve(s, tx, looks, n, row);
	if (row->problem.code == PROBLEM_NONE)
		bundle_values(s->a, t, &row->line, !row->found && !row->again, &row->values, &row->problem);
	if (row->problem.code == PROBLEM_NONE && t->resource->files != NULL)
		files_check(s->k->run->conf, &row->line, !row->found && !row->again, &row->problem);
	if (t->resource->files != NULL && !s->k->running && !row->found)
		row->untried = true; /* a preview fetches nothing */
}

/* A record that is new needs all that is required of one. */
static void check_new(struct step *s, struct row *row)
{
	struct write ignored;
	char *id = arena_alloc(s->a, UUID_TEXT_SIZE);
	uuid_v7(id);
	row->id = id;
	if (!row->again && !s->k->bundle)
		write_read(s->a, step_resource(s)->fields, row->values.body, WRITE_CREATE, &ignored, &row->problem);
}

int step_look_up(struct step *s, struct problem *p)
{
	struct tx *tx = job_tx(s->k->run);
	struct ref_lookup refs[BUNDLE_MOST_REFS];
	job_act(s->k->run, tx);
	for (size_t i = 0; i < s->k->mapping->key_count; i++)
		add_lookup(s, tx, i);
	size_t ref_count = add_ref_lookups(s, tx, refs);
	if (tx_commit(tx, p) < 0)
		return -1;
	for (int i = 0; i < s->count; i++) {
		struct row *row = &s->rows[i];
		if (row->problem.code != PROBLEM_NONE)
			continue;
		find_record(s, tx, row);
		note_seen(s, row);
		if (s->k->bundle)
			take_line(s, tx, refs, ref_count, row);
		if (!row->found)
			check_new(s, row);
	}
	return 0;
}

