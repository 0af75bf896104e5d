/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox/clerk_events.h"

#include <string.h>

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
	inbox_put_header(&o, "svix-id", inbox_header(c, HEADER_SVIX_ID));
	inbox_put_header(&o, "svix-timestamp", inbox_header(c, HEADER_SVIX_TIMESTAMP));
	inbox_put_header(&o, "user-agent", request_header(c->request, HEADER_USER_AGENT));
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* What was looked at so far: NULL for what was not. */
struct checks {
	const char *signature, *body, *instance;
};

static const char *checks_json(struct call *c, const struct checks *k)
{
	struct buf b;
	buf_init(&b, c->arena, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "signature", k->signature);
	if (k->body != NULL)
		json_out_member(&o, "body", k->body);
	if (k->instance != NULL)
		json_out_member(&o, "instance", k->instance);
	/* whose users these are: the event is applied to them, whatever the option says by then */
	json_out_member(&o, "issuer", c->conf->clerk_issuer);
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* The type of the event, or NULL: the body is none. */
static const char *read_event(struct call *c, struct checks *k)
{
	const struct jvalue *body;
	struct json_fault fault = {JSON_OK, 0};
	if (jvalue_parse_body(c->arena, c->request->body, c->request->body_size, &body, &fault) < 0 || fault.kind != JSON_OK) {
		k->body = jvalue_fault_text(fault.kind);
		return NULL;
	}
	const char *type = jvalue_string(jvalue_get(body, "type")), *instance = jvalue_string(jvalue_get(body, "instance_id"));
	if (type == NULL || *type == '\0' || jvalue_kind(jvalue_get(body, "data")) != JSON_OBJECT) {
		k->body = "is no event";
		return NULL;
	}
	k->body = "good";
	if (c->conf->clerk_instance != NULL && instance != NULL)
		k->instance = strcmp(instance, c->conf->clerk_instance) == 0 ? "good" : "another";
	return type;
}

static int refuse(struct call *c, struct inbox_event *e, const struct checks *k, const char *note, struct problem *p)
{
	e->checks = checks_json(c, k);
	return inbox_refuse(c, e, note, p);
}

int clerk_events_run(struct call *c, struct problem *p)
{
	const struct svix_headers h = {inbox_header(c, HEADER_SVIX_ID), inbox_header(c, HEADER_SVIX_TIMESTAMP), inbox_header(c, HEADER_SVIX_SIGNATURE)};
	struct inbox_event e = {.provider = "clerk", .event_id = h.id, .type = "", .headers = headers_json(c)};
	struct checks k = {0};
	if (c->conf->clerk_webhook_secrets.count == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "no events of Clerk are taken here: CLERK_WEBHOOK_SECRETS is not set");
	enum svix_verdict verdict =
	    svix_verify(c->arena, &c->conf->clerk_webhook_secrets, &h, c->request->body, c->request->body_size, clock_wall_us() / 1000000);
	k.signature = svix_verdict_name(verdict);
	if (verdict != SVIX_GOOD)
		return refuse(c, &e, &k, "it is not signed as Clerk signs", p);
	const char *type = read_event(c, &k);
	if (type == NULL)
		return refuse(c, &e, &k, "Clerk signed it, but it cannot be read", p);
	e.type = type;
	if (k.instance != NULL && strcmp(k.instance, "good") != 0)
		return refuse(c, &e, &k, "it is of another instance of Clerk than CLERK_INSTANCE", p);
	e.checks = checks_json(c, &k);
	return inbox_take(c, &e, p);
}

enum job_outcome clerk_events_apply_run(struct job_run *run, struct problem *p)
{
	static const struct statement apply = {.name = "clerk.apply", .sql = "select inbox.apply_clerk($1::uuid)", .writes = true};
	return inbox_apply(run, &apply, p);
}

enum job_outcome clerk_events_erase_run(struct job_run *run, struct problem *p)
{
	static const struct statement erase = {.name = "clerk.erase", .sql = "select inbox.erase_clerk_users(100)", .writes = true};
	struct tx *tx = job_tx(run);
	tx_add(tx, &erase, 0, NULL);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

int clerk_events_check(const struct conf *conf, struct problem *p)
{
	if (inbox_check_secrets("CLERK_WEBHOOK_SECRETS", &conf->clerk_webhook_secrets, p) < 0)
		return -1;
	if (conf->clerk_webhook_secrets.count > 0 && conf->clerk_issuer == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "CLERK_WEBHOOK_SECRETS needs CLERK_ISSUER: whose users the events are about");
	return 0;
}
