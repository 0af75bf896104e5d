/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include <stdlib.h>
#include <string.h>

#include "app/pool.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "conf/dsn.h"
#include "db/db.h"
#include "db/tx.h"

enum { DEADLINE_MS = 5000 };

#define BOOTSTRAP "Run 'stagefy bootstrap', which sets it"

/* ---- who we are there */

enum { USER, SERVER_VERSION, TOO_MUCH, CONNECTIONS, FORMS, TIMEOUT_MS, NOW_US };
static const struct statement examine = {.name = "doctor", .sql =
	"select current_user, current_setting('server_version'), concat_ws(', ',"
	" case when r.rolsuper then 'is a superuser' end,"
	" case when r.rolbypassrls then 'may bypass row-level security' end,"
	" case when r.rolcreaterole then 'may make roles' end,"
	" case when r.rolcreatedb then 'may make databases' end,"
	" case when r.rolreplication then 'may replicate' end,"
	" case when exists (select from pg_roles o where o.rolname in ('stagefy_owner', 'stagefy_definer') and pg_has_role(r.oid, o.oid, 'member'))"
	" then 'may become the owner of the schema' end,"
	" case when exists (select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'f')) then 'owns tables' end,"
	" case when has_schema_privilege('public', 'create') then 'may make tables' end,"
	" case when has_database_privilege(current_database(), 'temporary') and not exists (select from pg_namespace where nspname = 'auth')"
	" then 'may make temporary tables' end),"
	" r.rolconnlimit,"
	" concat_ws(', ', case when current_setting('TimeZone') not in ('UTC', 'Etc/UTC') then 'TimeZone is ' || current_setting('TimeZone') end,"
	" case when current_setting('DateStyle') not like 'ISO%' then 'DateStyle is ' || current_setting('DateStyle') end,"
	" case when current_setting('IntervalStyle') <> 'iso_8601' then 'IntervalStyle is ' || current_setting('IntervalStyle') end,"
	" case when current_setting('bytea_output') <> 'hex' then 'bytea_output is ' || current_setting('bytea_output') end),"
	" (select setting from pg_settings where name = 'statement_timeout'),"
	" (extract(epoch from clock_timestamp()) * 1000000)::bigint"
	" from pg_roles r where r.rolname = current_user"};

static void tell_role(struct doctor *d, const struct rows *r)
{
	const char *user = rows_text(r, 0, USER), *too_much = rows_text(r, 0, TOO_MUCH);
	if (*too_much != '\0')
		doctor_say(d, DOCTOR_FAILED, "role", "DATABASE_URL must name stagefy_api as 'stagefy bootstrap' makes it: nothing else keeps tenants apart",
			   "%s %s", user, too_much);
	else
		doctor_say(d, DOCTOR_OK, "role", NULL, "%s is bound by row-level security and owns nothing", user);
}

static void tell_connections(struct doctor *d, const struct rows *r)
{
	int64_t most = rows_int(r, 0, CONNECTIONS);
	int64_t workers = pool_size(d->conf);
	if (most >= 0 && most < workers)
		doctor_say(d, DOCTOR_FAILED, "connections", "Run 'stagefy bootstrap', which allows as many as WORKERS says",
			   "%s may have %lld connections, and there are %lld workers", rows_text(r, 0, USER), (long long)most, (long long)workers);
	else
		doctor_say(d, DOCTOR_OK, "connections", NULL, "enough for %lld workers", (long long)workers);
}

static void tell_settings(struct doctor *d, const struct rows *r)
{
	const char *forms = rows_text(r, 0, FORMS);
	int64_t ms = rows_int(r, 0, TIMEOUT_MS);
	if (*forms != '\0')
		doctor_say(d, DOCTOR_FAILED, "settings", BOOTSTRAP, "values would be read wrongly: %s", forms);
	else if (ms == 0 || ms >= d->conf->request_deadline_ms)
		doctor_say(d, DOCTOR_WARNING, "settings", BOOTSTRAP, "statement_timeout is %lld ms, REQUEST_DEADLINE_MS %lld: a slow statement goes on after its 503",
			   (long long)ms, (long long)d->conf->request_deadline_ms);
	else
		doctor_say(d, DOCTOR_OK, "settings", NULL, "times in UTC, statements end after %lld ms", (long long)ms);
}

