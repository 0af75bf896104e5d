/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox/inbox.h"

#include <string.h>

#include "base/digest.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/bytes.h"
#include "db/tx.h"
#include "link/svix.h"
#include "rest/call.h"

enum { SHOWN_MOST = 200 };

const char *inbox_header(const struct call *c, enum http_header h)
{
	return c->request->repeated[h] ? NULL : request_header(c->request, h);
}

void inbox_put_header(struct json_out *o, const char *name, const char *value)
{
	if (value != NULL && utf8_valid(value, strlen(value))) {
		json_out_name(o, name);
		json_out_string_n(o, value, utf8_cut(value, strlen(value), SHOWN_MOST));
	}
}

int inbox_check_secrets(const char *option, const struct conf_list *secrets, struct problem *p)
{
	for (size_t i = 0; i < secrets->count; i++) {
		uint8_t key[SVIX_KEY_MOST];
		ssize_t size = svix_key(secrets->items[i], key);
		digest_wipe(key, sizeof key);
		if (size < 0)
			return problem_set(p, PROBLEM_INTERNAL, "%s: item %zu is no secret of a webhook (whsec_…)", option, i + 1);
	}
	return 0;
}

int inbox_take(struct call *c, const struct inbox_event *e, struct problem *p)
{
	static const struct statement take = {
	    .name = "inbox.take", .sql = "select inbox.take($1::uuid, $2, $3, $4, $5::jsonb, $6::bytea, $7::jsonb)", .writes = true};
	char id[UUID_TEXT_SIZE];
	const char *const values[] = {id, e->provider, e->event_id, e->type, e->headers, bytes_text(c->arena, c->request->body, c->request->body_size), e->checks};
	uuid_v7(id);
	tx_add(c->tx, &take, 7, values);
	return call_execute(c, p);
}

int inbox_refuse(struct call *c, const struct inbox_event *e, const char *note, struct problem *p)
{
	static const struct statement keep = {
	    .name = "inbox.keep_refused", .sql = "select inbox.keep_refused($1::uuid, $2, $3, $4::jsonb, $5::bytea, $6::jsonb, $7)", .writes = true};
	char id[UUID_TEXT_SIZE];
	const char *const values[] = {id, e->provider, e->type, e->headers, bytes_text(c->arena, c->request->body, c->request->body_size), e->checks, note};
	uuid_v7(id);
	tx_add(c->tx, &keep, 7, values);
	if (call_execute(c, p) < 0)
		return -1;
	return problem_set(p, PROBLEM_MALFORMED_REQUEST, "this is not what its sender would send");
}

const char *inbox_event_id(struct job_run *run, struct problem *p)
{
	const char *id = jvalue_string(jvalue_get(run->payload, "event_id"));
	if (id == NULL)
		problem_set(p, PROBLEM_INTERNAL, "the job names no event");
	return id;
}

enum job_outcome inbox_fail(struct job_run *run, const char *id, struct problem *p)
{
	static const struct statement failed = {.name = "inbox.failed", .sql = "select inbox.failed($1::uuid, $2, $3::boolean)", .writes = true};
	const char *const values[] = {id, p->detail == NULL ? problem_kind(p->code)->title : p->detail, run->attempt < run->max_attempts ? "false" : "true"};
	struct problem ignored; /* why it failed is what counts; the job says it too */
	struct tx *tx = job_tx(run);
	problem_init(&ignored, run->arena);
	tx_add(tx, &failed, 3, values);
	tx_commit(tx, &ignored);
	return JOB_AGAIN;
}

enum job_outcome inbox_apply(struct job_run *run, const struct statement *apply, struct problem *p)
{
	const char *id = inbox_event_id(run, p);
	if (id == NULL)
		return JOB_NEVER;
	struct tx *tx = job_tx(run);
	tx_add(tx, apply, 1, &id);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? inbox_fail(run, id, p) : JOB_DONE;
}
