/* SPDX-License-Identifier: Apache-2.0 */
/* The queue, for those who answer for it: how deep, how fast, what has failed; and failures begun anew. Whose jobs: the agency's,
 * or, for platform admins, everybody's. The functions behind it refuse whoever may not. */
#include <string.h>

#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "jobs/actions.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/write.h"

#define JOBS_MOST "50"

static const struct field kind_fields[] = {
    {"kind", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What such jobs do.", .example = "\"media.derive\""},
    {"waiting", FIELD_INT, FIELD_NOT_NULL, .doc = "Could be done now.", .example = "3"},
    {"oldest_at", FIELD_TIME, .doc = "Since when the first of those waits; null: none does.", .example = "\"2026-05-12T09:30:00Z\""},
    {"later", FIELD_INT, FIELD_NOT_NULL, .doc = "Their time has not come, as after a failed attempt.", .example = "1"},
    {"running", FIELD_INT, FIELD_NOT_NULL, .doc = "At work.", .example = "2"},
    {"failed", FIELD_INT, FIELD_NOT_NULL, .doc = "Failed for good within seven days.", .example = "1"},
    {.type = FIELD_END}};

static const struct field hour_fields[] = {
    {"hour", FIELD_TIME, FIELD_NOT_NULL, .doc = "Its beginning.", .example = "\"2026-05-12T09:00:00Z\""},
    {"completed", FIELD_INT, FIELD_NOT_NULL, .doc = "How many completed in it.", .example = "120"},
    {"failed", FIELD_INT, FIELD_NOT_NULL, .doc = "How many failed for good.", .example = "1"},
    {"cancelled", FIELD_INT, FIELD_NOT_NULL, .doc = "How many were cancelled.", .example = "0"},
    {.type = FIELD_END}};

static const struct field job_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the job.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"agency", FIELD_TEXT, .doc = "The name of its agency; null: it is the platform's.", .example = "\"Maison Alzette\""},
    {"kind", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What it does.", .example = "\"media.derive\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "processing|failed", .doc = "At work, or failed for good.", .example = "\"failed\""},
    {"progress", FIELD_INT, FIELD_NOT_NULL, .doc = "Percent done.", .example = "40"},
    {"step", FIELD_TEXT, .doc = "What it is or was at.", .example = "\"thumbnails\""},
    {"error", FIELD_JSON, .doc = "Why the last attempt failed: `code` and `detail`.",
     .example = "{\"code\":\"storage-unavailable\",\"detail\":\"The file store cannot be reached\"}"},
    {"attempts", FIELD_INT, FIELD_NOT_NULL, .doc = "How many were begun.", .example = "5"},
    {"max_attempts", FIELD_INT, FIELD_NOT_NULL, .doc = "After how many it fails.", .example = "5"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was asked for.", .example = "\"2026-05-12T09:30:00Z\""},
    {"started_at", FIELD_TIME, .doc = "When its first attempt began.", .example = "\"2026-05-12T09:30:01Z\""},
    {"ended_at", FIELD_TIME, .doc = "When it failed; null: it is at work.", .example = "\"2026-05-12T09:31:00Z\""},
    {.type = FIELD_END}};

const struct field queue_fields[] = {
    {"kinds", FIELD_LIST, FIELD_NOT_NULL, .fields = kind_fields, .doc = "Kinds of which a job is live or has failed within seven days."},
    {"hours", FIELD_LIST, FIELD_NOT_NULL, .fields = hour_fields, .doc = "What ended in each of the last 24 hours, the present one last."},
    {"jobs", FIELD_LIST, FIELD_NOT_NULL, .fields = job_fields,
     .doc = "Those at work, then those that failed within seven days; newest first and " JOBS_MOST " of each at most."},
    {.type = FIELD_END}};

const struct field queue_retry_request[] = {
    {"kind", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 1, .most = 61, .doc = "Of which the failures begin anew.", .example = "\"media.derive\""},
    {"expected", FIELD_INT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 1, .most = 1000000, .doc = "How many have failed, as the summary said.",
     .example = "12"},
    {.type = FIELD_END}};

const struct field queue_retry_response[] = {
    {"begun", FIELD_INT, FIELD_NOT_NULL, .doc = "How many wait for their turn again: 5,000 at most, and none whose work another job does already.",
     .example = "12"},
    {.type = FIELD_END}};

static int summary(struct call *c, const char *every, struct problem *p)
{
	static const struct statement kinds = {
		.name = "queue.kinds", .sql = "select kind, waiting, oldest_at, later, running, failed from work.queue_kinds($1)"};
	static const struct statement hours = {.name = "queue.hours", .sql = "select hour, completed, failed, cancelled from work.queue_hours($1)"};
	/* in the order of job_fields */
	static const struct statement jobs = {
		.name = "queue.jobs",
		.sql = "select id, agency, kind, status, progress, step, error, attempts, max_attempts, created_at, started_at, ended_at "
		       "from work.queue_jobs($1, " JOBS_MOST ")"};
	int k = tx_add(c->tx, &kinds, 1, &every), h = tx_add(c->tx, &hours, 1, &every), j = tx_add(c->tx, &jobs, 1, &every);
	if (call_execute(c, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	answer_member(&o, c, "kinds", k, kind_fields);
	answer_member(&o, c, "hours", h, hour_fields);
	answer_member(&o, c, "jobs", j, job_fields);
	json_out_close(&o, '}');
	return 0;
}

static int retry_kind(struct call *c, const char *every, struct problem *p)
{
	static const struct statement retry = {.name = "queue.retry", .sql = "select work.retry_kind($1, $2::int, $3)", .writes = true};
	struct write w;
	if (write_read(c->arena, queue_retry_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "kind"), write_text(&w, "expected"), every};
	int index = tx_add(c->tx, &retry, 3, values);
	if (call_execute(c, p) < 0)
		return -1;
	buf_printf(&c->response->body, "{\"begun\":%s}", rows_text(tx_rows(c->tx, index), 0, 0));
	return 0;
}

int queue_summary_run(struct call *c, struct problem *p)
{
	return summary(c, "false", p);
}

int queue_retry_run(struct call *c, struct problem *p)
{
	return retry_kind(c, "false", p);
}

int platform_queue_summary_run(struct call *c, struct problem *p)
{
	return summary(c, "true", p);
}

int platform_queue_retry_run(struct call *c, struct problem *p)
{
	return retry_kind(c, "true", p);
}

int platform_queue_retry_job_run(struct call *c, struct problem *p)
{
	static const struct statement retry = {.name = "queue.retry_any", .sql = "select work.retry_any($1)", .writes = true};
	return job_ask(c, &retry, p);
}
