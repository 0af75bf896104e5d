/* SPDX-License-Identifier: Apache-2.0 */
/* One round is one transaction: take the next changes, make deliveries of them, tell them to this machine's nginx, commit. A
 * relay that dies in between has told something that will be told again, which does no harm; its locks go with its
 * connection, and the next one goes on. */
#include "events/relay.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/db.h"
#include "db/tx.h"
#include "net/fetch.h"
#include "serve/event.h"

enum { HEAP = 500, DEADLINE_MS = 10000, TELL_MS = 1000, ANSWER_MOST = 4096, LOOK_MS = 200, GATHER_MS = 50, APART_MS = 1000 };

struct relay {
	const struct conf *conf;
	struct db *db;
	struct arena *forever, *round;
	const char *types, *socket, *place, *most;
	bool deaf; /* nginx did not take the last message: said once */
};

static const char *host_name(struct arena *a)
{
	char name[HOST_NAME_MAX + 1];
	if (gethostname(name, sizeof name) < 0)
		abort();
	name[sizeof name - 1] = '\0';
	return arena_strdup(a, name);
}

int relay_new(const struct conf *conf, struct relay **out, struct problem *p)
{
	struct relay *r = calloc(1, sizeof *r);
	if (r == NULL)
		abort();
	r->conf = conf;
	r->forever = arena_new(8192);
	r->round = arena_new(64 * 1024);
	r->types = event_types(r->forever, NULL, 0);
	r->socket = arena_printf(r->forever, "%s/events.sock", conf->runtime_dir);
	r->place = arena_printf(r->forever, "%s:%s", host_name(r->forever), r->socket);
	r->most = arena_printf(r->forever, "%d", HEAP);
	if (db_new_for_jobs(conf, DEADLINE_MS, &r->db, p) < 0) {
		relay_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

void relay_free(struct relay *r)
{
	if (r->db != NULL)
		db_free(r->db);
	arena_free(r->round);
	arena_free(r->forever);
	free(r);
}

/* A message, or NULL to send the listeners away. Without nginx nobody listens, and who comes back reads everything anew. */
static void tell(struct relay *r, const char *channel, const char *message)
{
	static const char *const headers[] = {"X-EventSource-Event: changes", "Content-Type: application/json", NULL};
	struct problem p;
	struct fetch_answer answer;
	const struct fetch f = {
		.method = message == NULL ? "DELETE" : "POST",
		.url = arena_printf(r->round, "http://nginx/channel/%s", channel),
		.headers = headers,
		.body = message,
		.body_size = message == NULL ? 0 : strlen(message),
		.timeout_ms = TELL_MS,
		.most_bytes = ANSWER_MOST,
		.trusted = true,
		.socket = r->socket,
	};
	problem_init(&p, r->round);
	bool told = fetch_run(r->round, &f, &answer, &p) == 0 && (answer.status / 100 == 2 || answer.status == 404);
	if (!told && !r->deaf)
		log_event(LOG_WARN, "events_not_told", "%s", p.detail != NULL ? p.detail : "nginx refused a message");
	r->deaf = !told;
}

int relay_round(struct relay *r)
{
	static const struct statement deliver = {
		.name = "events.deliver", .sql = "select events.deliver($1::jsonb, $2::int)", .writes = true};
	static const struct statement next = {
		.name = "events.relay", .sql = "select channel, message from events.relay($1, $2::jsonb, $3::int)", .writes = true};
	struct problem p;
	arena_reset(r->round);
	problem_init(&p, r->round);
	struct tx *tx = tx_begin(r->db, r->round);
	const char *const values[] = {r->place, r->types, r->most};
	tx_add(tx, &deliver, 2, values + 1);
	int index = tx_add(tx, &next, 3, values);
	if (tx_read(tx, &p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	int count = rows_count(rows);
	for (int i = 0; i < count; i++)
		tell(r, rows_text(rows, i, 0), rows_text_or_null(rows, i, 1));
	return tx_commit(tx, &p) < 0 ? -1 : count;
}

static void wait_ms(int ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

static void *run(void *arg)
{
	struct relay *r = arg;
	for (;;) {
		int told = relay_round(r);
		/* where something moved more will: one round for all of it costs what one for each of it would */
		wait_ms(told > 0 ? GATHER_MS : told == 0 ? LOOK_MS : APART_MS);
	}
	return NULL;
}

int relay_start(const struct conf *conf, struct problem *p)
{
	struct relay *r;
	pthread_t thread;
	sigset_t all, before;
	if (relay_new(conf, &r, p) < 0)
		return -1;
	sigfillset(&all); /* signals are the worker's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = pthread_create(&thread, NULL, run, r);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : problem_set(p, PROBLEM_INTERNAL, "a thread could not be started: %s", strerror(rc));
}
