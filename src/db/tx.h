/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction is one pipeline: statements are noted, sent together, and committed by one Sync, in one
 * round trip. Nothing of an answer may be used before tx_commit(), but by those who asked for it with
 * tx_read(): they pay a second trip and commit later. A transaction runs once; to try again, begin
 * another. */
#ifndef STAGEFY_DB_TX_H
#define STAGEFY_DB_TX_H

#include <stdbool.h>
#include <stdint.h>

#include "db/rows.h"
#include "db/statement.h"

struct arena;
struct db;
struct problem;
struct tx;

enum tx_end {
	TX_OPEN,
	TX_COMMITTED,
	TX_UNDONE,  /* rehearsed to its end; nothing stays */
	TX_FAILED,  /* Postgres refused; nothing stays */
	TX_RETRY,   /* the same, and running it again may succeed (serialization, deadlock, stale plan) */
	TX_LOST,    /* the connection went, and nothing can have been committed */
	TX_UNKNOWN  /* the connection went after the commit was sent: only a receipt can tell */
};

/* Never fails: a connection is made when something is sent. */
struct tx *tx_begin(struct db *db, struct arena *a);

/* Called before anything is sent: whatever the transaction does is undone at its end, in the same round trip. What a
 * commit would have refused is refused. tx_commit() then ends in TX_UNDONE. */
void tx_rehearse(struct tx *tx);

/* For transactions of hundreds of statements: the deadline is for each of them, with 20 s for all. */
void tx_allow_many(struct tx *tx);

/* Notes a statement. Values are texts or NULL and must live as long as the arena. Returns the index
 * under which its rows are found. */
int tx_add(struct tx *tx, const struct statement *s, int count, const char *const values[]);

/* The same for a statement that stands or falls by itself: when it is refused, the transaction goes on without it. What
 * tx_add() notes is no part of that: all depends on it. */
int tx_add_apart(struct tx *tx, const struct statement *s, int count, const char *const values[]);

/* The same for several that stand or fall together: what tx_add() notes between the two. */
void tx_begin_apart(struct tx *tx);
void tx_end_apart(struct tx *tx);

/* After tx_read() or tx_commit() has succeeded: -1 and the problem when that statement was refused, or one that it stands with. */
int tx_apart(struct tx *tx, int index, struct problem *p);

/* Sends what was noted and reads its rows, without committing. */
int tx_read(struct tx *tx, struct problem *p);

/* Sends what was noted, commits, and reads. */
int tx_commit(struct tx *tx, struct problem *p);

/* Ends an open transaction so that nothing of it stays. Ended ones may be abandoned too. */
void tx_abandon(struct tx *tx);

const struct rows *tx_rows(const struct tx *tx, int index);
enum tx_end tx_state(const struct tx *tx);

/* The SQLSTATE of what Postgres refused; "" when it refused nothing. */
const char *tx_sqlstate(const struct tx *tx);

/* The index of the statement that was refused; -1: none, or one that tx.c put in by itself. */
int tx_refused(const struct tx *tx);

/* Microseconds spent waiting for Postgres. */
int64_t tx_waited_us(const struct tx *tx);

#endif
