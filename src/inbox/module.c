/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "db/tx.h"
#include "inbox/clerk_events.h"
#include "inbox/platform_webhooks.h"
#include "inbox/replicate_events.h"

static const struct action actions[] = {
    {HTTP_GET, "/api/platform_webhooks", "listPlatformWebhooks", "platform_webhooks", "What other systems sent", ROLE_PLATFORM, 0, 200,
     .query = webhooks_query, .response = webhooks_response, .doc = "It is kept for 30 days.", .handle = platform_webhooks_run},
    {HTTP_GET, "/api/platform_webhooks/{id}", "readPlatformWebhook", "platform_webhooks", "One event as it came", ROLE_PLATFORM, 0, 200,
     .response = webhook_fields, .problems = PROBLEM_BIT(NOT_FOUND), .handle = platform_webhook_run},
    {HTTP_POST, "/api/platform_webhooks/{id}/replay", "replayPlatformWebhook", "platform_webhooks", "Apply an event once more", ROLE_PLATFORM, 0, 204,
     .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT),
     .doc = "As if its sender had repeated it: what was applied changes nothing. What was refused at the door cannot be: 409.",
     .handle = platform_webhook_replay_run},
    {HTTP_POST, "/api/webhooks/clerk", "receiveClerkEvent", "webhooks", "Take an event of Clerk", 0, ACTION_PUBLIC, 204, .consumes = "application/json",
     .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "Called by Clerk alone, signed with one of CLERK_WEBHOOK_SECRETS. It is kept once for each svix-id and applied by a job; whatever is not "
	    "signed as it must be is 400.",
     .example = "{\"data\":{\"id\":\"user_2abc\",\"object\":\"user\"},\"object\":\"event\",\"timestamp\":1767225600000,\"type\":\"user.created\"}",
     .handle = clerk_events_run},
    {HTTP_POST, "/api/webhooks/replicate/{id}", "receiveReplicateEvent", "webhooks", "Take an event of Replicate", 0, ACTION_PUBLIC, 204,
     .consumes = "application/json", .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "Called by Replicate alone, signed with one of REPLICATE_WEBHOOK_SECRETS, when a picture that it was asked for is done. It is a hint: what became of "
	    "the picture is asked of Replicate. It is kept once for each webhook-id; whatever is not signed as it must be is 400.",
     .example = "{\"id\":\"k2v7q1w8m3n4b5x6z7c8d9f0a1\",\"status\":\"succeeded\",\"output\":\"https://replicate.delivery/xezq/AbC/out.jpg\"}",
     .handle = replicate_events_run},
    {.path = NULL}};

static const struct tag tags[] = {{"platform_webhooks", "What other systems sent, for platform admins."},
				  {"webhooks", "The doors through which other systems tell what happened there."},
				  {NULL, NULL}};

static enum job_outcome tidy_run(struct job_run *run, struct problem *p)
{
	static const struct statement tidy = {.name = "inbox.tidy", .sql = "select inbox.tidy()", .writes = true};
	struct tx *tx = job_tx(run);
	tx_add(tx, &tidy, 0, NULL);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

static const struct job_kind jobs[] = {
    {.name = "inbox.tidy", .run = tidy_run, .platform = true},
    /* one at a time: what an event means depends on those before it */
    {.name = "clerk.apply", .run = clerk_events_apply_run, .timeout_s = 60, .at_once = 1, .platform = true},
    {.name = "clerk.erase", .run = clerk_events_erase_run, .platform = true},
    {.name = "replicate.apply", .run = replicate_events_apply_run, .timeout_s = 60, .platform = true},
    {.name = NULL}};

static const struct schedule schedules[] = {{.name = "inbox", .cron = "25 * * * *", .kind = "inbox.tidy"},
					     {.name = "clerk_erase", .cron = "35 * * * *", .kind = "clerk.erase"},
					     {.name = NULL}};

static int check(const struct conf *conf, struct problem *p)
{
	return clerk_events_check(conf, p) < 0 || replicate_events_check(conf, p) < 0 ? -1 : 0;
}

const struct module inbox_module = {.name = "inbox", .actions = actions, .tags = tags, .jobs = jobs, .schedules = schedules, .check = check};
