/* SPDX-License-Identifier: Apache-2.0 */
#include "db/tx.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/turns.h"
#include "db/breaker.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/prepared.h"
#include "db/sqlstate.h"

/* BRIEF_US: what usually takes longer lets nobody stand behind it, who may be served elsewhere meanwhile. */
enum { MOST_US = 20000000, MOST_FRESH = 100, BRIEF_US = 2000 };

/* The first error of a transaction, or of a statement that stands or falls by itself. */
struct refusal {
	struct db_error error;
	const char *statement; /* its name; NULL: nothing was refused */
};

/* What is in the pipe: each step gives one result (and a NULL behind it, but for SYNC). */
enum step_kind { STEP_PREPARE, STEP_DEALLOCATE, STEP_QUERY, STEP_CONTROL, STEP_SYNC };

struct step {
	enum step_kind kind;
	const struct statement *statement;
	const char *name; /* on the server; NULL: not prepared */
	unsigned place;	  /* in the table of those */
	const char *const *values;
	int count;
	const struct rows *rows;
	int64_t us; /* from the result before to this one */
	struct refusal *refusal; /* of the transaction, or of what stands or falls by itself */
};

struct tx {
	struct db *db;
	struct arena *arena;
	struct step *steps;
	int noted, sent, seen;
	int *queries; /* index handed out → step */
	int query_count;
	int fresh; /* how many texts it prepares */
	bool writes, sync_sent;
	bool rehearsed; /* in a block of its own, which ends in a rollback */
	bool refused; /* Postgres has refused a statement: whatever happens now, nothing was committed */
	bool leftover; /* a statement that should have been deallocated is still on the server */
	unsigned generation; /* of the connection it began on */
	enum tx_end end;
	struct refusal refusal;
	int refused_step; /* -1: none */
	struct refusal *noting; /* whose statements are being noted */
	bool divided;		/* there is a savepoint in front of what stands or falls by itself */
	bool many;		/* the deadline is for each statement */
	int64_t deadline, latest, waited_us;
};

struct tx *tx_begin(struct db *db, struct arena *a)
{
	struct tx *tx = arena_new_one(a, struct tx);
	tx->db = db;
	tx->arena = a;
	tx->steps = arena_new_array(a, struct step, 16);
	tx->queries = arena_new_array(a, int, 16);
	tx->noting = &tx->refusal;
	tx->refused_step = -1;
	return tx;
}

/* Arrays of 16 that double: most transactions have two or three statements. */
static void *room_for(struct arena *a, void *array, int count, size_t size)
{
	if (count < 16 || (count & (count - 1)) != 0)
		return array;
	return arena_grow(a, array, (size_t)count * size, (size_t)count * 2 * size);
}

static struct step *note(struct tx *tx, enum step_kind kind)
{
	tx->steps = room_for(tx->arena, tx->steps, tx->noted, sizeof *tx->steps);
	struct step *s = &tx->steps[tx->noted++];
	memset(s, 0, sizeof *s);
	s->kind = kind;
	s->refusal = tx->noting;
	return s;
}

int tx_add(struct tx *tx, const struct statement *statement, int count, const char *const values[])
{
	struct step *s = note(tx, STEP_QUERY);
	s->statement = statement;
	s->count = count;
	const char **copy = arena_new_array(tx->arena, const char *, (size_t)count + 1);
	if (count > 0)
		memcpy(copy, values, (size_t)count * sizeof *copy);
	s->values = copy;
	tx->writes |= statement->writes;
	tx->queries = room_for(tx->arena, tx->queries, tx->query_count, sizeof *tx->queries);
	tx->queries[tx->query_count] = tx->noted - 1;
	return tx->query_count++;
}

/* Never prepared: what would prepare them may be passed over. */
static const struct statement begin = {.name = "begin", .sql = "begin"}, commit = {.name = "commit", .sql = "commit"},
			      rollback = {.name = "rollback", .sql = "rollback"},
			      check = {.name = "deferred", .sql = "set constraints all immediate"},
			      savepoint = {.name = "savepoint", .sql = "savepoint apart"},
			      release = {.name = "release", .sql = "release apart"},
			      back = {.name = "rollback to", .sql = "rollback to apart"};

static void note_control(struct tx *tx, const struct statement *s)
{
	note(tx, STEP_CONTROL)->statement = s;
}

/* `begin` in front of all that is noted. Were it behind a statement that is refused, the first Sync would end the
 * transaction, and a pooler give the connection to somebody else while the rest is still on its way. */
