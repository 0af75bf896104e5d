/* SPDX-License-Identifier: Apache-2.0 */
/* stagefy-api: a FastCGI worker with one connection to Postgres. It answers one request after the other, but takes the next while
 * a read waits for Postgres. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/modules.h"
#include "auth/slots.h"
#include "base/arena.h"
#include "base/confine.h"
#include "base/lanes.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/turns.h"
#include "conf/conf.h"
#include "correspondence/inbound.h"
#include "db/db.h"
#include "http/fcgi.h"
#include "http/request.h"
#include "http/response.h"
#include "inbox/inbox.h"
#include "serve/serve.h"

static void stop(int signal)
{
	(void)signal;
	fcgi_stop();
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = stop};
	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

/* A worker that has been woken goes on when the core is free, and does not push out who is at it: each lets the next one
 * finish what it has in the caches (measured: 5 % more requests). */
static void let_others_finish(void)
{
	sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
}

struct worker {
	const struct conf *conf;
	struct serve *serve;
	struct fcgi *places[LANES_MOST];
	struct arena *arenas[LANES_MOST];
};

static bool take(void *arg, unsigned lane, bool wait)
{
	const struct worker *w = arg;
	return wait ? fcgi_accept(w->places[lane]) : fcgi_accept_waiting(w->places[lane]);
}

static void answer(void *arg, unsigned lane)
{
	const struct worker *w = arg;
	const struct conf *conf = w->conf;
	struct fcgi *fcgi = w->places[lane];
	struct arena *a = w->arenas[lane];
	struct request request;
	struct response response;
	struct problem early;
	problem_init(&early, a);
	response_init(&response, a);
	const struct fcgi_place places[] = {
	    {.path = "/api/mail/inbound", .most = (size_t)conf->mail_inbound_max_bytes, .admit = inbound_admit, .arg = conf},
	    {.path = INBOX_PATHS, .most = INBOX_BODY_MOST}};
	struct fcgi_limits limits = {.most = (size_t)conf->body_max_bytes, .places = places, .count = sizeof places / sizeof places[0]};
	fcgi_read(fcgi, a, &limits, &request, &early);
	serve_request(w->serve, a, &request, &response, &early);
	fcgi_send(fcgi, &request, &response);
	serve_after(w->serve, a);
	arena_reset(a);
}

static void clear(void *arg)
{
	const struct worker *w = arg;
	db_be_alone(serve_db(w->serve));
}

static int open_places(struct worker *w, struct problem *p)
{
	enum { BLOCK = 64 * 1024 }; /* most requests need less, so one block is kept and no memory is asked for */
	for (int64_t i = 0; i < w->conf->worker_lanes; i++) {
		w->arenas[i] = arena_new(BLOCK);
		if (fcgi_open(&w->places[i], p) < 0)
			return -1;
	}
	if (w->conf->worker_lanes > 1)
		db_share(serve_db(w->serve), lanes_wait);
	return 0;
}

static int start(struct arena *a, struct conf *conf, struct worker *w, struct problem *p)
{
	if (conf_load_default(a, conf, p) < 0)
		return -1;
	if (conf->secret_keys.count == 0)
		return problem_set(p, PROBLEM_INTERNAL, "option SECRET_KEYS is not set");
	log_set_level((enum log_level)log_level_from(conf->log_level));
	if (serve_new(conf, app_modules, &w->serve, p) < 0)
		return -1;
	w->conf = conf;
	/* with a Postgres elsewhere most of a request is a wait, and all workers may go on; without a second lane a core is idle
	 * whenever the only request waits */
	unsigned turns = slots_cores() + (conf->worker_lanes == 1);
	if (db_is_near(serve_db(w->serve)) && turns_open(conf->runtime_dir, 0, turns, p) < 0)
		return -1;
	return open_places(w, p);
}

int main(void)
{
	struct arena *forever = arena_new(64 * 1024);
	struct conf conf;
	struct worker worker = {.serve = NULL};
	struct problem p;
	log_set_program("api");
	problem_init(&p, forever);
	if (start(forever, &conf, &worker, &p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	catch_signals();
	let_others_finish();
	if (strcmp(conf.confine, "on") == 0 && confine_can() && confine(&p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	const struct lanes_work work = {.take = take, .run = answer, .clear = clear, .arg = &worker};
	lanes_run((unsigned)conf.worker_lanes, &work);
	turns_give();
	return 0;
}
