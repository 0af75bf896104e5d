/* SPDX-License-Identifier: Apache-2.0 */
/* What a handler may ask of the engine (job.h). */
#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"
#include "db/tx.h"
#include "work/job.h"
#include "work/worker_parts.h"

struct tx *job_tx(struct job_run *run)
{
	static const struct statement enter = {.name = "job.enter", .sql = "select app.enter_job($1, $2)", .writes = true};
	const char *const values[] = {run->id, run->token};
	struct tx *tx = tx_begin(run->db, run->arena);
	tx_add(tx, &enter, 2, values);
	return tx;
}

static void take_role(struct tx *tx, const char *role)
{
	static const struct statement take = {.name = "job.role", .sql = "select set_config('role', $1, true)", .writes = true};
	tx_add(tx, &take, 1, &role);
}

void job_act(struct job_run *run, struct tx *tx)
{
	take_role(tx, "stagefy_api");
	run->acting = tx;
}

void job_complete(struct job_run *run, struct tx *tx, const char *result)
{
	static const struct statement complete = {.name = "job.complete", .sql = "select work.complete($1, $2, $3)", .writes = true};
	const char *const values[] = {run->id, run->token, result};
	if (run->acting == tx)
		take_role(tx, "none");
	tx_add(tx, &complete, 3, values);
	run->worker->completing = tx;
}

int job_progress(struct job_run *run, int percent, const char *step, struct problem *p)
{
	static const struct statement progress = {.name = "job.progress", .sql = "select work.progress($1, $2, $3::int, $4)", .writes = true};
	struct worker *w = run->worker;
	if (job_cancelled(run))
		return problem_set(p, PROBLEM_CONFLICT, "the job is to stop");
	const char *const values[] = {run->id, run->token, arena_printf(run->arena, "%d", percent), step};
	struct tx *tx = tx_begin(run->db, run->arena);
	int index = tx_add(tx, &progress, 4, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	if (!rows_bool(tx_rows(tx, index), 0, 0))
		return 0;
	held_note_cancelled(w->held, w->at);
	return problem_set(p, PROBLEM_CONFLICT, "the job is to stop");
}

bool job_cancelled(const struct job_run *run)
{
	return held_stopped(run->worker->held, run->worker->at);
}