static void note_begin(struct tx *tx)
{
	note_control(tx, &begin);
	if (tx->sent > 0 || tx->noted == 1)
		return;
	struct step block = tx->steps[tx->noted - 1];
	memmove(&tx->steps[1], &tx->steps[0], (size_t)(tx->noted - 1) * sizeof *tx->steps);
	tx->steps[0] = block;
	for (int i = 0; i < tx->query_count; i++)
		tx->queries[i]++;
}

void tx_rehearse(struct tx *tx)
{
	tx->rehearsed = true;
	note_begin(tx);
}

void tx_allow_many(struct tx *tx)
{
	tx->many = true;
}

/* The savepoint moves behind the statement if that was not refused; what follows a refusal is passed over up to the Sync.
 * Going back to the savepoint then undoes nothing, or the statement. */
void tx_begin_apart(struct tx *tx)
{
	if (!tx->divided) {
		if (!tx->rehearsed)
			note_begin(tx);
		note_control(tx, &savepoint);
		tx->divided = true;
	}
	tx->noting = arena_new_one(tx->arena, struct refusal);
}

void tx_end_apart(struct tx *tx)
{
	note_control(tx, &release);
	note_control(tx, &savepoint);
	note(tx, STEP_SYNC);
	tx->noting = &tx->refusal;
	note_control(tx, &back);
}

int tx_add_apart(struct tx *tx, const struct statement *statement, int count, const char *const values[])
{
	tx_begin_apart(tx);
	int index = tx_add(tx, statement, count, values);
	tx_end_apart(tx);
	return index;
}

const struct rows *tx_rows(const struct tx *tx, int index)
{
	return tx->steps[tx->queries[index]].rows;
}

enum tx_end tx_state(const struct tx *tx)
{
	return tx->end;
}

const char *tx_sqlstate(const struct tx *tx)
{
	return tx->refusal.statement == NULL || tx->refusal.error.sqlstate == NULL ? "" : tx->refusal.error.sqlstate;
}

int tx_refused(const struct tx *tx)
{
	for (int i = 0; i < tx->query_count; i++)
		if (tx->queries[i] == tx->refused_step)
			return i;
	return -1;
}

int64_t tx_waited_us(const struct tx *tx)
{
	return tx->waited_us;
}

/* The connection is gone, or in doubt. Whether the commit was on its way decides what can be said. */
static int lose(struct tx *tx, struct problem *p)
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

/* Another transaction began before this one ended, and took its connection away. */
static int overtaken(struct tx *tx, struct problem *p)
{
	tx->end = TX_FAILED;
	log_event(LOG_ERROR, "database_overtaken", "a transaction began while another was open");
	return problem_set(p, PROBLEM_INTERNAL, NULL);
}

/* ---- sending */

/* Two statements of one pipeline may have the same text: it is prepared once. */
static bool already_noted(const struct tx *tx, const char *name)
{
	for (int i = 0; i < tx->noted; i++)
		if (tx->steps[i].kind == STEP_PREPARE && strcmp(tx->steps[i].name, name) == 0)
			return true;
	return false;
}

/* One transaction of hundreds of texts must not push out all the others, and then its own first ones. */
static bool worth_preparing(const struct tx *tx, const struct step *q)
{
	return tx->fresh < MOST_FRESH || prepared_has(tx->db->prepared, q->statement->sql);
}

/* Puts the PREPAREs (and a DEALLOCATE for what they push out) in front of the queries not yet sent. */
static void plan_prepares(struct tx *tx)
{
	int first = tx->sent, last = tx->noted;
	struct step *queries = arena_new_array(tx->arena, struct step, (size_t)(last - first) + 1);
	int *where = arena_new_array(tx->arena, int, (size_t)last + 1);
	memcpy(queries, &tx->steps[first], (size_t)(last - first) * sizeof *queries);
	tx->noted = first;
	for (int i = 0; i < last - first; i++) {
		struct step *q = &queries[i];
		bool known = true;
		const char *evicted = NULL;
		if (q->kind == STEP_QUERY && worth_preparing(tx, q)) {
			const char *name = prepared_name(tx->db->prepared, q->statement->sql, &known, &evicted);
			q->place = prepared_place(tx->db->prepared, name);
			q->name = arena_strdup(tx->arena, name);
		}
		if (evicted != NULL)
			*note(tx, STEP_DEALLOCATE) = (struct step){.kind = STEP_DEALLOCATE,
								   .name = arena_printf(tx->arena, "deallocate %s", evicted),
								   .refusal = q->refusal};
		if (!known && !already_noted(tx, q->name)) {
			struct step *s = note(tx, STEP_PREPARE);
			s->statement = q->statement;
			s->name = q->name;
			s->refusal = q->refusal;
			tx->fresh++;
		}
		where[first + i] = tx->noted;
		*note(tx, q->kind) = *q;
	}
	for (int i = 0; i < tx->query_count; i++)
		if (tx->queries[i] >= first)
			tx->queries[i] = where[tx->queries[i]];
}

