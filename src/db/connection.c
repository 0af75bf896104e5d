/* SPDX-License-Identifier: Apache-2.0 */
#include "db/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/turns.h"
#include "conf/conf.h"
#include "conf/dsn.h"
#include "db/breaker.h"
#include "db/db.h"
#include "db/prepared.h"
#include "db/target.h"

/* Notices are nobody's business here, but for the farewell of a server that ends the session, and for SF001: there is work. */
static void hear_notice(void *arg, const PGresult *result)
{
	struct db *db = arg;
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	if (severity != NULL && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0))
		db->farewell = true;
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	if (code != NULL && strcmp(code, "SF001") == 0)
		db->asked_for_work = true;
}

static int make(const struct dsn *dsn, int deadline_ms, struct db **out, struct problem *p)
{
	struct target *target;
	if (target_new(dsn->url, dsn->behind_pgbouncer, &target, p) < 0)
		return -1;
	struct db *db = calloc(1, sizeof *db);
	if (db == NULL)
		abort();
	db->target = target;
	db->deadline_ms = deadline_ms;
	db->slow_us = INT64_MAX;
	*out = db;
	return 0;
}

int db_new(const struct conf *conf, struct db **out, struct problem *p)
{
	struct dsn dsn;
	if (conf->database_url == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "option DATABASE_URL is not set");
	dsn_read(p->arena, conf->database_url, &dsn);
	if (dsn.told != NULL)
		log_event(LOG_WARN, "database_url", "%s", dsn.told);
	struct db *db;
	if (make(&dsn, (int)conf->request_deadline_ms, &db, p) < 0)
		return -1;
	db->slow_us = conf->slow_query_ms * 1000;
	if (dsn_prepares(&dsn, conf->prepare))
		db->prepared = prepared_new();
	if (breaker_open(conf->runtime_dir, &db->breaker, p) < 0) {
		db_free(db);
		return -1;
	}
	*out = db;
	return 0;
}

int db_new_for(const char *url, int ms, struct db **out, struct problem *p)
{
	struct dsn dsn;
	dsn_read(p->arena, url, &dsn);
	return make(&dsn, ms, out, p);
}

int db_new_for_jobs(const struct conf *conf, int ms, struct db **out, struct problem *p)
{
	struct dsn dsn;
	if (conf->jobs_database_url == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "option JOBS_DATABASE_URL is not set");
	dsn_read(p->arena, conf->jobs_database_url, &dsn);
	if (make(&dsn, ms, out, p) < 0)
		return -1;
	if (dsn_prepares(&dsn, conf->prepare))
		(*out)->prepared = prepared_new();
	return 0;
}

void db_share(struct db *db, void (*wait)(bool more))
{
	db->wait = wait;
}

bool db_asked_for_work(struct db *db)
{
	bool asked = db->asked_for_work;
	db->asked_for_work = false;
	return asked;
}

bool db_is_near(const struct db *db)
{
	return target_is_near(db->target);
}

static bool verifies(PGconn *conn)
{
	bool does = false;
	PQconninfoOption *options = PQconninfo(conn);
	for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++)
		if (strcmp(o->keyword, "sslmode") == 0)
			does = o->val != NULL && strcmp(o->val, "verify-full") == 0;
	PQconninfoFree(options);
	return does;
}

struct db_link db_link(const struct db *db)
{
	struct db_link link = {.leaves = !target_stays_here(db->target)};
	if (db->conn != NULL && PQsslInUse(db->conn)) {
		link.protocol = PQsslAttribute(db->conn, "protocol");
		link.verified = verifies(db->conn);
	}
	return link;
}

const char *db_trouble(const struct db *db)
{
	return db->trouble == NULL ? "" : db->trouble;
}

void db_free(struct db *db)
{
	if (db == NULL)
		return;
	connection_drop(db);
	prepared_free(db->prepared);
	target_free(db->target);
	free(db->trouble);
	free(db);
}

void connection_drop(struct db *db)
{
	if (db->conn != NULL)
		PQfinish(db->conn);
	db->conn = NULL;
	db->farewell = db->open = false;
	db->under_way = 0;
	db->generation++;
	if (db->prepared != NULL)
		prepared_clear(db->prepared);
}

