/* SPDX-License-Identifier: Apache-2.0 */
/* A server that says what a test tells it to, in Postgres' protocol: for the faults that a live one will
 * not give when asked. It takes one connection after another in a thread, a script for each. */
#ifndef STAGEFY_TESTS_DB_FAKE_H
#define STAGEFY_TESTS_DB_FAKE_H

#include <pthread.h>

enum fake_step {
	FAKE_END,   /* ends the script; the connection is closed */
	FAKE_HELLO, /* reads the start and says that all is well */
	FAKE_AWAIT_SYNC, /* reads up to a Sync (or Flush) */
	FAKE_ROW,   /* the results of one statement: a row with "1" */
	FAKE_DONE,  /* … of one that gives no rows */
	FAKE_ERROR, /* an ERROR 22012 */
	FAKE_CONFLICT, /* an ERROR 40001 */
	FAKE_REPLAY,   /* an ERROR SF208 */
	FAKE_NOT_FOUND, /* an ERROR SF404 */
	FAKE_FATAL, /* a FATAL 57P01 */
	FAKE_READY, /* ReadyForQuery, idle */
	FAKE_READY_IN_TRANSACTION,
	FAKE_NOTICE,
	FAKE_GARBAGE,
	FAKE_COPY,  /* asks for data of a COPY */
	FAKE_PAUSE, /* 50 ms */
	FAKE_HANG   /* says nothing more, until the other side has gone */
};

enum { FAKE_SCRIPTS = 8, FAKE_STEPS = 24 }; /* the most, each with its FAKE_END */

struct fake {
	char url[96];
	int listener, port;
	int connections; /* how many there were */
	pthread_t thread;
	pthread_mutex_t lock; /* on what follows: copies, since a script may outlive the test that wrote it */
	enum fake_step scripts[FAKE_SCRIPTS][FAKE_STEPS];
	unsigned count, next;
};

/* NULL ends the scripts: further connections are closed at once. */
void fake_start(struct fake *f, const enum fake_step *const scripts[]);
void fake_stop(struct fake *f);

/* Other scripts, for connections to come. */
void fake_play(struct fake *f, const enum fake_step *const scripts[]);

#endif
