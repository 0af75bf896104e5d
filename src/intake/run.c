/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "intake/apply.h"
#include "intake/bundle.h"
#include "intake/jobs.h"
#include "intake/seen.h"
#include "intake/source.h"

enum { KEEP_DAYS = 30 };

/* As long as this, before other imports of the installation have their turn. */
#define TURN_US (10 * 60 * INT64_C(1000000))

struct work {
	struct job_run *run;
	struct apply apply;
	struct source source;
	int done; /* rows of a run that an attempt before has done */
	int64_t since_us;
};

/* In memory of its own: there may be thousands. */
static int step(struct work *w, struct problem *p)
{
	struct arena *a = arena_new(65536);
	struct job_run *part = arena_new_one(a, struct job_run);
	struct problem own;
	*part = *w->run;
	part->arena = a;
	problem_init(&own, a);
	w->apply.run = part;
	int rc = apply_step(&w->apply, &own);
	int percent = w->source.row_count == 0 ? 100 : (int)((int64_t)(w->done + w->apply.passed) * 99 / w->source.row_count);
	if (rc == 0)
		rc = job_progress(part, percent, w->apply.running ? "writing" : "checking", &own);
	if (rc < 0)
		problem_set(p, own.code, "%s", own.detail == NULL ? problem_kind(own.code)->title : own.detail);
	arena_free(a);
	return rc;
}

static int finish(struct job_run *run, const struct apply *k, struct problem *p)
{
	static const struct statement end = {.name = "intake.finish", .sql = "select intake.finish($1::uuid, $2::boolean)", .writes = true},
				      counts = {.name = "intake.counts",
						.sql = "select jsonb_build_object('new', new_count, 'changed', changed_count, 'same', same_count, 'wrong', wrong_count)"
						       " from public.imports where agency_id = app.agency_id() and id = $1::uuid"};
	const char *const values[] = {k->import_id, k->running ? "true" : "false"};
	struct tx *tx = job_tx(run);
	tx_add(tx, &end, 2, values);
	int index = tx_add(tx, &counts, 1, values);
	if (tx_read(tx, p) < 0)
		return -1;
	job_complete(run, tx, rows_text(tx_rows(tx, index), 0, 0));
	return tx_commit(tx, p);
}

/* 1: the turn is over. */
static int all_of_table(struct work *w, struct problem *p)
{
	w->apply.after = 0;
	w->apply.done = false;
	while (!w->apply.done) {
		if (step(w, p) < 0)
			return -1;
		if (w->apply.running && !w->apply.done && clock_mono_us() - w->since_us > TURN_US)
			return 1;
	}
	return 0;
}

/* Table by table, so that what rows name is there; at the end those of tables that nobody knows. */
static int all_of_bundle(struct work *w, struct mapping *mapping, struct problem *p)
{
	int rc = 0;
	mapping->keys[0] = "external_ref";
	for (size_t i = 0; rc == 0; i++) {
		mapping->table = bundle_table(i);
		mapping->key_count = mapping->table != NULL;
		rc = all_of_table(w, p);
		if (mapping->table == NULL)
			break;
	}
	return rc;
}

static int read_done(struct work *w, struct problem *p)
{
	static const struct statement done = {.name = "intake.rows_done", .sql = "select intake.rows_done($1::uuid)"};
	if (!w->apply.running)
		return 0;
	struct tx *tx = job_tx(w->run);
	int index = tx_add(tx, &done, 1, &w->apply.import_id);
	if (tx_commit(tx, p) < 0)
		return -1;
	w->done = (int)rows_int(tx_rows(tx, index), 0, 0);
	return 0;
}

static enum job_outcome work(struct job_run *run, bool running, struct problem *p)
{
	struct mapping *mapping = arena_new_one(run->arena, struct mapping);
	struct work w = {.run = run, .apply = {.mapping = mapping, .running = running}, .since_us = clock_mono_us()};
	struct source *source = &w.source;
	if (source_read(run, source, p) < 0)
		return p->code == PROBLEM_NOT_FOUND || p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
	mapping->style = source->style;
	w.apply.bundle = source->table == NULL;
	w.apply.import_id = source->import_id;
	w.apply.seen = running ? NULL : seen_new(run->arena);
	w.apply.made = running || !w.apply.bundle ? NULL : seen_new(run->arena);
	if (!w.apply.bundle &&
	    mapping_read(run->arena, source->table, source->columns, source->mapping, source->match_by, source->locale, mapping, p) < 0)
		return JOB_NEVER;
	int rc = read_done(&w, p) < 0 ? -1 : w.apply.bundle ? all_of_bundle(&w, mapping, p) : all_of_table(&w, p);
	if (rc > 0) {
		run->later_s = 1;
		return JOB_LATER;
	}
	if (rc < 0)
		return p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
	return finish(run, &w.apply, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

enum job_outcome intake_preview_run(struct job_run *run, struct problem *p)
{
	return work(run, false, p);
}

enum job_outcome intake_run(struct job_run *run, struct problem *p)
{
	return work(run, true, p);
}

enum job_outcome intake_tidy_run(struct job_run *run, struct problem *p)
{
	static const struct statement tidy = {.name = "intake.tidy", .sql = "select intake.tidy($1::int, 10000)", .writes = true};
	for (int64_t gone = 1; gone > 0;) {
		const char *const values[] = {arena_printf(run->arena, "%d", KEEP_DAYS)};
		struct tx *tx = job_tx(run);
		int index = tx_add(tx, &tidy, 1, values);
		if (tx_commit(tx, p) < 0 || job_progress(run, 50, NULL, p) < 0)
			return JOB_AGAIN;
		gone = rows_int(tx_rows(tx, index), 0, 0);
	}
	return JOB_DONE;
}
