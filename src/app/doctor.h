/* SPDX-License-Identifier: Apache-2.0 */
/* What `stagefy doctor` looks at, and what it finds. Each part looks at one thing, changes nothing that stays, and says in a
 * line what it saw; what is not well comes with what to do. */
#ifndef STAGEFY_APP_DOCTOR_H
#define STAGEFY_APP_DOCTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "app/nginx_site.h"

struct arena;
struct conf;
struct db;

/* WARNING: it works, and somebody should know. FAILED: requests fail, or a wall between tenants has a hole. */
enum doctor_verdict { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_FAILED };

struct doctor_finding {
	struct doctor_finding *next;
	enum doctor_verdict verdict;
	const char *part;   /* what was looked at: one word */
	const char *saw;    /* without a full stop */
	const char *advice; /* what to do, or NULL */
};

struct doctor {
	struct arena *arena;
	const struct conf *conf;
	const char *datadir;
	struct nginx_site site; /* where nginx's configuration should be */
	struct doctor_finding *first, *last;
};

void doctor_say(struct doctor *d, enum doctor_verdict verdict, const char *part, const char *advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

void doctor_database(struct doctor *d); /* connection, TLS, role, settings, clock, migrations, DIRECT_URL */
void doctor_storage(struct doctor *d);	/* a file written, read, deleted */
void doctor_issuers(struct doctor *d);	/* key sets, at their address and where workers read them */
void doctor_payfast(struct doctor *d);	/* whether PayFast's API takes our calls, when payments are set up */
void doctor_ai(struct doctor *d);	/* whether those that edit pictures take our keys; what has none is said */
void doctor_machine(struct doctor *d);	/* secrets, runtime folder, certificate, nginx's files, what films are made with */

/* How the queue is doing, asked through the workers' connection; and whether the job workers can come in. */
void doctor_jobs(struct doctor *d, struct db *db);
void doctor_job_workers(struct doctor *d);

/* Whether films can be encoded here. */
void doctor_films(struct doctor *d, bool can);

/* How far the database's clock is ahead of ours. */
void doctor_clock(struct doctor *d, int64_t ahead_us);

/* The newest change of the database (NULL: none) against the text of a sqitch.plan. */
void doctor_migrations(struct doctor *d, const char *plan, const char *level);

#endif
