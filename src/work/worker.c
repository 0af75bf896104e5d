/* SPDX-License-Identifier: Apache-2.0 */
#include "work/worker.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/db.h"
#include "db/tx.h"
#include "work/backoff.h"
#include "work/claim.h"
#include "work/dispatch.h"
#include "work/kinds.h"
#include "work/wake.h"
#include "work/worker_parts.h"

enum { DEADLINE_MS = 60000, UNTOLD_US = 200000, APART_MS = 250, LOOK_US = 200000, BRIEF_US = 50000, REGISTER_US = 300000000 };

/* ---- ending */

static int stopped = -1;

int stop_fd(void)
{
	return stopped;
}

void worker_stop(void)
{
	const uint64_t one = 1;
	int before = errno;
	if (write(stopped, &one, sizeof one) < 0) {
		/* it is readable already */
	}
	errno = before;
}

static bool is_to_end(void)
{
	struct pollfd f = {.fd = stopped, .events = POLLIN};
	return poll(&f, 1, 0) > 0;
}

/* Waits until somebody asks for work, the process is to end, or `ms` have passed. */
static void wait_for_work(struct worker *w, int ms)
{
	struct pollfd f[2] = {{.fd = stopped, .events = POLLIN}, {.fd = w->wake_fd, .events = POLLIN}};
	if (poll(f, 2, ms) > 0 && f[1].revents != 0)
		wake_drain(w->wake_fd);
}

/* ---- beginning */

static void name_worker(char out[NAME_SIZE])
{
	char host[80] = "";
	gethostname(host, sizeof host - 1);
	snprintf(out, NAME_SIZE, "%s/%d/%lld", host, (int)getpid(), (long long)(clock_wall_us() / 1000));
}

