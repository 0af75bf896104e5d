/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/run.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "link/storage.h"
#include "studio/here.h"
#include "studio/reel.h"
#include "studio/remote.h"
#include "studio/step.h"

/* Pictures stay in memory until the attempt ends, so that it ends after some of them; and others have their turn. */
enum { STEPS_AN_ATTEMPT = 4, SOON_MS = 50 };

struct look {
	struct step *steps;
	int count;
};

static int look(struct job_run *run, const char *project, struct look *out, struct problem *p)
{
	static const struct statement next = {
	    .name = "studio.next", .sql = "select " STEP_COLUMNS " from studio.next($1::uuid, $2::uuid, $3)", .writes = true};
	struct storage *store;
	if (storage_open(run->arena, run->conf, NULL, &store, p) < 0)
		return -1;
	const char *const values[] = {project, run->id, storage_provider(store)};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &next, 3, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	out->count = rows_count(rows);
	out->steps = arena_new_array(run->arena, struct step, (size_t)out->count + 1);
	for (int i = 0; i < out->count; i++)
		step_read(run, rows, i, &out->steps[i]);
	return 0;
}

static bool is_over(const struct step *s)
{
	return strcmp(s->status, "cancelled") == 0 || strcmp(s->status, "failed") == 0;
}

/* The first that is due; NULL, and in *wait_s how long until one is. */
static const struct step *due(const struct look *l, double *wait_s)
{
	*wait_s = 3600;
	for (int i = 0; i < l->count; i++) {
		const struct step *s = &l->steps[i];
		if (s->due_s <= 0 || is_over(s))
			return s;
		*wait_s = s->due_s < *wait_s ? s->due_s : *wait_s;
	}
	return NULL;
}

static int work(const struct step *s, struct problem *p)
{
	if (is_over(s))
		return remote_cancel(s, p);
	if (strcmp(s->service, "local") != 0)
		return remote_run(s, p);
	return strcmp(s->tool, "video") == 0 ? reel_run(s, p) : here_run(s, p);
}

static enum job_outcome finish(struct job_run *run, const char *project, struct problem *p)
{
	static const struct statement end = {.name = "studio.finish", .sql = "select studio.finish($1::uuid, $2::uuid)", .writes = true};
	const char *const values[] = {project, run->id};
	struct tx *tx = job_tx(run);
	tx_add(tx, &end, 2, values);
	job_complete(run, tx, arena_printf(run->arena, "{\"project_id\":\"%s\"}", project));
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

enum job_outcome studio_run(struct job_run *run, struct problem *p)
{
	const char *project = jvalue_string(jvalue_get(run->payload, "project_id"));
	if (project == NULL) {
		problem_set(p, PROBLEM_INTERNAL, "a job without project_id");
		return JOB_NEVER;
	}
	for (int i = 0; i < STEPS_AN_ATTEMPT; i++) {
		struct look l;
		double wait_s;
		if (look(run, project, &l, p) < 0)
			return p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
		if (l.count == 0)
			return finish(run, project, p);
		if (job_cancelled(run)) {
			problem_set(p, PROBLEM_CONFLICT, "the job is to stop");
			return JOB_AGAIN;
		}
		const struct step *s = due(&l, &wait_s);
		if (s == NULL) {
			run->later_s = wait_s;
			return JOB_LATER;
		}
		if (work(s, p) < 0)
			return JOB_AGAIN;
	}
	run->later_s = SOON_MS / 1000.0;
	return JOB_LATER;
}
