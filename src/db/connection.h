/* SPDX-License-Identifier: Apache-2.0 */
/* What tx.c needs of the connection; private to db/. */
#ifndef STAGEFY_DB_CONNECTION_H
#define STAGEFY_DB_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>
#include <libpq-fe.h>

struct breaker;
struct prepared;
struct problem;
struct target;

struct db {
	PGconn *conn; /* NULL: not connected */
	unsigned generation; /* grows when the connection goes: what began on one does not go on on the next */
	bool open;	     /* a transaction began on it and has not ended */
	bool farewell;	     /* the server has said that it ends the session */
	bool asked_for_work; /* a transaction has enqueued a job (SF001) since db_asked_for_work() */
	struct target *target;
	int host;      /* of the target's: the one that was good the last time */
	char *trouble; /* why it could not connect the last time, in libpq's words; or NULL */
	struct prepared *prepared; /* NULL: nothing is prepared on the server */
	void (*wait)(bool more);   /* of db_share(); NULL: one transaction at a time */
	unsigned under_way;	   /* reads sent and not yet read */
	struct breaker *breaker;
	int deadline_ms;
	int64_t slow_us;
};

/* A live connection in pipeline mode, idle but for the reads that are under way, before `deadline` (monotonic microseconds), or
 * DATABASE_UNAVAILABLE. One that died while idle, or that is still within a transaction, is replaced here,
 * before anything is sent on it. */
int connection_ready(struct db *db, int64_t deadline, struct problem *p);

void connection_drop(struct db *db);

/* Waits until the socket is readable (or writable too). Returns 0, or -1 past the deadline. */
int connection_wait(struct db *db, bool writable, int64_t deadline);

/* Sends what libpq holds. -1: past the deadline, or the connection is gone. */
int connection_flush(struct db *db, int64_t deadline);

#endif
