/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "intake/seen.h"
#include "rest/assign.h"
#include "rest/call.h"
#include "rest/change.h"
#include "rest/field_type.h"
#include "rest/table.h"

enum { ROWS_AT_ONCE = 200, MOST_PARTS = 12 };

struct row {
	int n;
	struct mapping_row values;
	struct problem problem; /* why it is wrong */
	const char *id;	      /* of the record: found, or new */
	bool found;
	bool again; /* of a preview: an earlier row makes the record */
	int change, parts[MOST_PARTS], part_count; /* statements in the transaction */
};

struct step {
	struct apply *k;
	struct arena *a;
	struct call call; /* what rest/ needs to write statements: agency unknown, so that they ask the context */
	struct row *rows;
	int count;
	int lookups[MAPPING_MOST_KEYS];
};

static const struct resource *resource_of(const struct step *s)
{
	return s->k->mapping->table->resource;
}

/* ---- the rows */

static bool shares_key(const struct row *a, const struct row *b)
{
	for (size_t i = 0; i < a->values.key_count; i++)
		for (size_t k = 0; k < b->values.key_count; k++)
			if (strcmp(a->values.keys[i].field, b->values.keys[k].field) == 0 && strcmp(a->values.keys[i].text, b->values.keys[k].text) == 0)
				return true;
	return false;
}

/* Two rows of one record do not come into one step: the second is looked up when the first is there. */
static bool belongs_to_next(const struct step *s, const struct row *row)
{
	for (int i = 0; i < s->count; i++)
		if (s->rows[i].problem.code == PROBLEM_NONE && shares_key(&s->rows[i], row))
			return true;
	return false;
}

static void read_row(struct step *s, struct row *row, const struct rows *rows, int i)
{
	const struct jvalue *cells = NULL;
	struct json_fault fault;
	row->n = (int)rows_int(rows, i, 0);
	problem_init(&row->problem, s->a);
	if (jvalue_parse(s->a, rows_text(rows, i, 1), rows_size(rows, i, 1), &cells, &fault) < 0)
		problem_violation(&row->problem, "", "format", NULL, "cannot be read: it %s", jvalue_fault_text(fault.kind));
	else
		mapping_apply(s->a, s->k->mapping, cells, &row->values, &row->problem);
}

static int read_rows(struct step *s, struct problem *p)
{
	static const struct statement next = {.name = "intake.next_rows",
					      .sql = "select n, cells from intake.next_rows($1::uuid, $2::boolean, $3::int, $4::int)"};
	struct apply *k = s->k;
	const char *const values[] = {k->import_id, k->running ? "true" : "false", arena_printf(s->a, "%d", k->after),
				      arena_printf(s->a, "%d", ROWS_AT_ONCE)};
	struct tx *tx = job_tx(k->run);
	int index = tx_add(tx, &next, 4, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	s->rows = arena_new_array(s->a, struct row, ROWS_AT_ONCE);
	for (int i = 0; i < rows_count(rows); i++) {
		struct row *row = &s->rows[s->count];
		read_row(s, row, rows, i);
		if (row->problem.code == PROBLEM_NONE && belongs_to_next(s, row))
			return 0;
		s->count++;
		k->after = row->n;
	}
	k->done = rows_count(rows) < ROWS_AT_ONCE;
	return 0;
}

/* ---- which records they are */

static const struct import_part *part_named(const struct step *s, const char *field)
{
	for (const struct import_part *part = resource_of(s)->import->parts; part != NULL && part->field != NULL; part++)
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
		   part == NULL ? "id" : part->owner, part == NULL ? resource_of(s)->name : part->table, field);
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
		if (seen_add(s->k->seen, arena_printf(s->a, "%s %s", row->values.keys[k].field, row->values.keys[k].text)))
			row->again = true;
}

/* A record that is new needs all that is required of one. */
static void check_new(struct step *s, struct row *row)
{
	struct write ignored;
	char *id = arena_alloc(s->a, UUID_TEXT_SIZE);
	uuid_v7(id);
	row->id = id;
	if (!row->again)
		write_read(s->a, resource_of(s)->fields, row->values.body, WRITE_CREATE, &ignored, &row->problem);
}

static int find_records(struct step *s, struct problem *p)
{
	struct tx *tx = job_tx(s->k->run);
	job_act(s->k->run, tx);
	for (size_t i = 0; i < s->k->mapping->key_count; i++)
		add_lookup(s, tx, i);
	if (tx_commit(tx, p) < 0)
		return -1;
	for (int i = 0; i < s->count; i++) {
		struct row *row = &s->rows[i];
		if (row->problem.code != PROBLEM_NONE)
			continue;
		find_record(s, tx, row);
		note_seen(s, row);
		if (!row->found)
			check_new(s, row);
	}
	return 0;
}

