/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction from within: what is noted, sent and read; private to db/. */
#ifndef STAGEFY_DB_TX_STEPS_H
#define STAGEFY_DB_TX_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "db/sqlstate.h"
#include "db/statement.h"
#include "db/tx.h"

struct arena;
struct db;
struct problem;
struct rows;

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

/* Behind all that is noted. */
struct step *tx_note(struct tx *tx, enum step_kind kind);
void tx_note_control(struct tx *tx, const struct statement *s);

/* Sends what is noted and not yet sent, with the PREPAREs that it needs. -1: it has ended. */
int tx_send(struct tx *tx, struct problem *p);

/* Whether it is a read of one trip, so far as that is known before it is sent: it may be on the way beside others. */
bool tx_may_share(const struct tx *tx);

/* Of one that may share and was sent: all that was sent before has been read when this returns. -1: it has ended. */
int tx_stand_in_line(struct tx *tx, struct problem *p);

/* Reads what was sent. -1: it has ended. */
int tx_receive(struct tx *tx, struct problem *p);

/* The connection is gone, or in doubt: it has ended. Returns -1. */
int tx_lose(struct tx *tx, struct problem *p);

#endif