static int send_step(struct tx *tx, const struct step *s)
{
	PGconn *c = tx->db->conn;
	switch (s->kind) {
	case STEP_PREPARE:
		return PQsendPrepare(c, s->name, s->statement->sql, 0, NULL);
	case STEP_DEALLOCATE:
		return PQsendQueryParams(c, s->name, 0, NULL, NULL, NULL, NULL, 0);
	case STEP_SYNC:
		tx->sync_sent = true;
		return PQpipelineSync(c);
	case STEP_CONTROL:
		return PQsendQueryParams(c, s->statement->sql, 0, NULL, NULL, NULL, NULL, 0);
	case STEP_QUERY:
		break;
	}
	if (s->name != NULL)
		return PQsendQueryPrepared(c, s->name, s->count, s->values, NULL, NULL, 0);
	return PQsendQueryParams(c, s->statement->sql, s->count, NULL, s->values, NULL, NULL, 0);
}

/* ---- beside others */

/* Whether it is a read of one trip, so far as that is known before its texts are looked up. */
static bool may_share(const struct tx *tx)
{
	const struct db *db = tx->db;
	return db->wait != NULL && db->prepared != NULL && !tx->writes && !tx->rehearsed && !tx->divided && !tx->many &&
	       tx->steps[tx->noted - 1].kind == STEP_SYNC;
}

/* Whether another request may stand behind it: the server has all of it, and usually answers at once. */
static bool is_brief(const struct tx *tx)
{
	int64_t us = 0;
	for (int i = 0; i < tx->sent; i++) {
		const struct step *s = &tx->steps[i];
		if (s->kind == STEP_SYNC)
			continue;
		if (s->kind != STEP_QUERY || s->name == NULL)
			return false;
		us += prepared_usual(tx->db->prepared, s->place);
	}
	return us < BRIEF_US;
}

void db_be_alone(struct db *db)
{
	while (db->under_way > 0)
		db->wait(false);
}