/* ---- what is written */

static void write_assigned(struct sql *q, const struct write_value *v)
{
	if (v->field == NULL || v->field->type != FIELD_TEXTS) {
		assign_value(q, v, 1);
		return;
	}
	buf_printf(&q->text, "intake.with_words(t.%s,", v->column);
	sql_bind(q, v->text);
	buf_put(&q->text, ')');
}

/* with o as (select …, (t.name is distinct from $1 or …) as differs from … for this row), w as (update … where o.differs)
 * select o.differs, whether it was written: a row that a policy keeps from being changed differs and is not. */
static void write_update(struct step *s, struct sql *q, const struct row *row)
{
	const struct write *w = &row->values.write;
	const char *table = resource_of(s)->name;
	buf_lit(&q->text, "with o as (select t.id, (t.deleted_at is not null");
	for (int i = 0; i < w->count; i++) {
		if (w->values[i].field == NULL) /* what was typed says the same in another way */
			continue;
		buf_printf(&q->text, " or t.%s is distinct from ", w->values[i].column);
		write_assigned(q, &w->values[i]);
	}
	buf_printf(&q->text, ") as differs from public.%s t", table);
	sql_where_id(q, &s->call, s->k->mapping->table, row->id);
	buf_printf(&q->text, "), w as (update public.%s t set deleted_at = null", table);
	for (int i = 0; i < w->count; i++) {
		buf_printf(&q->text, ",%s = ", w->values[i].column);
		write_assigned(q, &w->values[i]);
	}
	buf_lit(&q->text, " from o");
	sql_where_id(q, &s->call, s->k->mapping->table, row->id);
	buf_lit(&q->text, " and o.id = t.id and o.differs returning 1) select o.differs, exists (select from w) from o");
}

static void write_where_part(const struct step *s, struct sql *q, const struct mapping_part *part, const char *record)
{
	(void)s;
	buf_printf(&q->text, " where t.agency_id = app.agency_id() and t.%s = ", part->part->owner);
	sql_bind(q, record);
	buf_printf(&q->text, " and t.%s = ", part->part->field);
	sql_bind(q, part->text);
	buf_lit(&q->text, " and t.deleted_at is null");
}

/* A further address, unless the record has it. */
static int add_part(struct step *s, struct tx *tx, const struct mapping_part *part, const char *record)
{
	struct sql q;
	sql_init(&q, s->a);
	buf_printf(&q.text, "insert into public.%s (agency_id,%s,%s,label%s%s) select app.agency_id(),", part->part->table, part->part->owner,
		   part->part->field, part->raw == NULL ? "" : ",", part->raw == NULL ? "" : part->field->raw);
	sql_bind(&q, record);
	buf_lit(&q.text, "::uuid,");
	sql_bind(&q, part->text);
	buf_put(&q.text, ',');
	sql_bind(&q, part->label);
	if (part->raw != NULL) {
		buf_put(&q.text, ',');
		sql_bind(&q, part->raw);
	}
	buf_printf(&q.text, " where not exists (select from public.%s t", part->part->table);
	write_where_part(s, &q, part, record);
	buf_lit(&q.text, ") returning 1");
	return sql_add(&q, tx, "intake.add_part", 1);
}

/* The record's own address has its row from a trigger, without a label. */
static int add_label(struct step *s, struct tx *tx, const struct mapping_part *part, const char *record)
{
	struct sql q;
	sql_init(&q, s->a);
	buf_printf(&q.text, "update public.%s t set label = ", part->part->table);
	sql_bind(&q, part->label);
	write_where_part(s, &q, part, record);
	buf_lit(&q.text, " and t.label is null returning 1");
	return sql_add(&q, tx, "intake.add_label", 1);
}

static void add_parts(struct step *s, struct tx *tx, struct row *row)
{
	for (size_t i = 0; i < row->values.part_count && row->part_count < MOST_PARTS; i++) {
		const struct mapping_part *part = &row->values.parts[i];
		if (!part->first)
			row->parts[row->part_count++] = add_part(s, tx, part, row->id);
		else if (part->label != NULL)
			row->parts[row->part_count++] = add_label(s, tx, part, row->id);
	}
}

/* A record and its parts stand or fall together, and by themselves. */
static void add_row(struct step *s, struct tx *tx, struct row *row)
{
	struct sql q;
	sql_init(&q, s->a);
	if (row->found)
		write_update(s, &q, row);
	else
		change_insert(&q, &s->call, s->k->mapping->table, row->id, &row->values.write);
	tx_begin_apart(tx);
	row->change = sql_add(&q, tx, row->found ? "intake.change" : "intake.make", 1);
	add_parts(s, tx, row);
	tx_end_apart(tx);
}

