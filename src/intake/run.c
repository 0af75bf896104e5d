/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "intake/apply.h"
#include "intake/jobs.h"
#include "intake/seen.h"
#include "intake/source.h"

enum { KEEP_DAYS = 30 };

/* In memory of its own: there may be thousands. */
static int step(struct apply *k, const struct job_run *run, int row_count, struct problem *p)
{
	struct arena *a = arena_new(65536);
	struct job_run *part = arena_new_one(a, struct job_run);
	struct problem own;
	*part = *run;
	part->arena = a;
	problem_init(&own, a);
	k->run = part;
	int rc = apply_step(k, &own);
	int percent = row_count == 0 ? 100 : (int)((int64_t)k->after * 99 / row_count);
	if (rc == 0)
		rc = job_progress(part, percent, k->running ? "writing" : "checking", &own);
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

static enum job_outcome work(struct job_run *run, bool running, struct problem *p)
{
	struct source source;
	struct mapping *mapping = arena_new_one(run->arena, struct mapping);
	struct apply k = {.mapping = mapping, .running = running};
	if (source_read(run, &source, p) < 0)
		return p->code == PROBLEM_NOT_FOUND || p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
	mapping->style = source.style;
	if (mapping_read(run->arena, source.table, source.columns, source.mapping, source.match_by, source.locale, mapping, p) < 0)
		return JOB_NEVER;
	k.import_id = source.import_id;
	k.seen = running ? NULL : seen_new(run->arena);
	while (!k.done)
		if (step(&k, run, source.row_count, p) < 0)
			return p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
	return finish(run, &k, p) < 0 ? JOB_AGAIN : JOB_DONE;
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
