/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox/replicate_events.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "inbox/inbox.h"
#include "link/svix.h"
#include "rest/call.h"

/* All but the signature. */
static const char *headers_json(struct call *c)
{
	struct buf b;
	buf_init(&b, c->arena, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	inbox_put_header(&o, "webhook-id", inbox_header(c, HEADER_WEBHOOK_ID));
	inbox_put_header(&o, "webhook-timestamp", inbox_header(c, HEADER_WEBHOOK_TIMESTAMP));
	inbox_put_header(&o, "user-agent", request_header(c->request, HEADER_USER_AGENT));
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* What was looked at so far: NULL for what was not. */
struct checks {
	const char *signature, *body, *ai_job;
};

static const char *checks_json(struct call *c, const struct checks *k)
{
	struct buf b;
	buf_init(&b, c->arena, 128);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "signature", k->signature);
	if (k->body != NULL)
		json_out_member(&o, "body", k->body);
	if (k->ai_job != NULL) /* the signature does not cover it */
		json_out_member(&o, "ai_job", k->ai_job);
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* The type of the event, or NULL: the body is no prediction. */
static const char *read_event(struct call *c, struct checks *k)
{
	const struct jvalue *body;
	struct json_fault fault = {JSON_OK, 0};
	if (jvalue_parse_body(c->arena, c->request->body, c->request->body_size, &body, &fault) < 0 || fault.kind != JSON_OK) {
		k->body = jvalue_fault_text(fault.kind);
		return NULL;
	}
	const char *id = jvalue_string(jvalue_get(body, "id")), *status = jvalue_string(jvalue_get(body, "status"));
	if (id == NULL || *id == '\0' || status == NULL) {
		k->body = "is no prediction";
		return NULL;
	}
	k->body = "good";
	return arena_printf(c->arena, "prediction.%s", status);
}

static int refuse(struct call *c, struct inbox_event *e, const struct checks *k, const char *note, struct problem *p)
{
	e->checks = checks_json(c, k);
	return inbox_refuse(c, e, note, p);
}

int replicate_events_run(struct call *c, struct problem *p)
{
	const struct svix_headers h = {inbox_header(c, HEADER_WEBHOOK_ID), inbox_header(c, HEADER_WEBHOOK_TIMESTAMP), inbox_header(c, HEADER_WEBHOOK_SIGNATURE)};
	const struct conf_list *secrets = &c->conf->replicate_webhook_secrets;
	struct inbox_event e = {.provider = "replicate", .event_id = h.id, .type = "", .headers = headers_json(c)};
	struct checks k = {0};
	if (secrets->count == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "no events of Replicate are taken here: REPLICATE_WEBHOOK_SECRETS is not set");
	if (call_check_id(c, "picture", p) < 0)
		return -1;
	k.ai_job = c->params[0];
	enum svix_verdict verdict = svix_verify(c->arena, secrets, &h, c->request->body, c->request->body_size, clock_wall_us() / 1000000);
	k.signature = svix_verdict_name(verdict);
	if (verdict != SVIX_GOOD)
		return refuse(c, &e, &k, "it is not signed as Replicate signs", p);
	const char *type = read_event(c, &k);
	if (type == NULL)
		return refuse(c, &e, &k, "Replicate signed it, but it cannot be read", p);
	e.type = type;
	e.checks = checks_json(c, &k);
	return inbox_take(c, &e, p);
}

enum job_outcome replicate_events_apply_run(struct job_run *run, struct problem *p)
{
	static const struct statement apply = {.name = "replicate.apply", .sql = "select inbox.apply_replicate($1::uuid)", .writes = true};
	return inbox_apply(run, &apply, p);
}

int replicate_events_check(const struct conf *conf, struct problem *p)
{
	return inbox_check_secrets("REPLICATE_WEBHOOK_SECRETS", &conf->replicate_webhook_secrets, p);
}
