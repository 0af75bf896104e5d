/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include "base/problem.h"
#include "conf/conf.h"
#include "db/db.h"
#include "db/tx.h"

enum { DEADLINE_MS = 5000 };
enum { READY, OLDEST_S, RUNNING, FAILED_DAY, UNKNOWN, DEAD };

static void tell_queue(struct doctor *d, const struct rows *r)
{
	enum { PATIENCE_S = 300, DEAD_MOST = 100000 };
	long long ready = rows_int(r, 0, READY), oldest = rows_int(r, 0, OLDEST_S), dead = rows_int(r, 0, DEAD);
	if (!rows_is_null(r, 0, UNKNOWN))
		doctor_say(d, DOCTOR_WARNING, "jobs", "See that stagefy-jobs runs, in the version of the other programs", "no program that has run knows these kinds: %s",
			   rows_text(r, 0, UNKNOWN));
	else if (oldest > PATIENCE_S)
		doctor_say(d, DOCTOR_WARNING, "jobs", "See that stagefy-jobs runs, or raise JOB_WORKERS", "%lld wait, the first of them for %lld s", ready, oldest);
	else if (dead > DEAD_MOST)
		doctor_say(d, DOCTOR_WARNING, "jobs", "End the transaction that pg_stat_activity shows with the oldest xact_start, and see that autovacuum is on",
			   "%lld row versions of jobs wait to be cleared away: taking jobs grows slow", dead);
	else
		doctor_say(d, DOCTOR_OK, "jobs", NULL, "%lld wait, %lld are at work, %lld have failed within a day", ready, (long long)rows_int(r, 0, RUNNING),
			   (long long)rows_int(r, 0, FAILED_DAY));
}

void doctor_jobs(struct doctor *d, struct db *db)
{
	static const struct statement health = {
		.name = "doctor.jobs", .sql = "select ready, oldest_s, running, failed_day, unknown, dead from work.health()"};
	struct problem p;
	problem_init(&p, d->arena);
	struct tx *tx = tx_begin(db, d->arena);
	int index = tx_add(tx, &health, 0, NULL);
	if (tx_commit(tx, &p) == 0) /* else the migrations say why */
		tell_queue(d, tx_rows(tx, index));
}

void doctor_job_workers(struct doctor *d)
{
	static const struct statement who = {.name = "doctor.role", .sql = "select current_user, has_function_privilege('work.claim(text, text[], int, int)', 'execute')"};
	struct db *db;
	struct problem p;
	problem_init(&p, d->arena);
	if (d->conf->jobs_database_url == NULL || db_new_for(d->conf->jobs_database_url, DEADLINE_MS, &db, &p) < 0)
		return;
	struct tx *tx = tx_begin(db, d->arena);
	int index = tx_add(tx, &who, 0, NULL);
	if (tx_commit(tx, &p) < 0)
		doctor_say(d, DOCTOR_FAILED, "workers", "Correct JOBS_DATABASE_URL: server, role, password", "%s",
			   *db_trouble(db) != '\0' ? db_trouble(db) : "the schema of jobs is not there");
	else if (!rows_bool(tx_rows(tx, index), 0, 1))
		doctor_say(d, DOCTOR_FAILED, "workers", "JOBS_DATABASE_URL must name stagefy_jobs as 'stagefy bootstrap' makes it", "%s may take no jobs",
			   rows_text(tx_rows(tx, index), 0, 0));
	else
		doctor_say(d, DOCTOR_OK, "workers", NULL, "job workers may take jobs");
	db_free(db);
}