/* Nothing of it can have been changed, so it may be sent anew. */
static int lost_beside(struct tx *tx, struct problem *p)
{
	tx->end = TX_LOST;
	return problem_set(p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
}

/* Sent; and all that was sent before has been read when this returns. */
static int stand_in_line(struct tx *tx, struct problem *p)
{
	bool brief = is_brief(tx);
	if (tx->db->under_way == 0 && !brief)
		return 0;
	tx->db->under_way++;
	tx->db->wait(brief);
	if (tx->generation != tx->db->generation)
		return lost_beside(tx, p);
	tx->db->under_way--;
	tx->deadline = clock_mono_us() + (int64_t)tx->db->deadline_ms * 1000; /* the server has it since now, for all we know */
	return 0;
}

static int submit(struct tx *tx, struct problem *p)
{
	if (tx->sent == 0) {
		if (!may_share(tx))
			db_be_alone(tx->db);
		tx->deadline = clock_mono_us() + (int64_t)tx->db->deadline_ms * 1000;
		tx->latest = clock_mono_us() + MOST_US;
		if (connection_ready(tx->db, tx->deadline, p) < 0) {
			tx->end = TX_FAILED;
			return -1;
		}
		tx->generation = tx->db->generation;
		tx->db->open = true;
	} else if (tx->generation != tx->db->generation) {
		return overtaken(tx, p);
	}
	if (tx->db->prepared != NULL)
		plan_prepares(tx);
	while (tx->sent < tx->noted)
		if (send_step(tx, &tx->steps[tx->sent++]) != 1)
			return lose(tx, p);
	if (tx->steps[tx->noted - 1].kind != STEP_SYNC && PQsendFlushRequest(tx->db->conn) != 1)
		return lose(tx, p);
	return connection_flush(tx->db, tx->many ? tx->latest : tx->deadline) < 0 ? lose(tx, p) : 0;
}

/* ---- reading */

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

static int read_sent(struct tx *tx, struct problem *p)
{
	while (tx->seen < tx->sent)
		if (read_step(tx, &tx->steps[tx->seen++]) < 0)
			return lose(tx, p);
	return 0;
}

/* ---- ends */

static void log_slow(const struct tx *tx)
{
	for (int i = 0; i < tx->seen; i++) {
		const struct step *s = &tx->steps[i];
		if (s->us < tx->db->slow_us || s->statement == NULL)
			continue;
		struct log_line l;
		log_begin(&l, LOG_WARN, "slow_statement");
		log_text(&l, "statement", s->statement->name);
		log_ms(&l, "ms", s->us);
		log_end(&l);
	}
}

/* Whether it may be tried again. */
static bool tell(struct tx *tx, const struct refusal *refusal, struct problem *p)
{
	bool retry = sqlstate_problem(&refusal->error, refusal->statement, p);
	/* a plan or a name that the server no longer has: begin with an empty list */
	if (retry && tx->db->prepared != NULL && refusal->error.sqlstate[0] != '4')
		connection_drop(tx->db);
	return retry;
}

static int fail(struct tx *tx, struct problem *p)
{
	bool retry = tell(tx, &tx->refusal, p);
	tx->end = retry ? TX_RETRY : TX_FAILED;
	return -1;
}

int tx_apart(struct tx *tx, int index, struct problem *p)
{
	const struct refusal *refusal = tx->steps[tx->queries[index]].refusal;
	if (refusal->statement == NULL)
		return 0;
	tell(tx, refusal, p);
	return -1;
}

/* After Sync the connection must be idle and clean, or it is not kept. False: it is within a transaction
 * still, and so nothing was committed. While others are under way libpq calls it busy; what shares has said no `begin`. */
static bool settle(struct tx *tx)
{
	bool shared = tx->db->under_way > 0;
	bool idle = shared || PQtransactionStatus(tx->db->conn) == PQTRANS_IDLE;
	tx->db->open = shared;
	if (!idle || tx->leftover)
		connection_drop(tx->db);
	if (idle && tx->db->breaker != NULL)
		breaker_heal(tx->db->breaker);
	return idle;
}

static int send_and_read(struct tx *tx, struct problem *p)
{
	int64_t from = clock_mono_us();
	bool shares = tx->sent == 0 && may_share(tx);
	int rc = submit(tx, p);
	if (tx->writes && !tx->rehearsed)
		turns_give(); /* a commit waits for the disk */
	if (rc == 0 && shares)
		rc = stand_in_line(tx, p);
	if (rc == 0)
		rc = read_sent(tx, p);
	tx->waited_us += clock_mono_us() - from;
	return rc;
}

/* A block has two Syncs: behind the first one the rollback is done even if a statement was refused. */
static void note_undo(struct tx *tx)
{
	if (tx->rehearsed || tx->divided) {
		note(tx, STEP_SYNC);
		note_control(tx, &rollback);
	}
	note(tx, STEP_SYNC);
}

static void note_end(struct tx *tx)
{
	if (tx->rehearsed) {
		note_control(tx, &check);
		note_undo(tx);
		return;
	}
	/* behind a Sync, so that it ends the block when a statement was refused too; then it is a rollback */
	if (tx->divided) {
		note(tx, STEP_SYNC);
		note_control(tx, &commit);
	}
	note(tx, STEP_SYNC);
}

int tx_read(struct tx *tx, struct problem *p)
{
	if (tx->end != TX_OPEN)
		return problem_set(p, PROBLEM_INTERNAL, NULL);
	if (send_and_read(tx, p) < 0)
		return -1;
	if (tx->refusal.statement == NULL)
		return 0;
	/* the pipe is skipping to its Sync: give it one, and nothing stays */
	note_undo(tx);
	if (send_and_read(tx, p) < 0)
		return -1;
	settle(tx);
	return fail(tx, p);
}

int tx_commit(struct tx *tx, struct problem *p)
{
	if (tx->end != TX_OPEN)
		return problem_set(p, PROBLEM_INTERNAL, NULL);
	note_end(tx);
	if (send_and_read(tx, p) < 0)
		return -1;
	bool idle = settle(tx);
	if (tx->waited_us > tx->db->slow_us)
		log_slow(tx);
	if (tx->refusal.statement != NULL)
		return fail(tx, p);
	if (!idle) {
		tx->end = TX_FAILED;
		return problem_set(p, PROBLEM_INTERNAL, "the transaction was left open by a statement");
	}
	tx->end = tx->rehearsed ? TX_UNDONE : TX_COMMITTED;
	return 0;
}

void tx_abandon(struct tx *tx)
{
	struct problem ignored;
	if (tx->end != TX_OPEN)
		return;
	tx->end = TX_FAILED;
	if (tx->sent == 0)
		return;
	problem_init(&ignored, tx->arena);
	note_control(tx, &rollback);
	note(tx, STEP_SYNC);
	if (send_and_read(tx, &ignored) == 0)
		settle(tx);
	tx->end = TX_FAILED;
}