/* A server nearby answers within the first millisecond. What takes longer is a wait, in which another worker can go on. */
static int wait_for(int fd, short events, int64_t deadline)
{
	for (bool patient = false;; patient = true) {
		int64_t left = deadline - clock_mono_us();
		if (left <= 0)
			return -1;
		if (patient)
			turns_give();
		struct pollfd f = {.fd = fd, .events = events};
		int n = poll(&f, 1, patient ? (int)((left + 999) / 1000) : 5);
		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -1;
	}
}

int connection_wait(struct db *db, bool writable, int64_t deadline)
{
	return wait_for(PQsocket(db->conn), writable ? POLLIN | POLLOUT : POLLIN, deadline);
}

int connection_flush(struct db *db, int64_t deadline)
{
	int more;
	while ((more = PQflush(db->conn)) > 0) {
		if (connection_wait(db, true, deadline) < 0)
			return -1;
		/* the server may be waiting for us to read before it reads on */
		if (PQconsumeInput(db->conn) == 0)
			return -1;
	}
	return more;
}

/* To one host. */
static int connect_to(struct db *db, int host, int64_t deadline)
{
	struct target_settings settings;
	struct arena *a = arena_new(4096);
	target_settings(db->target, a, host, &settings);
	db->conn = PQconnectStartParams(settings.names, settings.values, 0);
	arena_free(a);
	if (db->conn == NULL || PQstatus(db->conn) == CONNECTION_BAD)
		return -1;
	PQsetNoticeReceiver(db->conn, hear_notice, db);
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;
	while (want != PGRES_POLLING_OK) {
		if (want == PGRES_POLLING_FAILED)
			return -1;
		if (wait_for(PQsocket(db->conn), want == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline) < 0)
			return -1;
		want = PQconnectPoll(db->conn);
	}
	if (PQsetnonblocking(db->conn, 1) != 0 || PQenterPipelineMode(db->conn) != 1)
		return -1;
	return 0;
}

static void note_failure(struct db *db)
{
	struct log_line l;
	free(db->trouble);
	db->trouble = strdup(db->conn == NULL ? "out of memory" : PQerrorMessage(db->conn));
	log_begin(&l, LOG_ERROR, "database_connect");
	log_text(&l, "message", db->trouble);
	log_end(&l);
}

/* To the host that was good the last time, then to the others: each has its share of what time is left. */
static int connect_before(struct db *db, int64_t deadline)
{
	int hosts = target_hosts(db->target);
	for (int left = hosts; left > 0; left--) {
		int64_t now = clock_mono_us();
		if (connect_to(db, db->host, now + (deadline - now) / left) == 0)
			return 0;
		note_failure(db);
		connection_drop(db);
		db->host = (db->host + 1) % hosts;
	}
	return -1;
}

/* Something to read on an idle connection is a notice, or a farewell with the end of the stream behind it:
 * which may be a moment behind, so the message is enough. */
static bool died_while_idle(struct db *db)
{
	struct pollfd f = {.fd = PQsocket(db->conn), .events = POLLIN};
	do {
		PQisBusy(db->conn); /* lets libpq understand what it has taken in, now or with the last answer */
		if (db->farewell)
			return true;
		if (poll(&f, 1, 0) <= 0)
			return false;
	} while (PQconsumeInput(db->conn) == 1 && PQstatus(db->conn) == CONNECTION_OK);
	return true;
}

/* A transaction that nobody ended must not be committed by the next one. */
static bool left_open(const struct db *db)
{
	if (!db->open)
		return false;
	log_event(LOG_ERROR, "database_left_open", "a transaction was neither committed nor abandoned");
	return true;
}

int connection_ready(struct db *db, int64_t deadline, struct problem *p)
{
	bool probing = false;
	if (db->breaker != NULL && !breaker_allows(db->breaker, &probing))
		return problem_set(p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
	if (db->under_way > 0)
		return 0;
	if (db->conn != NULL && (left_open(db) || died_while_idle(db)))
		connection_drop(db);
	if (db->conn != NULL)
		return 0;
	if (probing) {
		int64_t soon = clock_mono_us() + 1000000;
		deadline = soon < deadline ? soon : deadline;
	}
	if (connect_before(db, deadline) == 0)
		return 0;
	if (db->breaker != NULL)
		breaker_trip(db->breaker);
	return problem_set(p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
}