int worker_new(const struct conf *conf, const struct job_kind *const *kinds, const struct schedule *const *schedules,
	       struct worker **out, struct problem *p)
{
	struct worker *w = calloc(1, sizeof *w);
	if (w == NULL)
		abort();
	w->conf = conf;
	w->schedules = schedules;
	if (kinds_gather(&w->kinds, kinds, p) < 0)
		return -1;
	if (db_new_for_jobs(conf, DEADLINE_MS, &w->db, p) < 0)
		return -1;
	if (stopped < 0 && (stopped = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "eventfd: %s", strerror(errno));
	name_worker(w->name);
	w->held = held_new();
	w->dispatch = dispatch_new(conf, &w->kinds);
	w->batch = arena_new(64 * 1024);
	w->told = arena_new(16 * 1024);
	buf_init(&w->ends, w->told, 4096);
	w->wake_fd = wake_open(conf);
	*out = w;
	return 0;
}

/* What this program can do, and when: before its first claim, and now and then, should the database have forgotten. */
static void add_register(struct worker *w, struct tx *tx, struct arena *a)
{
	static const struct statement kinds = {.name = "jobs.register", .sql = "select work.register($1::jsonb)", .writes = true},
				      plans = {.name = "jobs.schedules", .sql = "select work.register_schedules($1::jsonb)", .writes = true};
	struct buf b, s;
	buf_init(&b, a, 2048);
	buf_init(&s, a, 2048);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	for (int i = 0; i < w->kinds.count; i++) {
		const struct job_kind *k = w->kinds.list[i];
		json_out_open(&o, '{');
		json_out_member(&o, "kind", k->name);
		json_out_member_int(&o, "max_attempts", k->max_attempts == 0 ? 5 : k->max_attempts);
		json_out_member_int(&o, "at_once", k->at_once);
		json_out_member_int(&o, "per_minute", k->per_minute);
		json_out_member_int(&o, "burst", k->burst == 0 ? 1 : k->burst);
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	const char *const kind_values[] = {buf_text(&b)};
	tx_add(tx, &kinds, 1, kind_values);
	if (*w->schedules == NULL)
		return; /* a program without schedules takes away nobody's */
	planner_write(w, &s);
	const char *const plan_values[] = {buf_text(&s)};
	tx_add(tx, &plans, 1, plan_values);
}

/* ---- taking */

static void add_ends(struct worker *w, struct tx *tx, struct arena *a)
{
	claim_add_ends(tx, &w->ends, a);
	if (w->unsure)
		claim_add_release(tx, w->name);
}

static void ends_are_known(struct worker *w)
{
	arena_reset(w->told);
	buf_init(&w->ends, w->told, 4096);
	w->unsure = false;
}

/* The name as often as jobs are wanted. */
static const char *own_names(const struct worker *w, struct arena *a)
{
	struct buf b;
	buf_init(&b, a, NAME_SIZE);
	for (int i = 0; i < w->conf->job_batch; i++) {
		buf_put(&b, i == 0 ? '{' : ',');
		buf_puts(&b, w->name);
	}
	buf_put(&b, '}');
	return buf_text(&b);
}

/* In one transaction: how the last ones ended, and the next ones. -1: the database could not be asked. */
static int claim(struct worker *w, bool tells, struct claims *out, int64_t *since)
{
	struct problem p;
	problem_init(&p, w->batch);
	struct tx *tx = tx_begin(w->db, w->batch);
	bool looks = w->rested || clock_mono_us() - w->looked_us > LOOK_US;
	if (tells)
		add_register(w, tx, w->batch);
	add_ends(w, tx, w->batch);
	int index = claim_add(tx, own_names(w, w->batch), &w->kinds, w->conf->job_lease_s, looks, w->batch);
	*since = clock_mono_us();
	if (tx_commit(tx, &p) < 0) {
		w->unsure |= tx_state(tx) == TX_UNKNOWN;
		return -1;
	}
	if (tells)
		w->registered_us = *since;
	if (looks)
		w->looked_us = *since;
	ends_are_known(w);
	claim_read(tx_rows(tx, index), out, w->batch);
	return 0;
}

/* The same through the dispatcher, who sees to lost jobs too. False: it is to be done by oneself. */
static bool claim_together(struct worker *w, struct claims *out, int64_t *since)
{
	*since = clock_mono_us();
	switch (dispatch_ask(w->dispatch, w->name, &w->ends, (int)w->conf->job_batch, out, w->batch)) {
	case DISPATCH_ANSWERED:
		ends_are_known(w);
		return true;
	case DISPATCH_LOST:
		w->unsure = true;
		return false;
	case DISPATCH_NOBODY:
		break;
	}
	return false;
}

/* Whoever has rested looks for himself, and so does one that comes from a long job: there is no crowd to wait with. */
static int next_claims(struct worker *w, struct claims *out, int64_t *since)
{
	bool tells = w->registered_us == 0 || clock_mono_us() - w->registered_us > REGISTER_US;
	arena_reset(w->batch);
	if (w->brief && !w->rested && !w->unsure && !tells && claim_together(w, out, since))
		return 0;
	return claim(w, tells, out, since);
}

/* Only how they ended: when the next claim is far, or there is none. */
static int settle(struct worker *w, struct arena *a)
{
	struct problem p;
	problem_init(&p, a);
	if (w->ends.size == 0 && !w->unsure)
		return 0;
	struct tx *tx = tx_begin(w->db, a);
	add_ends(w, tx, a);
	if (tx_commit(tx, &p) < 0)
		return -1;
	ends_are_known(w);
	return 0;
}

/* ---- doing */

static double chance(void)
{
	uint32_t n;
	digest_random(&n, sizeof n);
	return n / 4294967296.0;
}

static void write_problem(struct json_out *o, const struct problem *p)
{
	const struct problem_kind *k = problem_kind(p->code == PROBLEM_NONE ? PROBLEM_INTERNAL : p->code);
	json_out_name(o, "data");
	json_out_open(o, '{');
	json_out_member(o, "code", k->slug);
	json_out_member(o, "detail", p->detail != NULL ? p->detail : k->title);
	json_out_close(o, '}');
}

static const char *const outcome_names[] = {[JOB_DONE] = "done", [JOB_AGAIN] = "again", [JOB_LATER] = "later", [JOB_NEVER] = "never"};

static void note_end(struct worker *w, const struct job_run *run, enum job_outcome outcome, const struct problem *p)
{
	struct json_out o = json_out(&w->ends);
	double in_s = outcome == JOB_LATER || run->later_s > 0 ? run->later_s : backoff_s(run->attempt, chance());
	bool back = outcome == JOB_AGAIN && held_stopping(w->held); /* it did as it was told */
	o.comma = w->ends.size > 0;
	json_out_open(&o, '{');
	json_out_member(&o, "job", run->id);
	json_out_member(&o, "token", run->token);
	json_out_member(&o, "outcome", back ? "back" : outcome_names[outcome]);
	if (outcome == JOB_DONE && run->result != NULL)
		json_out_member_raw(&o, "data", run->result);
	if (outcome == JOB_AGAIN || outcome == JOB_NEVER)
		write_problem(&o, p);
	if (outcome == JOB_AGAIN || outcome == JOB_LATER) {
		char text[32];
		snprintf(text, sizeof text, "%.3f", back ? 0 : in_s);
		json_out_member_raw(&o, "in_s", text);
	}
	json_out_close(&o, '}');
}

static void log_job(const struct job_run *run, enum job_outcome outcome, const struct problem *p, int64_t us)
{
	struct log_line l;
	log_begin(&l, outcome == JOB_NEVER || outcome == JOB_AGAIN ? LOG_WARN : LOG_INFO, "job");
	log_text(&l, "kind", run->kind);
	log_text(&l, "job", run->id);
	log_text(&l, "agency", run->agency_id);
	log_text(&l, "request", run->correlation_id);
	log_text(&l, "outcome", outcome_names[outcome]);
	log_int(&l, "attempt", run->attempt);
	if (outcome == JOB_AGAIN || outcome == JOB_NEVER) {
		log_text(&l, "problem", problem_kind(p->code == PROBLEM_NONE ? PROBLEM_INTERNAL : p->code)->slug);
		log_text(&l, "detail", p->detail);
	}
	log_text(&l, "result", run->result);
	log_ms(&l, "ms", us);
	log_end(&l);
}

static void do_job(struct worker *w, const struct claimed *job, int i, const struct job_kind *kind)
{
	struct arena *a = arena_new(16 * 1024);
	struct json_fault fault;
	struct problem p;
	struct job_run run = {.arena = a, .conf = w->conf, .db = w->db, .worker = w, .kind = kind->name,
			      .id = job->id, .token = job->token, .agency_id = job->agency_id, .correlation_id = job->correlation_id,
			      .attempt = job->attempt, .max_attempts = job->max_attempts};
	enum job_outcome outcome = JOB_NEVER;
	int64_t from = clock_mono_us();
	problem_init(&p, a);
	w->at = i;
	w->completing = NULL;
	if (kind->platform && run.agency_id != NULL)
		problem_set(&p, PROBLEM_FORBIDDEN, "this kind of job is the platform's");
	else if (jvalue_parse(a, job->payload, job->payload_size, &run.payload, &fault) < 0)
		problem_set(&p, PROBLEM_INTERNAL, "the payload %s", jvalue_fault_text(fault.kind));
	else
		outcome = kind->run(&run, &p);
	if (!(outcome == JOB_DONE && w->completing != NULL && tx_state(w->completing) == TX_COMMITTED))
		note_end(w, &run, outcome, &p);
	held_end(w->held, i);
	log_job(&run, outcome, &p, clock_mono_us() - from);
	wake_workers(w->conf, w->db);
	arena_free(a);
}

static int do_batch(struct worker *w, const struct claims *c, int64_t since)
{
	struct held_job jobs[HELD_MOST];
	int done = 0;
	for (int i = 0; i < c->count; i++) {
		const struct job_kind *kind = kinds_find(&w->kinds, c->jobs[i].kind);
		memset(&jobs[i], 0, sizeof jobs[i]);
		snprintf(jobs[i].id, sizeof jobs[i].id, "%s", c->jobs[i].id);
		snprintf(jobs[i].token, sizeof jobs[i].token, "%s", c->jobs[i].token);
		jobs[i].timeout_us = (int64_t)(kind == NULL || kind->timeout_s == 0 ? 300 : kind->timeout_s) * 1000000;
	}
	held_begin(w->held, jobs, c->count, since);
	int64_t begun = clock_mono_us(), told = begun;
	for (int i = 0; i < c->count; i++) {
		const struct job_kind *kind = kinds_find(&w->kinds, c->jobs[i].kind);
		if (kind == NULL || !held_start(w->held, i))
			continue;
		do_job(w, &c->jobs[i], i, kind);
		kinds_put_last(&w->kinds, kind);
		done++;
		if (i + 1 < c->count && clock_mono_us() - told > UNTOLD_US) {
			settle(w, w->batch);
			told = clock_mono_us();
		}
	}
	w->brief = clock_mono_us() - begun < BRIEF_US;
	return done;
}

/* The last words: how the last ones ended, and that what was not begun is free. The keeper may be saying the latter at the same
 * moment, but it does not outlive this thread. */
static void leave(struct worker *w)
{
	held_stop(w->held);
	w->unsure = true;
	for (int i = 0; i < 10 && settle(w, w->batch) < 0; i++)
		poll(NULL, 0, APART_MS);
}

void worker_run(struct worker *w, long most)
{
	struct problem p;
	struct claims claims;
	long done = 0;
	int64_t since;
	problem_init(&p, w->batch);
	if (keeper_start(w->conf, w->name, w->held, &p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return;
	}
	while (!is_to_end() && (most == 0 || done < most)) {
		planner_tick(w, w->batch);
		bool known = next_claims(w, &claims, &since) == 0;
		if (known && claims.count == 0 && !w->rested) {
			w->rested = true; /* looks closely before it rests */
			continue;
		}
		if (!known || claims.count == 0) {
			wait_for_work(w, known ? (int)w->conf->job_poll_ms : APART_MS);
			w->rested = true;
			continue;
		}
		if (w->rested)
			wake_another(w->wake_fd); /* one byte wakes one: whoever finds something passes it on */
		w->rested = false;
		done += do_batch(w, &claims, since);
	}
	dispatch_close(w->dispatch);
	leave(w);
}
