/* SPDX-License-Identifier: Apache-2.0 */
#include "db/tx_steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/turns.h"
#include "db/breaker.h"
#include "db/connection.h"
#include "db/prepared.h"

static const struct statement commit = {.name = "commit", .sql = "commit"}, rollback = {.name = "rollback", .sql = "rollback"},
			      check = {.name = "deferred", .sql = "set constraints all immediate"};

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
	bool shares = tx->sent == 0 && tx_may_share(tx);
	int rc = tx_send(tx, p);
	if (tx->writes && !tx->rehearsed)
		turns_give(); /* a commit waits for the disk */
	if (rc == 0 && shares)
		rc = tx_stand_in_line(tx, p);
	if (rc == 0)
		rc = tx_receive(tx, p);
	tx->waited_us += clock_mono_us() - from;
	return rc;
}

/* A block has two Syncs: behind the first one the rollback is done even if a statement was refused. */
static void note_undo(struct tx *tx)
{
	if (tx->rehearsed || tx->divided) {
		tx_note(tx, STEP_SYNC);
		tx_note_control(tx, &rollback);
	}
	tx_note(tx, STEP_SYNC);
}

static void note_end(struct tx *tx)
{
	if (tx->rehearsed) {
		tx_note_control(tx, &check);
		note_undo(tx);
		return;
	}
	/* behind a Sync, so that it ends the block when a statement was refused too; then it is a rollback */
	if (tx->divided) {
		tx_note(tx, STEP_SYNC);
		tx_note_control(tx, &commit);
	}
	tx_note(tx, STEP_SYNC);
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
	tx_note_control(tx, &rollback);
	tx_note(tx, STEP_SYNC);
	if (send_and_read(tx, &ignored) == 0)
		settle(tx);
	tx->end = TX_FAILED;
}
