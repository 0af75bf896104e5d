/* SPDX-License-Identifier: Apache-2.0 */
/* A thread beside the worker, on a connection of its own: renews leases, hears who wants a job cancelled, and ends the
 * process when a handler takes too long or does not stop. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/db.h"
#include "db/tx.h"
#include "work/claim.h"
#include "work/worker_parts.h"

enum { LOOK_MS = 500, GRACE_US = 5000000, DEADLINE_MS = 4000 };

struct keeper {
	struct held *held;
	struct db *db;
	struct arena *arena;
	const char *worker;
	int64_t lease_us;
	char lease_s[24];
	int64_t stopped_us; /* since when the process is to end; 0: it is not */
};

static void tell(struct keeper *k, struct buf *ends)
{
	struct problem p;
	problem_init(&p, k->arena);
	struct tx *tx = tx_begin(k->db, k->arena);
	claim_add_settle(tx, buf_text(ends));
	if (tx_commit(tx, &p) < 0)
		log_event(LOG_WARN, "jobs_not_handed_back", "they wait until the lease has run out");
}

static void hand_back_all(struct keeper *k)
{
	struct problem p;
	problem_init(&p, k->arena);
	struct tx *tx = tx_begin(k->db, k->arena);
	claim_add_release(tx, k->worker);
	if (tx_commit(tx, &p) < 0)
		log_event(LOG_WARN, "jobs_not_handed_back", "they wait until the lease has run out");
}

/* Leases end on the database's clock; by ours they end no later than `lease` after the claim was sent. */
static void renew(struct keeper *k)
{
	static const struct statement beat = {
		.name = "jobs.beat", .sql = "select job, cancel_asked from work.beat($1::jsonb, $2::int)", .writes = true};
	int64_t since = held_since(k->held), now = clock_mono_us();
	struct buf held;
	struct problem p;
	if (since == 0 || now - since < k->lease_us / 3)
		return;
	buf_init(&held, k->arena, 512);
	if (!held_write(k->held, &held))
		return;
	problem_init(&p, k->arena);
	const char *const values[] = {buf_text(&held), k->lease_s};
	struct tx *tx = tx_begin(k->db, k->arena);
	int index = tx_add(tx, &beat, 2, values);
	if (tx_commit(tx, &p) < 0) {
		if (clock_mono_us() - since > k->lease_us)
			held_lose_all(k->held);
		return;
	}
	const struct rows *rows = tx_rows(tx, index);
	for (int i = 0; i < rows_count(rows); i++)
		held_heard(k->held, rows_text(rows, i, 0), rows_bool(rows, i, 1));
	held_lose_unheard(k->held);
	held_renewed(k->held, now);
}

/* A function cannot be stopped from outside; a process can. It has used up this attempt. */
static void end_overdue(struct keeper *k)
{
	struct held_job job;
	struct buf ends;
	if (!held_overdue(k->held, clock_mono_us(), &job))
		return;
	log_event(LOG_ERROR, "job_timeout", "job %s took longer than %lld s: this worker ends", job.id, (long long)(job.timeout_us / 1000000));
	buf_init(&ends, k->arena, 512);
	struct json_out o = json_out(&ends);
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	json_out_member(&o, "job", job.id);
	json_out_member(&o, "token", job.token);
	json_out_member(&o, "outcome", "again");
	json_out_member_raw(&o, "data", "{\"code\":\"timeout\",\"detail\":\"it took too long and was ended\"}");
	json_out_member_int(&o, "in_s", 10);
	json_out_close(&o, '}');
	json_out_close(&o, ']');
	tell(k, &ends);
	hand_back_all(k);
	_exit(1);
}

static void stop(struct keeper *k)
{
	struct buf ends;
	if (k->stopped_us == 0) {
		k->stopped_us = clock_mono_us();
		held_stop(k->held);
		buf_init(&ends, k->arena, 512);
		if (held_take_waiting(k->held, &ends))
			tell(k, &ends);
	}
	if (clock_mono_us() - k->stopped_us < GRACE_US)
		return;
	hand_back_all(k);
	_exit(0);
}

static void *run(void *arg)
{
	struct keeper *k = arg;
	for (;;) {
		struct pollfd f = {.fd = stop_fd(), .events = POLLIN};
		int waited = LOOK_MS;
		if (k->stopped_us != 0) {
			f.fd = -1;
			waited = 50;
		}
		poll(&f, 1, waited);
		if (k->stopped_us != 0 || f.revents != 0)
			stop(k);
		end_overdue(k);
		renew(k);
		arena_reset(k->arena);
	}
	return NULL;
}

int keeper_start(const struct conf *conf, const char *worker, struct held *held, struct problem *p)
{
	struct keeper *k = calloc(1, sizeof *k);
	pthread_t thread;
	sigset_t all, before;
	if (k == NULL)
		abort();
	k->held = held;
	k->worker = worker;
	k->arena = arena_new(16 * 1024);
	k->lease_us = conf->job_lease_s * 1000000;
	snprintf(k->lease_s, sizeof k->lease_s, "%lld", (long long)conf->job_lease_s);
	if (db_new_for_jobs(conf, DEADLINE_MS, &k->db, p) < 0)
		return -1;
	/* signals are the worker's */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = pthread_create(&thread, NULL, run, k);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : problem_set(p, PROBLEM_INTERNAL, "a thread could not be started: %s", strerror(rc));
}
