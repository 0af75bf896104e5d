/* SPDX-License-Identifier: Apache-2.0 */
/* Each step is a transaction that also writes down how far it has come, so whoever takes over goes on behind it and no record
 * is seen twice. */
#include "bulk/undo.h"

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"

#define STEP "100"

/* In memory of its own: there may be thousands. */
static int step(const struct job_run *run, const char *batch, int *percent, bool *done, struct problem *p)
{
	static const struct statement undo = {
		.name = "bulk.undo_step", .sql = "select percent, done from app.undo_step($1, " STEP ")", .writes = true};
	struct job_run part = *run;
	part.arena = arena_new(16384);
	struct tx *tx = job_tx(&part);
	job_act(&part, tx);
	int index = tx_add(tx, &undo, 1, &batch);
	int rc = tx_commit(tx, p);
	if (rc == 0) {
		*percent = (int)rows_int(tx_rows(tx, index), 0, 0);
		*done = rows_bool(tx_rows(tx, index), 0, 1);
	}
	arena_free(part.arena);
	return rc;
}

static enum job_outcome complete(struct job_run *run, const char *batch, struct problem *p)
{
	static const struct statement outcome = {
		.name = "bulk.undo_of",
		.sql = "select jsonb_build_object('records', records, 'undone', undone, 'changed', changed, 'refused', refused) from app.undo_of($1)"};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &outcome, 1, &batch);
	if (tx_read(tx, p) < 0)
		return JOB_AGAIN;
	job_complete(run, tx, rows_text(tx_rows(tx, index), 0, 0));
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

enum job_outcome undo_run(struct job_run *run, struct problem *p)
{
	const char *batch = jvalue_string(jvalue_get(run->payload, "batch_id"));
	bool done = false;
	int percent = 0;
	while (!done)
		if (step(run, batch, &percent, &done, p) < 0 || job_progress(run, percent, NULL, p) < 0)
			return JOB_AGAIN;
	return complete(run, batch, p);
}
