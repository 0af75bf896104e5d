/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "db/tx.h"
#include "intake/seen.h"
#include "intake/step.h"

static const char *outcome_of(const struct tx *tx, struct row *row)
{
	bool changed = false;
	if (row->problem.code != PROBLEM_NONE)
		return "wrong";
	if (row->again)
		return "changed";
	if (row->untried)
		return row->found ? "changed" : "new";
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
		changed = rows_bool(rows, 0, 0) || row->coming || (row->settled >= 0 && rows_bool(tx_rows(tx, row->settled), 0, 0));
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

const char *step_outcomes(struct step *s, const struct tx *tx)
{
	struct buf b;
	buf_init(&b, s->a, 64 * STEP_ROWS);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	for (int i = 0; i < s->count; i++) {
		struct row *row = &s->rows[i];
		const char *outcome = outcome_of(tx, row);
		bool wrong = strcmp(outcome, "wrong") == 0;
		if (s->k->made != NULL && !wrong)
			seen_add(s->k->made, arena_printf(s->a, "%s %s", step_resource(s)->name, row->line.external_ref));
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

