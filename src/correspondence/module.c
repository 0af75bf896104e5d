/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/module.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"
#include "correspondence/compose.h"
#include "correspondence/inbound.h"
#include "correspondence/receive.h"

static const struct resource *const resources[] = {&correspondence_conversations, &correspondence_messages, &correspondence_templates, NULL};

static const struct action actions[] = {
    {HTTP_POST, "/api/messages", "writeMessage", "messages", "Write to a contact", CORRESPONDENCE_ROLES, 0, 201, .request = message_request,
     .answers = "Message", .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "It goes out by mail in the caller's name, to the contact's main address; answers come back into the conversation where this "
	    "installation takes mail, else to the caller's own address. A contact who has withdrawn the consent to be contacted is written to only "
	    "in answer to a message of theirs (answers_id).",
     .example = "{\"contact_id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\",\"subject\":\"Your visit\",\"body\":\"Hello {{contact.first_name}},\\n\\nuntil Saturday.\"}",
     .scope = "messages", .handle = message_write_run},
    {HTTP_POST, "/api/messages/preview", "previewMessage", "messages", "Read a message as it would go out", CORRESPONDENCE_ROLES, ACTION_REPEATABLE, 200,
     .request = message_request, .response = message_preview,
     .doc = "With the names in double braces filled in. Nothing is kept or sent; attachments are not looked at.",
     .example = "{\"contact_id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\",\"subject\":\"Your visit\",\"body\":\"Hello {{contact.first_name}},\"}",
     .scope = "messages", .handle = message_preview_run},
    {HTTP_POST, "/api/mail/inbound", "receiveMail", "inbound_mail", "Pass on a mail that came in", 0, ACTION_PUBLIC, 204, .consumes = "message/rfc822",
     .query = inbound_query, .problems = PROBLEM_BIT(UNAUTHENTICATED) | PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "For the operator's mail server, with MAIL_INBOUND_SECRET as a bearer token: the mail as it is on the wire, up to MAIL_INBOUND_MAX_BYTES. "
	    "The conversation is found by the address it was sent to, else by the message it answers; a mail of none is 404, so that its sender is told.",
     .handle = inbound_run},
    {.path = NULL}};

static const struct tag tags[] = {{"inbound_mail", "The door through which a mail server passes mails on."}, {NULL, NULL}};

/* Mails come seldom and are small work, but a broken one is tried but a few times. */
static const struct job_kind jobs[] = {{.name = "correspondence.receive", .run = receive_run, .max_attempts = 3, .timeout_s = 60},
				       {.name = "correspondence.tidy", .run = receive_tidy_run, .platform = true},
				       {.name = NULL}};

static const struct schedule schedules[] = {{.name = "inbound_mails", .cron = "50 3 * * *", .kind = "correspondence.tidy"}, {.name = NULL}};

static int check(const struct conf *conf, struct problem *p)
{
	struct arena *a = arena_new(1024);
	int rc = inbound_check(a, conf, p);
	arena_free(a);
	return rc;
}

const struct module correspondence_module = {.name = "correspondence",
					     .resources = resources,
					     .actions = actions,
					     .tags = tags,
					     .jobs = jobs,
					     .schedules = schedules,
					     .check = check};
