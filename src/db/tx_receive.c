/* SPDX-License-Identifier: Apache-2.0 */
#include "db/tx_steps.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "db/breaker.h"
#include "db/connection.h"
#include "db/prepared.h"

/* Whether the commit was on its way decides what can be said. */
int tx_lose(struct tx *tx, struct problem *p)
{
	bool hung = clock_mono_us() >= tx->deadline;
	connection_drop(tx->db);
	if (hung && tx->db->breaker != NULL)
		breaker_trip(tx->db->breaker);
	/* what hung will hang again: only a cut is worth another try */
	bool unknown = tx->writes && tx->sync_sent && !tx->refused && !tx->rehearsed;
	tx->end = unknown ? TX_UNKNOWN : hung ? TX_FAILED : TX_LOST;
	log_event(LOG_ERROR, "database_lost", "%s", hung ? "no answer before the deadline" : "the connection was cut");
	return problem_set(p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
}

static int next_result(struct tx *tx, PGresult **out)
{
	PGconn *c = tx->db->conn;
	while (PQisBusy(c))
		if (connection_wait(tx->db, false, tx->deadline) < 0 || PQconsumeInput(c) == 0)
			return -1;
	*out = PQgetResult(c);
	return 0;
}

static void clear_result(void *r)
{
	PQclear(r);
}

static const char *field(struct tx *tx, const PGresult *r, int code)
{
	const char *text = PQresultErrorField(r, code);
	return text == NULL ? NULL : arena_strdup(tx->arena, text);
}

static void remember_error(struct tx *tx, const struct step *s, const PGresult *r)
{
	struct refusal *first = s->refusal;
	if (first->statement != NULL)
		return;
	if (first == &tx->refusal) {
		/* an error behind the Sync may be one of a server that has committed and then goes down */
		tx->refused = s->kind != STEP_SYNC;
		tx->refused_step = (int)(s - tx->steps);
	}
	first->statement = s->statement == NULL ? "transaction" : s->statement->name;
	first->error = (struct db_error){
	    .sqlstate = field(tx, r, PG_DIAG_SQLSTATE),
	    .message = field(tx, r, PG_DIAG_MESSAGE_PRIMARY),
	    .detail = field(tx, r, PG_DIAG_MESSAGE_DETAIL),
	    .constraint = field(tx, r, PG_DIAG_CONSTRAINT_NAME),
	    .column = field(tx, r, PG_DIAG_COLUMN_NAME),
	    .schema = field(tx, r, PG_DIAG_SCHEMA_NAME),
	    .table = field(tx, r, PG_DIAG_TABLE_NAME),
	    .routine = field(tx, r, PG_DIAG_SOURCE_FUNCTION),
	};
}

/* From now on, for the next statement. */
static int64_t latest_of(const struct tx *tx)
{
	int64_t next = clock_mono_us() + (int64_t)tx->db->deadline_ms * 1000;
	return next < tx->latest ? next : tx->latest;
}

/* The next result, tied to the arena; NULL is one too. */
static int read_result(struct tx *tx, PGresult **out)
{
	if (next_result(tx, out) < 0)
		return -1;
	if (*out != NULL)
		arena_defer(tx->arena, clear_result, *out);
	if (tx->many)
		tx->deadline = latest_of(tx);
	return PQstatus(tx->db->conn) == CONNECTION_BAD ? -1 : 0;
}

/* Takes what a step gave. -1: nothing that it can give. */
static int take_result(struct tx *tx, struct step *s, const PGresult *r)
{
	switch (PQresultStatus(r)) {
	case PGRES_FATAL_ERROR:
		remember_error(tx, s, r);
		tx->leftover |= s->kind == STEP_DEALLOCATE;
		return 0;
	case PGRES_PIPELINE_ABORTED:
		tx->leftover |= s->kind == STEP_DEALLOCATE;
		return 0;
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		if (s->kind == STEP_QUERY)
			s->rows = (const struct rows *)r;
		if (s->kind == STEP_PREPARE)
			prepared_done(tx->db->prepared, s->name);
		return 0;
	default:
		return -1;
	}
}

/* A Sync; or the error of a commit that failed, the NULL behind that, and then the Sync. */
static int read_sync(struct tx *tx, struct step *s)
{
	for (int i = 0; i < 3; i++) {
		PGresult *r;
		if (read_result(tx, &r) < 0)
			return -1;
		if (r == NULL)
			continue;
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC)
			return 0;
		if (PQresultStatus(r) != PGRES_FATAL_ERROR)
			return -1;
		remember_error(tx, s, r);
	}
	return -1;
}

static int read_step(struct tx *tx, struct step *s)
{
	PGresult *r;
	int64_t from = clock_mono_us();
	if (s->kind == STEP_SYNC)
		return read_sync(tx, s);
	if (read_result(tx, &r) < 0 || r == NULL)
		return -1;
	s->us = clock_mono_us() - from;
	if (s->kind == STEP_QUERY && s->name != NULL)
		prepared_took(tx->db->prepared, s->place, s->us);
	if (take_result(tx, s, r) < 0 || read_result(tx, &r) < 0)
		return -1;
	return r == NULL ? 0 : -1; /* a NULL ends each step but the Sync */
}

int tx_receive(struct tx *tx, struct problem *p)
{
	while (tx->seen < tx->sent)
		if (read_step(tx, &tx->steps[tx->seen++]) < 0)
			return tx_lose(tx, p);
	return 0;
}
