/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox/clerk_events.h"

#include <string.h>

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
	(void)c;
	const char *type = jvalue_string(jvalue_get(body, "type"));
	if (type != NULL && *type != '\0' && jvalue_kind(jvalue_get(body, "data")) == JSON_OBJECT)
		return type;
	*says = "is no event";
	return NULL;
}

static const char *look(struct call *c, const struct jvalue *body, struct json_out *checks)
{
	const char *ours = c->conf->clerk_instance, *instance = body == NULL ? NULL : jvalue_string(jvalue_get(body, "instance_id"));
	bool is_another = ours != NULL && instance != NULL && strcmp(instance, ours) != 0;
	if (ours != NULL && instance != NULL)
		json_out_member(checks, "instance", is_another ? "another" : "good");
	/* whose users these are: the event is applied to them, whatever the option says by then */
	json_out_member(checks, "issuer", c->conf->clerk_issuer);
	return is_another ? "it is of another instance of Clerk than CLERK_INSTANCE" : NULL;
}

int clerk_events_run(struct call *c, struct problem *p)
{
	static const struct svix_door door = {
	    .provider = "clerk",
	    .sender = "Clerk",
	    .option = "CLERK_WEBHOOK_SECRETS",
	    .prefix = "svix",
	    .id = HEADER_SVIX_ID,
	    .timestamp = HEADER_SVIX_TIMESTAMP,
	    .signature = HEADER_SVIX_SIGNATURE,
	    .type_of = type_of,
	    .look = look,
	};
	return svix_door_run(c, &door, &c->conf->clerk_webhook_secrets, p);
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