static void tell_link(struct doctor *d, const struct db *db)
{
	static const char advice[] = "Put sslmode=verify-full (and sslrootcert, for an authority of your own) into DATABASE_URL";
	struct db_link link = db_link(db);
	if (!link.leaves)
		doctor_say(d, DOCTOR_OK, "tls", NULL, "the connection does not leave this machine");
	else if (link.protocol == NULL)
		doctor_say(d, DOCTOR_FAILED, "tls", advice, "the connection to the database is not encrypted");
	else if (!link.verified)
		doctor_say(d, DOCTOR_WARNING, "tls", advice, "%s, but whether it is the right server is not checked", link.protocol);
	else
		doctor_say(d, DOCTOR_OK, "tls", NULL, "%s, the server's name is verified", link.protocol);
}

/* ---- time */

void doctor_clock(struct doctor *d, int64_t ahead_us)
{
	enum { NOTED = 2000000, HARMFUL = 30000000 };
	static const char advice[] = "Let a time service (chrony, systemd-timesyncd) set the clocks of both machines";
	int64_t off = ahead_us < 0 ? -ahead_us : ahead_us;
	double seconds = (double)off / 1000000;
	const char *direction = ahead_us < 0 ? "behind" : "ahead of";
	if (off >= HARMFUL)
		doctor_say(d, DOCTOR_FAILED, "clock", advice, "the database is %.0f s %s this machine: good tokens are refused and ended ones accepted", seconds, direction);
	else if (off >= NOTED)
		doctor_say(d, DOCTOR_WARNING, "clock", advice, "the database is %.0f s %s this machine", seconds, direction);
	else
		doctor_say(d, DOCTOR_OK, "clock", NULL, "the database and this machine agree to %.1f s", seconds);
}

/* ---- migrations */

/* How many changes of a plan stand behind the one named `level`; -1: it has no such change. *newest: the last one's name. */
static int changes_behind(struct arena *a, const char *plan, const char *level, const char **newest)
{
	int behind = level == NULL ? 0 : -1;
	*newest = "";
	while (*plan != '\0') {
		size_t line = strcspn(plan, "\n"), name = strcspn(plan, " \t\n");
		if (name > 0 && *plan != '%' && *plan != '@' && *plan != '#') {
			*newest = arena_strndup(a, plan, name);
			behind += behind >= 0;
			if (level != NULL && strcmp(*newest, level) == 0)
				behind = 0;
		}
		plan += line + (plan[line] == '\n');
	}
	return behind;
}

void doctor_migrations(struct doctor *d, const char *plan, const char *level)
{
	const char *newest;
	int behind = changes_behind(d->arena, plan, level, &newest);
	if (behind == 0)
		doctor_say(d, DOCTOR_OK, "migrations", NULL, "all are deployed, the newest is %s", newest);
	else if (behind < 0)
		doctor_say(d, DOCTOR_WARNING, "migrations", "Install the version that it belongs to", "the database has %s, which this version does not know", level);
	else
		doctor_say(d, DOCTOR_FAILED, "migrations", "Run 'stagefy migrate'", "%d are not deployed, the newest is %s", behind, newest);
}

