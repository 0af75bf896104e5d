/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox/replicate_events.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "inbox/inbox.h"
#include "inbox/svix_door.h"
#include "rest/call.h"

static const char *type_of(struct call *c, const struct jvalue *body, const char **says)
{
	const char *id = jvalue_string(jvalue_get(body, "id")), *status = jvalue_string(jvalue_get(body, "status"));
	if (id != NULL && *id != '\0' && status != NULL)
		return arena_printf(c->arena, "prediction.%s", status);
	*says = "is no prediction";
	return NULL;
}

/* The signature does not cover it. */
static const char *look(struct call *c, const struct jvalue *body, struct json_out *checks)
{
	(void)body;
	json_out_member(checks, "ai_job", c->params[0]);
	return NULL;
}

int replicate_events_run(struct call *c, struct problem *p)
{
	static const struct svix_door door = {
	    .provider = "replicate",
	    .sender = "Replicate",
	    .option = "REPLICATE_WEBHOOK_SECRETS",
	    .prefix = "webhook",
	    .id = HEADER_WEBHOOK_ID,
	    .timestamp = HEADER_WEBHOOK_TIMESTAMP,
	    .signature = HEADER_WEBHOOK_SIGNATURE,
	    .type_of = type_of,
	    .look = look,
	};
	if (call_check_id(c, "picture", p) < 0)
		return -1;
	return svix_door_run(c, &door, &c->conf->replicate_webhook_secrets, p);
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
