/* SPDX-License-Identifier: Apache-2.0 */
/* The job that sends one delivery: a try, what became of it, and when the next one is. Of ten tries the last is 75 hours and
 * 35 minutes after the first (the schedule that Standard Webhooks recommends). */
#include <stdlib.h>
#include <string.h>

#include "auth/seal.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "events/actions.h"
#include "events/endpoints.h"
#include "events/signature.h"
#include "net/fetch.h"
#include "work/job.h"

enum { TIMEOUT_MS = 15000, ANSWER_MOST = 64 * 1024, SHOWN_MOST = 1000, KEPT_DAYS = 30, HOUR = 3600 };

/* Seconds from one try to the next. */
static const int waits[] = {5, 5 * 60, 30 * 60, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR};

enum { WAITS = sizeof waits / sizeof waits[0] };

struct delivery {
	const char *id, *endpoint_id, *url, *event_id, *type, *body, *secrets[2];
};

struct outcome {
	bool delivered;
	int status; /* 0: no answer */
	const char *error, *answer;
	int64_t ms;
	double retry_s; /* 0: never */
};

/* 1: there is nothing to send any more. */
static int read_delivery(struct job_run *run, struct delivery *d, struct problem *p)
{
	static const struct statement look = {
		.name = "webhooks.delivery", .sql = "select endpoint_id, url, event_id, type, body, secret, secret_before from events.delivery($1)", .writes = true};
	d->id = jvalue_string(jvalue_get(run->payload, "delivery_id"));
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &look, 1, &d->id);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	if (rows_count(rows) == 0)
		return 1;
	d->endpoint_id = rows_text(rows, 0, 0);
	d->url = rows_text(rows, 0, 1);
	d->event_id = rows_text(rows, 0, 2);
	d->type = rows_text(rows, 0, 3);
	d->body = rows_text(rows, 0, 4);
	for (int i = 0; i < 2; i++)
		d->secrets[i] = rows_text_or_null(rows, 0, 5 + i);
	return 0;
}

/* With the new secret, and the one before as long as it is good. */
static int sign(struct job_run *run, const struct delivery *d, int64_t now_s, struct buf *out, struct problem *p)
{
	for (int i = 0; i < 2 && d->secrets[i] != NULL; i++) {
		char *secret;
		size_t n;
		if (seal_open(run->arena, run->conf, endpoints_seal_context(run->arena, d->endpoint_id), d->secrets[i], &secret, &n, p) < 0)
			return -1;
		int rc = signature_write(out, secret, d->event_id, now_s, d->body, strlen(d->body));
		digest_wipe(secret, n);
		if (rc < 0)
			return problem_set(p, PROBLEM_INTERNAL, "the endpoint's secret is none");
	}
	return 0;
}

/* Text that Postgres takes: what a stranger sent may be anything. */
static const char *shown(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_strndup(a, s, n < SHOWN_MOST ? n : SHOWN_MOST);
	for (char *c = copy; *c != '\0'; c++)
		if ((unsigned char)*c >= 0x80 || ((unsigned char)*c < 0x20 && *c != '\n'))
			*c = '?';
	return copy;
}

/* What the receiver asks for, within a day; 0: nothing. */
static double retry_after(struct arena *a, const struct fetch_answer *answer)
{
	const char *text = fetch_header(a, answer, "Retry-After");
	long s = text == NULL ? 0 : strtol(text, NULL, 10);
	return s < 0 ? 0 : s > 24 * HOUR ? 24 * HOUR : (double)s;
}

static double wait_after(const struct job_run *run)
{
	uint16_t dice;
	if (run->attempt > WAITS || run->attempt >= run->max_attempts)
		return 0;
	digest_random(&dice, sizeof dice);
	return waits[run->attempt - 1] * (1 + dice / 65535.0 / 10);
}

static int send(struct job_run *run, const struct delivery *d, struct outcome *o, struct problem *p)
{
	struct buf signature;
	struct fetch_answer answer;
	struct problem why;
	int64_t now_s = clock_wall_us() / 1000000, started = clock_mono_us();
	buf_init(&signature, run->arena, 128);
	if (sign(run, d, now_s, &signature, p) < 0)
		return -1;
	const char *const headers[] = {"Content-Type: application/json",
				       arena_printf(run->arena, "webhook-id: %s", d->event_id),
				       arena_printf(run->arena, "webhook-timestamp: %lld", (long long)now_s),
				       arena_printf(run->arena, "webhook-signature: %s", buf_text(&signature)), NULL};
	const struct fetch f = {.method = "POST", .url = d->url, .headers = headers, .body = d->body, .body_size = strlen(d->body),
				.timeout_ms = TIMEOUT_MS, .most_bytes = ANSWER_MOST, .trusted = strcmp(run->conf->webhook_targets, "any") == 0};
	problem_init(&why, run->arena);
	bool answered = fetch_run(run->arena, &f, &answer, &why) == 0;
	*o = (struct outcome){.ms = (clock_mono_us() - started) / 1000};
	double wait = strcmp(d->type, "webhook.test") == 0 ? 0 : wait_after(run);
	if (!answered) {
		o->error = why.detail;
		o->retry_s = wait;
		return 0;
	}
	o->status = answer.status;
	o->answer = shown(run->arena, answer.body, answer.size);
	o->delivered = answer.status / 100 == 2;
	if (o->delivered)
		return 0;
	double asked = retry_after(run->arena, &answer);
	o->error = arena_printf(run->arena, "the receiver answered %d", answer.status);
	o->retry_s = answer.status == 410 ? 0 : wait > 0 && asked > wait ? asked : wait;
	return 0;
}

static int note(struct job_run *run, const struct delivery *d, const struct outcome *o, struct problem *p)
{
	static const struct statement tried = {
		.name = "webhooks.tried", .sql = "select events.note_try($1,$2,$3::int,$4,$5,$6::int,$7::float8)", .writes = true};
	struct arena *a = run->arena;
	struct tx *tx = job_tx(run);
	const char *const values[] = {d->id, o->delivered ? "true" : "false",
				      o->status == 0 ? NULL : arena_printf(a, "%d", o->status), o->error, o->answer,
				      arena_printf(a, "%lld", (long long)o->ms), o->retry_s > 0 ? arena_printf(a, "%.3f", o->retry_s) : NULL};
	tx_add(tx, &tried, 7, values);
	if (o->delivered)
		job_complete(run, tx, NULL);
	return tx_commit(tx, p);
}

enum job_outcome deliver_run(struct job_run *run, struct problem *p)
{
	struct delivery d;
	struct outcome o;
	int rc = read_delivery(run, &d, p);
	if (rc > 0)
		return JOB_DONE;
	if (rc < 0 || send(run, &d, &o, p) < 0 || note(run, &d, &o, p) < 0)
		return JOB_AGAIN;
	if (o.delivered)
		return JOB_DONE;
	problem_set(p, PROBLEM_BAD_GATEWAY, "%s", o.error);
	run->later_s = o.retry_s;
	return o.retry_s > 0 ? JOB_AGAIN : JOB_NEVER;
}

enum job_outcome forget_run(struct job_run *run, struct problem *p)
{
	static const struct statement forget = {.name = "webhooks.forget", .sql = "select events.forget_deliveries($1::int)", .writes = true};
	const char *const values[] = {arena_printf(run->arena, "%d", KEPT_DAYS)};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &forget, 1, values);
	if (tx_commit(tx, p) < 0)
		return JOB_AGAIN;
	run->result = arena_printf(run->arena, "{\"forgotten\":%s}", rows_text(tx_rows(tx, index), 0, 0));
	return JOB_DONE;
}