static void look_at_migrations(struct doctor *d, struct db *db)
{
	enum { MOST = 1 << 20 };
	static const struct statement ask = {.name = "doctor.level", .sql = "select app.migration_level()"};
	char *plan;
	size_t size;
	struct problem p;
	problem_init(&p, d->arena);
	if (file_read(d->arena, arena_printf(d->arena, "%s/sql/sqitch.plan", d->datadir), MOST, &plan, &size, &p) < 0) {
		doctor_say(d, DOCTOR_FAILED, "migrations", "Run 'make install' again", "%s", p.detail);
		return;
	}
	struct tx *tx = tx_begin(db, d->arena);
	int index = tx_add(tx, &ask, 0, NULL);
	bool there = tx_commit(tx, &p) == 0;
	if (there || strcmp(tx_sqlstate(tx), "3F000") == 0 || strcmp(tx_sqlstate(tx), "42883") == 0)
		doctor_migrations(d, plan, there ? rows_text_or_null(tx_rows(tx, index), 0, 0) : NULL);
	else
		doctor_say(d, DOCTOR_FAILED, "migrations", "Run 'stagefy bootstrap' and 'stagefy migrate'", "the schema cannot be used (SQLSTATE %s)", tx_sqlstate(tx));
}

/* ---- the two addresses */

static void look_through(struct doctor *d, struct db *db)
{
	struct problem p;
	problem_init(&p, d->arena);
	struct tx *tx = tx_begin(db, d->arena);
	int index = tx_add(tx, &examine, 0, NULL);
	int64_t before = clock_wall_us();
	if (tx_commit(tx, &p) < 0) {
		doctor_say(d, DOCTOR_FAILED, "database", "See that DATABASE_URL names a server that runs and takes connections from here, and its role and password",
			   "%s", *db_trouble(db) != '\0' ? db_trouble(db) : "the server does not answer");
		return;
	}
	int64_t middle = before + (clock_wall_us() - before) / 2;
	const struct rows *r = tx_rows(tx, index);
	doctor_say(d, DOCTOR_OK, "database", NULL, "PostgreSQL %s answers", rows_text(r, 0, SERVER_VERSION));
	tell_link(d, db);
	tell_role(d, r);
	tell_connections(d, r);
	tell_settings(d, r);
	doctor_clock(d, rows_int(r, 0, NOW_US) - middle);
	look_at_migrations(d, db);
	doctor_jobs(d, db);
}

static void look_at_direct(struct doctor *d)
{
	static const struct statement become = {.name = "doctor.owner", .sql = "set local role stagefy_owner"};
	struct db *db;
	struct problem p;
	problem_init(&p, d->arena);
	if (d->conf->direct_url == NULL) {
		doctor_say(d, DOCTOR_WARNING, "direct", "Set it where migrations, 'stagefy keys' and 'stagefy tidy' are to run", "DIRECT_URL is not set");
		return;
	}
	if (db_new_for(d->conf->direct_url, DEADLINE_MS, &db, &p) < 0)
		return;
	struct tx *tx = tx_begin(db, d->arena);
	tx_add(tx, &become, 0, NULL);
	if (tx_commit(tx, &p) == 0)
		doctor_say(d, DOCTOR_OK, "direct", NULL, "DIRECT_URL may become stagefy_owner");
	else if (*tx_sqlstate(tx) != '\0')
		doctor_say(d, DOCTOR_FAILED, "direct", "Run 'stagefy bootstrap' with it, as a role that may make roles", "DIRECT_URL may not become stagefy_owner");
	else
		doctor_say(d, DOCTOR_FAILED, "direct", "Correct DIRECT_URL: server, role, password", "%s", db_trouble(db));
	db_free(db);
}

void doctor_database(struct doctor *d)
{
	struct db *db;
	struct dsn dsn;
	struct problem p;
	problem_init(&p, d->arena);
	if (d->conf->database_url == NULL) {
		doctor_say(d, DOCTOR_FAILED, "database", "Set it to Postgres as role stagefy_api", "DATABASE_URL is not set");
	} else if (db_new_for(d->conf->database_url, DEADLINE_MS, &db, &p) == 0) {
		dsn_read(d->arena, d->conf->database_url, &dsn);
		if (dsn.behind_pgbouncer && strcmp(d->conf->prepare, "on") == 0)
			doctor_say(d, DOCTOR_WARNING, "prepare", "Leave PREPARE out, or set it to off", "PREPARE=on behind a pooler: before PgBouncer 1.21 statements get lost");
		look_through(d, db);
		db_free(db);
	}
	doctor_job_workers(d);
	look_at_direct(d);
}
