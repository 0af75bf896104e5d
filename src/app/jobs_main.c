/* SPDX-License-Identifier: Apache-2.0 */
/* stagefy-jobs: does what outlives a request. One job at a time, one connection to Postgres (a second that keeps what
 * it holds, a third for the relay of events, a fourth where it takes jobs for the others of its machine). */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/modules.h"
#include "base/arena.h"
#include "base/confine.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "events/relay.h"
#include "image/call.h"
#include "image/film.h"
#include "media/derive.h"
#include "serve/module.h"
#include "work/launcher.h"
#include "work/worker.h"

static void stop(int signal)
{
	(void)signal;
	worker_stop();
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

/* Every domain's rows, as lists of lists. */
static void gather(struct arena *a, const struct job_kind ***kinds, const struct schedule ***schedules)
{
	size_t count = 0, k = 0, s = 0;
	while (app_modules[count] != NULL)
		count++;
	*kinds = arena_new_array(a, const struct job_kind *, count + 1);
	*schedules = arena_new_array(a, const struct schedule *, count + 1);
	for (size_t i = 0; i < count; i++) {
		if (app_modules[i]->jobs != NULL)
			(*kinds)[k++] = app_modules[i]->jobs;
		if (app_modules[i]->schedules != NULL)
			(*schedules)[s++] = app_modules[i]->schedules;
	}
}

static int start(struct arena *a, struct conf *conf, struct worker **worker, struct problem *p)
{
	const struct job_kind **kinds;
	const struct schedule **schedules;
	if (conf_load_default(a, conf, p) < 0)
		return -1;
	log_set_level((enum log_level)log_level_from(conf->log_level));
	gather(a, &kinds, &schedules);
	modules_register_tables();
	return worker_new(conf, kinds, schedules, worker, p);
}

int main(void)
{
	const char *const programs[] = {derive_program(), edit_program(), film_program(), NULL};
	struct arena *forever = arena_new(16 * 1024);
	struct conf conf;
	struct worker *worker;
	struct problem p;
	log_set_program("jobs");
	problem_init(&p, forever);
	/* before the options are read: what it starts has never seen a secret */
	if (launcher_start(programs, &p) < 0 || start(forever, &conf, &worker, &p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	catch_signals();
	if (strcmp(conf.confine, "on") == 0 && confine_can() && confine(&p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	if (relay_start(&conf, &p) < 0) {
		log_event(LOG_ERROR, "start", "%s", p.detail);
		return 1;
	}
	worker_run(worker, 0);
	_exit(0); /* at once: the keeper may be in the middle of a word with Postgres */
}