static const char *outcome_of(const struct tx *tx, struct row *row)
{
	bool changed = false;
	if (row->problem.code != PROBLEM_NONE)
		return "wrong";
	if (row->again)
		return "changed";
	if (tx_apart((struct tx *)tx, row->change, &row->problem) < 0)
		return "wrong";
	if (!row->found)
		return "new";
	const struct rows *rows = tx_rows(tx, row->change);
	if (rows_count(rows) == 0)
		problem_set(&row->problem, PROBLEM_NOT_FOUND, "the record it is about is gone");
	else if (rows_bool(rows, 0, 0) && !rows_bool(rows, 0, 1))
		problem_set(&row->problem, PROBLEM_FORBIDDEN, "the record it is about is not yours to change");
	else
		changed = rows_bool(rows, 0, 0);
	for (int i = 0; i < row->part_count; i++)
		changed = changed || rows_count(tx_rows(tx, row->parts[i])) > 0;
	return row->problem.code != PROBLEM_NONE ? "wrong" : changed ? "changed" : "same";
}

/* "/email" → "email" */
static void write_reason(struct json_out *o, const char *pointer, const char *code, const char *params, const char *detail)
{
	json_out_open(o, '{');
	json_out_member(o, "field", *pointer == '/' ? pointer + 1 : NULL);
	json_out_member(o, "code", code);
	json_out_member_raw(o, "params", params == NULL ? "null" : params);
	json_out_member(o, "detail", detail);
	json_out_close(o, '}');
}

static void write_reasons(struct json_out *o, const struct problem *problem)
{
	const struct problem_kind *kind = problem_kind(problem->code);
	json_out_name(o, "reasons");
	json_out_open(o, '[');
	for (const struct violation *v = problem->violations; v != NULL; v = v->next)
		write_reason(o, v->pointer, v->code, v->params, v->detail);
	if (problem->violations == NULL)
		write_reason(o, "", kind->slug, NULL, problem->detail == NULL ? kind->title : problem->detail);
	json_out_close(o, ']');
}

static const char *outcomes(struct step *s, const struct tx *tx)
{
	struct buf b;
	buf_init(&b, s->a, 64 * ROWS_AT_ONCE);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	for (int i = 0; i < s->count; i++) {
		struct row *row = &s->rows[i];
		const char *outcome = outcome_of(tx, row);
		bool wrong = strcmp(outcome, "wrong") == 0;
		json_out_open(&o, '{');
		json_out_member_int(&o, "n", row->n);
		json_out_member(&o, "outcome", outcome);
		if (!wrong && (s->k->running || row->found))
			json_out_member(&o, "record_id", row->id);
		if (wrong)
			write_reasons(&o, &row->problem);
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	return buf_text(&b);
}

static void add_outcomes(struct step *s, struct tx *tx, const char *rows)
{
	static const struct statement note = {.name = "intake.note_rows", .sql = "select intake.note_rows($1::uuid, $2::boolean, $3::jsonb)", .writes = true};
	const char *const values[] = {s->k->import_id, s->k->running ? "true" : "false", rows};
	tx_add(tx, &note, 3, values);
}

/* Written and read before it is committed, so that what became of the rows is committed with them; or not at all. */
static int write_rows(struct step *s, struct problem *p)
{
	static const struct statement begin = {.name = "intake.batch", .sql = "select app.begin_batch($1::uuid)", .writes = true};
	struct tx *tx = job_tx(s->k->run);
	if (!s->k->running)
		tx_rehearse(tx);
	job_act(s->k->run, tx);
	tx_add(tx, &begin, 1, &s->k->import_id);
	tx_allow_many(tx);
	for (int i = 0; i < s->count; i++)
		if (s->rows[i].problem.code == PROBLEM_NONE && !s->rows[i].again)
			add_row(s, tx, &s->rows[i]);
	if (!s->k->running) {
		if (tx_commit(tx, p) < 0)
			return -1;
		struct tx *after = job_tx(s->k->run);
		add_outcomes(s, after, outcomes(s, tx));
		return tx_commit(after, p);
	}
	if (tx_read(tx, p) < 0)
		return -1;
	add_outcomes(s, tx, outcomes(s, tx));
	return tx_commit(tx, p);
}

int apply_step(struct apply *k, struct problem *p)
{
	struct step s = {.k = k, .a = k->run->arena};
	s.call = (struct call){.arena = s.a, .conf = k->run->conf};
	if (read_rows(&s, p) < 0)
		return -1;
	return s.count == 0 ? 0 : find_records(&s, p) < 0 || write_rows(&s, p) < 0 ? -1 : 0;
}
