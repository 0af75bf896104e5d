/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/apply.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "intake/step.h"
#include "rest/field_type.h"

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

static void read_line(struct step *s, struct row *row, const struct jvalue *line)
{
	const struct table *t = s->k->mapping->table;
	if (t == NULL) {
		const char *name = jvalue_string(jvalue_get(line, "table"));
		problem_violation(&row->problem, "/table", name == NULL ? "required" : "unknown", NULL, "%s",
				  name == NULL ? "is missing" : "is no table that a bundle can bring records of");
		return;
	}
	if (bundle_read(s->a, t, line, &row->line, &row->problem) < 0)
		return;
	row->values.keys = arena_new_one(s->a, struct mapping_key);
	row->values.keys[0] = (struct mapping_key){"external_ref", row->line.external_ref};
	row->values.key_count = 1;
}

static void read_row(struct step *s, struct row *row, const struct rows *rows, int i)
{
	const struct jvalue *cells = NULL;
	struct json_fault fault;
	row->n = (int)rows_int(rows, i, 0);
	problem_init(&row->problem, s->a);
	if (jvalue_parse(s->a, rows_text(rows, i, 1), rows_size(rows, i, 1), &cells, &fault) < 0)
		problem_violation(&row->problem, "", "format", NULL, "cannot be read: it %s", jvalue_fault_text(fault.kind));
	else if (s->k->bundle)
		read_line(s, row, cells);
	else
		mapping_apply(s->a, s->k->mapping, cells, &row->values, &row->problem);
}

/* Files take their time: fewer at once, so that less is fetched again by whoever goes on after a crash. */
static int rows_at_once(const struct apply *k)
{
	return k->bundle && k->running && k->mapping->table != NULL && k->mapping->table->resource->files != NULL ? STEP_FILES : STEP_ROWS;
}

static const char *known_tables(struct arena *a)
{
	const char *names[32];
	size_t n = 0;
	for (const struct table *t; n < 32 && (t = bundle_table(n)) != NULL; n++)
		names[n] = t->resource->name;
	return field_array(a, names, n);
}

static int add_next(struct step *s, struct tx *tx)
{
	static const struct statement rows = {.name = "intake.next_rows",
					      .sql = "select n, cells from intake.next_rows($1::uuid, $2::boolean, $3::int, $4::int)"},
				      lines = {.name = "intake.next_lines",
					       .sql = "select n, cells from intake.next_lines($1::uuid, $2::boolean, $5, $6::text[], $3::int, $4::int)"};
	const struct apply *k = s->k;
	const char *const values[] = {k->import_id, k->running ? "true" : "false", arena_printf(s->a, "%d", k->after),
				      arena_printf(s->a, "%d", rows_at_once(k)),
				      k->mapping->table == NULL ? NULL : k->mapping->table->resource->name, k->bundle ? known_tables(s->a) : NULL};
	return k->bundle ? tx_add(tx, &lines, 6, values) : tx_add(tx, &rows, 4, values);
}

static int read_rows(struct step *s, struct problem *p)
{
	struct apply *k = s->k;
	struct tx *tx = job_tx(k->run);
	int index = add_next(s, tx);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	s->rows = arena_new_array(s->a, struct row, STEP_ROWS);
	for (int i = 0; i < rows_count(rows); i++) {
		struct row *row = &s->rows[s->count];
		*row = (struct row){.n = 0};
		read_row(s, row, rows, i);
		if (row->problem.code == PROBLEM_NONE && belongs_to_next(s, row))
			return 0;
		s->count++;
		k->after = row->n;
	}
	k->done = rows_count(rows) < rows_at_once(k);
	return 0;
}

/* Before anything is written, and in no transaction: the store and other people's servers take their time. */
static int bring_files(struct step *s, struct problem *p)
{
	if (rows_at_once(s->k) != STEP_FILES)
		return 0;
	for (int i = 0; i < s->count; i++) {
		struct row *row = &s->rows[i];
		if (row->problem.code == PROBLEM_NONE && files_bring(s->k->run, s->k->mapping->table, &row->line, row->found ? row->id : NULL, &row->file,
								       &row->problem, p) < 0)
			return -1;
	}
	return 0;
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
		if (s->rows[i].problem.code == PROBLEM_NONE && !s->rows[i].again && !s->rows[i].untried)
			step_add_row(s, tx, &s->rows[i]);
	if (!s->k->running) {
		if (tx_commit(tx, p) < 0)
			return -1;
		struct tx *after = job_tx(s->k->run);
		add_outcomes(s, after, step_outcomes(s, tx));
		return tx_commit(after, p);
	}
	if (tx_read(tx, p) < 0)
		return -1;
	add_outcomes(s, tx, step_outcomes(s, tx));
	return tx_commit(tx, p);
}

int apply_step(struct apply *k, struct problem *p)
{
	struct step s = {.k = k, .a = k->run->arena};
	s.call = (struct call){.arena = s.a, .conf = k->run->conf};
	if (read_rows(&s, p) < 0)
		return -1;
	if (s.count == 0)
		return 0;
	if ((k->mapping->table != NULL && step_look_up(&s, p) < 0) || bring_files(&s, p) < 0 || write_rows(&s, p) < 0)
		return -1;
	k->passed += s.count;
	return 0;
}
