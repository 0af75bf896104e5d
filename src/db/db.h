/* SPDX-License-Identifier: Apache-2.0 */
/* One process, one connection. It is made when first needed, kept while idle and clean, and dropped
 * at the first doubt. Transactions over it: tx.h. */
#ifndef STAGEFY_DB_DB_H
#define STAGEFY_DB_DB_H

#include <stdbool.h>

struct conf;
struct db;
struct problem;

/* Reads DATABASE_URL, PREPARE, REQUEST_DEADLINE_MS, SLOW_QUERY_MS and the pool's breaker; connects to
 * nothing yet. */
int db_new(const struct conf *conf, struct db **out, struct problem *p);

/* The same for an address of its own (the operator's commands): no breaker, a deadline of `ms`. */
int db_new_for(const char *url, int ms, struct db **out, struct problem *p);

/* The same for stagefy-jobs: reads JOBS_DATABASE_URL and PREPARE. */
int db_new_for_jobs(const struct conf *conf, int ms, struct db **out, struct problem *p);

/* From now on a read that the server has prepared and that takes one trip is sent at once, even while others are on their way.
 * `wait` is called behind that and returns when those before it have been read; with `more`, further ones may be sent
 * meanwhile. All that writes, or takes several trips, is alone on the connection as before. */
void db_share(struct db *db, void (*wait)(bool more));

/* Returns when no other read is on its way. */
void db_be_alone(struct db *db);

/* Whether a transaction of this connection has enqueued a job since the last time this was asked. It may have been undone. */
bool db_asked_for_work(struct db *db);

/* Whether Postgres itself runs on this machine and shares its cores, as far as the address says. */
bool db_is_near(const struct db *db);

/* How the way to the server looks, once there was a transaction. */
struct db_link {
	bool leaves;	      /* the machine */
	const char *protocol; /* of TLS ("TLSv1.3"), or NULL: none */
	bool verified;	      /* and the server's certificate and name were checked */
};
struct db_link db_link(const struct db *db);

/* Why no connection could be had, in libpq's words, without a password; "" when nothing is known. For an operator, never
 * for a client. */
const char *db_trouble(const struct db *db);

void db_free(struct db *db);

#endif
