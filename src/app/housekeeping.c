/* SPDX-License-Identifier: Apache-2.0 */
#include "app/housekeeping.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "media/tidy.h"

enum { PURGED_AT_ONCE = 2000 };

/* A transaction of its own for each part, so that what holds up one does not undo another. NULL with *p set. */
static const struct rows *ask(struct job_run *run, const struct statement *s, const char *value, struct problem *p)
{
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, s, value == NULL ? 0 : 1, &value);
	return tx_commit(tx, p) < 0 ? NULL : tx_rows(tx, index);
}

static struct tx *begin(void *run, struct problem *p)
{
	(void)p;
	return job_tx(run);
}

/* Until nothing is left that is old enough. */
static int purge(struct job_run *run, struct json_out *o, struct problem *p)
{
	static const struct statement purge_deleted = {
		.name = "tidy.deleted", .sql = "select key, value::bigint from jsonb_each_text(work.purge_deleted($1::int)) order by key", .writes = true};
	enum { MOST_TABLES = 64 };
	const char *tables[MOST_TABLES];
	int64_t counts[MOST_TABLES] = {0};
	int n = 0;
	bool more;
	do {
		const struct rows *r = ask(run, &purge_deleted, arena_printf(run->arena, "%d", PURGED_AT_ONCE), p);
		more = false;
		if (r == NULL)
			return -1;
		n = rows_count(r) < MOST_TABLES ? rows_count(r) : MOST_TABLES;
		for (int i = 0; i < n; i++) {
			tables[i] = arena_strdup(run->arena, rows_text(r, i, 0));
			counts[i] += rows_int(r, i, 1);
			more |= rows_int(r, i, 1) == PURGED_AT_ONCE;
		}
	} while (more && !job_cancelled(run));
	json_out_name(o, "deleted");
	json_out_open(o, '{');
	for (int i = 0; i < n; i++)
		json_out_member_int(o, tables[i], counts[i]);
	json_out_close(o, '}');
	return 0;
}

/* What is misspelt is looked for among the words of names: agency by agency, those that nothing has any more go. */
static int tidy_words(struct job_run *run, struct problem *p)
{
	static const struct statement words = {.name = "tidy.words", .sql = "select estate.tidy_words($1::uuid)", .writes = true};
	const char *place = "00000000-0000-0000-0000-000000000000";
	do {
		const struct rows *r = ask(run, &words, place, p);
		if (r == NULL)
			return -1;
		place = rows_text_or_null(r, 0, 0);
	} while (place != NULL && !job_cancelled(run));
	return 0;
}

static int tidy_all(struct job_run *run, struct json_out *o, struct problem *p)
{
	static const struct statement rows = {.name = "tidy.rows", .sql = "select agency.tidy()", .writes = true},
				      changes = {.name = "tidy.changes", .sql = "select app.drop_old_changes($1::int)", .writes = true},
				      jobs = {.name = "tidy.jobs", .sql = "select work.drop_old_jobs($1::int)", .writes = true};
	const struct rows *r;
	struct media_tidied files;
	if ((r = ask(run, &rows, NULL, p)) == NULL)
		return -1;
	json_out_member_raw(o, "rows", rows_text(r, 0, 0));
	if (purge(run, o, p) < 0 || tidy_words(run, p) < 0 ||
	    (r = ask(run, &changes, arena_printf(run->arena, "%lld", (long long)run->conf->changes_keep_days), p)) == NULL)
		return -1;
	json_out_member_int(o, "months_of_changes", rows_int(r, 0, 0));
	if ((r = ask(run, &jobs, arena_printf(run->arena, "%lld", (long long)run->conf->jobs_keep_days), p)) == NULL)
		return -1;
	json_out_member_int(o, "months_of_jobs", rows_int(r, 0, 0));
	if (media_tidy(run->arena, run->conf, begin, run, &files, p) < 0)
		return -1;
	json_out_member_int(o, "uploads", files.uploads);
	json_out_member_int(o, "stray_files", files.strays);
	return 0;
}

/* Each part can be done twice, so the counts of a run that broke off are lost and nothing else. */
static enum job_outcome tidy(struct job_run *run, struct problem *p)
{
	struct buf b;
	buf_init(&b, run->arena, 512);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	if (tidy_all(run, &o, p) < 0)
		return JOB_AGAIN;
	json_out_close(&o, '}');
	run->result = buf_text(&b);
	return JOB_DONE;
}

static const struct job_kind jobs[] = {{.name = "app.tidy", .run = tidy, .timeout_s = 3600, .at_once = 1, .platform = true}, {.name = NULL}};
static const struct schedule schedules[] = {{.name = "tidy", .cron = "15 3 * * *", .kind = "app.tidy"}, {.name = NULL}};

const struct module housekeeping_module = {.name = "housekeeping", .jobs = jobs, .schedules = schedules};
