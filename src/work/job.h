/* SPDX-License-Identifier: Apache-2.0 */
/* Work that outlives a request, as a domain sees it: a row says what a kind of job is, and a function does it. A domain
 * asks for work in SQL (work.enqueue), in the transaction of what needs it.
 *
 * A handler may be stopped at any moment and run again, so its effects stand in transactions of job_tx(), which are refused
 * once the job is somebody else's; with job_complete() the last of them ends the job too, and both happen once. What it does
 * outside the database happens at least once. */
#ifndef STAGEFY_WORK_JOB_H
#define STAGEFY_WORK_JOB_H

#include <stdbool.h>

struct arena;
struct conf;
struct db;
struct jvalue;
struct problem;
struct tx;
struct worker;

/* One attempt at a job. */
struct job_run {
	struct arena *arena;	      /* of this attempt */
	const struct conf *conf;
	struct db *db;		      /* as role stagefy_jobs; transactions are begun with job_tx() */
	const struct jvalue *payload; /* an object */
	const char *kind, *id, *token;
	const char *agency_id;	      /* NULL: the platform's */
	const char *correlation_id;   /* the request that asked for it, or NULL */
	int attempt, max_attempts;    /* from 1 */
	/* For the handler to fill. */
	const char *result;	      /* with JOB_DONE, unless job_complete() had it: a JSON object, or NULL */
	double later_s;		      /* with JOB_LATER; with JOB_AGAIN, unless 0, instead of the backoff */
	struct worker *worker;	      /* the engine's own */
	struct tx *acting;	      /* the one of job_act() */
};

enum job_outcome {
	JOB_DONE,
	JOB_AGAIN, /* failed, and may succeed: after the backoff, as long as there are attempts */
	JOB_LATER, /* not yet: asked again after later_s seconds, and no attempt is counted */
	JOB_NEVER  /* failed for good; kept, and can be tried again by hand */
};

struct job_kind {
	const char *name; /* "media.derive": domain and verb. NULL ends a list */
	/* *p says why, with JOB_AGAIN and JOB_NEVER: people of the agency read it. */
	enum job_outcome (*run)(struct job_run *run, struct problem *p);
	int max_attempts;      /* 0: 5 */
	int timeout_s;	       /* 0: 300. A worker that has not ended by then is ended */
	int at_once;	       /* by all workers together; 0: no limit */
	int per_minute, burst; /* starts, by all workers together; 0: no limit */
	bool platform;	       /* never of an agency */
};

/* A cron expression (cron.h) and the job that is asked for whenever it comes true: once, whichever workers are up. */
struct schedule {
	const char *name;    /* "tidy". NULL ends a list */
	const char *cron;    /* "15 3 * * *" */
	const char *kind;
	const char *payload; /* JSON, or NULL */
	bool per_agency;     /* for each of them in its time zone; otherwise for the platform, in UTC */
};

/* A transaction of the handler; its first statement checks that the job is still ours and takes on the rights of whoever
 * asked for it. Ended by tx_commit(). */
struct tx *job_tx(struct job_run *run);

/* What is noted behind it is done as a request of whoever asked for the job: with the rights to tables and columns that those
 * have, beside the policies. Without it a job reads tables and calls what is granted to stagefy_jobs. */
void job_act(struct job_run *run, struct tx *tx);

/* Ends the job in that transaction, with a JSON object as its result or NULL. After tx_commit() return JOB_DONE. */
void job_complete(struct job_run *run, struct tx *tx, const char *result);

/* How far it is, for those who watch: percent, and the name of a step or NULL. -1: stop now and return JOB_AGAIN; the job
 * is somebody else's, somebody wants it cancelled, or this process is to end. A transaction of its own: call it seldom. */
int job_progress(struct job_run *run, int percent, const char *step, struct problem *p);

/* Whether to stop for one of those reasons, as far as is known here; costs nothing. */
bool job_cancelled(const struct job_run *run);

#endif
