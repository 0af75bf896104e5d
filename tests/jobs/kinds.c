/* SPDX-License-Identifier: Apache-2.0 */
/* The engine with kinds of its own: what a test, or a measurement, asks for. Effects are rows of tests_of_jobs.effects. */
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/modules.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "events/actions.h"
#include "intake/jobs.h"
#include "mail/send.h"
#include "work/worker.h"

static int64_t wanted_ms(const struct job_run *run)
{
	int64_t ms = 0;
	const struct jvalue *v = jvalue_get(run->payload, "ms");
	return v != NULL && jvalue_integer(v, &ms) ? ms : 0;
}

static void sleep_ms(int64_t ms)
{
	struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
	while (nanosleep(&t, &t) < 0)
		;
}

static void add_effect(struct job_run *run, struct tx *tx)
{
	static const struct statement insert = {.name = "effect", .sql = "insert into tests_of_jobs.effects (job, attempt) values ($1, $2::int)", .writes = true};
	const char *const values[] = {run->id, arena_printf(run->arena, "%d", run->attempt)};
	tx_add(tx, &insert, 2, values);
}

static enum job_outcome noop(struct job_run *run, struct problem *p)
{
	(void)run;
	(void)p;
	return JOB_DONE;
}

/* Its effect and its end are one commit. */
static enum job_outcome end_with_effect(struct job_run *run, struct problem *p)
{
	struct tx *tx = job_tx(run);
	add_effect(run, tx);
	job_complete(run, tx, "{\"by\":\"complete\"}");
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

static enum job_outcome effect(struct job_run *run, struct problem *p)
{
	sleep_ms(wanted_ms(run));
	return end_with_effect(run, p);
}

/* Its effect is one commit, its end another: done by itself, since the effect can be repeated. */
static enum job_outcome apart(struct job_run *run, struct problem *p)
{
	static const struct statement insert = {.name = "apart", .sql = "insert into tests_of_jobs.effects (job, attempt)"
		" select $1, 0 where not exists (select from tests_of_jobs.effects where job = $1)", .writes = true};
	struct tx *tx = job_tx(run);
	tx_add(tx, &insert, 1, &run->id);
	if (tx_commit(tx, p) < 0) {
		run->later_s = 0.05;
		return JOB_AGAIN;
	}
	sleep_ms(wanted_ms(run));
	run->result = "{\"by\":\"settle\"}";
	return JOB_DONE;
}

static enum job_outcome flaky(struct job_run *run, struct problem *p)
{
	if (run->attempt > 1)
		return effect(run, p);
	problem_set(p, PROBLEM_OVERLOADED, "the first attempt fails");
	run->later_s = 0.05;
	return JOB_AGAIN;
}

static enum job_outcome snoozing(struct job_run *run, struct problem *p)
{
	static const struct statement asked = {.name = "snoozed", .sql = "insert into tests_of_jobs.snoozed (job) values ($1) on conflict do nothing", .writes = true};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &asked, 1, &run->id);
	run->later_s = 0.05;
	if (tx_commit(tx, p) < 0)
		return JOB_AGAIN;
	return rows_touched(tx_rows(tx, index)) == 1 ? JOB_LATER : effect(run, p);
}

static enum job_outcome poison(struct job_run *run, struct problem *p)
{
	(void)run;
	(void)p;
	kill(getpid(), SIGKILL);
	return JOB_DONE;
}

/* Tells how far it is, and stops when it is told to. */
static enum job_outcome slow(struct job_run *run, struct problem *p)
{
	int64_t from = clock_mono_us() / 1000, ms = wanted_ms(run), told = from;
	for (int64_t now = from; now < from + ms; now = clock_mono_us() / 1000) {
		if (job_cancelled(run)) {
			problem_set(p, PROBLEM_CONFLICT, "told to stop");
			return JOB_AGAIN;
		}
		if (now - told >= 100) {
			told = now;
			if (job_progress(run, (int)(100 * (now - from) / ms), "sleeping", p) < 0)
				return JOB_AGAIN;
		}
		sleep_ms(10);
	}
	return end_with_effect(run, p);
}

/* Neither looks nor ends. */
static enum job_outcome stuck(struct job_run *run, struct problem *p)
{
	(void)run;
	(void)p;
	for (;;)
		sleep_ms(1000);
	return JOB_DONE;
}

static enum job_outcome refused(struct job_run *run, struct problem *p)
{
	(void)run;
	problem_set(p, PROBLEM_GONE, "nobody wants it any more");
	return JOB_NEVER;
}

static const struct job_kind kinds[] = {
	{.name = "test.noop", .run = noop},
	{.name = "test.effect", .run = effect, .max_attempts = 100},
	{.name = "test.apart", .run = apart, .max_attempts = 100},
	{.name = "test.flaky", .run = flaky, .max_attempts = 100},
	{.name = "test.snoozing", .run = snoozing, .max_attempts = 100},
	{.name = "test.poison", .run = poison, .max_attempts = 2},
	{.name = "test.slow", .run = slow, .max_attempts = 100},
	{.name = "test.stuck", .run = stuck, .max_attempts = 1, .timeout_s = 1},
	{.name = "test.refused", .run = refused},
	{.name = "test.single", .run = slow, .max_attempts = 100, .at_once = 1},
	{.name = NULL},
};

/* Handlers of the product, by names that the instance's own workers do not know. */
static const struct job_kind handlers[] = {
	{.name = "test.mail", .run = send_run, .max_attempts = SEND_ATTEMPTS},
	{.name = "test.deliver", .run = deliver_run, .max_attempts = 10},
	{.name = NULL},
};

static const struct job_kind imports[] = {
	{.name = "test.import", .run = intake_run, .timeout_s = 7200},
	{.name = NULL},
};

/* Which a pool has: of those of another file it would take the jobs. */
static const struct job_kind *kinds_named(const char *name)
{
	return strcmp(name, "handlers") == 0 ? handlers : strcmp(name, "imports") == 0 ? imports : kinds;
}

static void stop(int signal)
{
	(void)signal;
	worker_stop();
}

/* worker [handlers | imports] */
int main(int argc, char **argv)
{
	const struct job_kind *const all[] = {kinds_named(argc > 1 ? argv[1] : ""), NULL};
	static const struct schedule *const none[] = {NULL};
	struct arena *forever = arena_new(4096);
	struct sigaction action = {.sa_handler = stop};
	struct conf conf;
	struct worker *worker;
	struct problem p;
	log_set_program("jobs");
	problem_init(&p, forever);
	modules_register_tables();
	if (conf_load_default(forever, &conf, &p) < 0 || worker_new(&conf, all, none, &worker, &p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	log_set_level((enum log_level)log_level_from(conf.log_level));
	sigaction(SIGTERM, &action, NULL);
	worker_run(worker, 0);
	return 0;
}
