/* SPDX-License-Identifier: Apache-2.0 */
/* stagefy-api: a FastCGI worker. One request at a time, one connection to Postgres. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/modules.h"
#include "auth/slots.h"
#include "base/arena.h"
#include "base/confine.h"
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

static void answer_one(struct fcgi *fcgi, struct serve *serve, struct arena *a, const struct conf *conf)
{
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
	serve_request(serve, a, &request, &response, &early);
	fcgi_send(fcgi, &request, &response);
	serve_after(serve, a);
}

static int start(struct arena *a, struct conf *conf, struct serve **serve, struct fcgi **fcgi, struct problem *p)
{
	if (conf_load_default(a, conf, p) < 0)
		return -1;
	if (conf->secret_keys.count == 0)
		return problem_set(p, PROBLEM_INTERNAL, "option SECRET_KEYS is not set");
	log_set_level((enum log_level)log_level_from(conf->log_level));
	if (serve_new(conf, app_modules, serve, p) < 0)
		return -1;
	/* with a Postgres elsewhere most of a request is a wait, and all workers may go on */
	if (db_is_near(serve_db(*serve)) && turns_open(conf->runtime_dir, 0, slots_cores() + 1, p) < 0)
		return -1;
	return fcgi_open(fcgi, p);
}

int main(void)
{
	enum { BLOCK = 64 * 1024 }; /* most requests need less, so one block is kept and no memory is asked for */
	struct arena *forever = arena_new(BLOCK), *a = arena_new(BLOCK);
	struct conf conf;
	struct serve *serve = NULL;
	struct fcgi *fcgi = NULL;
	struct problem p;
	log_set_program("api");
	problem_init(&p, forever);
	if (start(forever, &conf, &serve, &fcgi, &p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	catch_signals();
	let_others_finish();
	if (strcmp(conf.confine, "on") == 0 && confine_can() && confine(&p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	while (fcgi_accept(fcgi)) {
		answer_one(fcgi, serve, a, &conf);
		arena_reset(a);
	}
	turns_give();
	return 0;
}
