/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/module.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"
#include "link/mailer.h"
#include "mail/content.h"
#include "mail/platform_mails.h"
#include "mail/send.h"
#include "mail/tidy.h"

static const struct resource *const resources[] = {&mail_mails, NULL};

static const struct tag tags[] = {{"platform_mails", "Mails of no agency, such as those for a forgotten password, for platform admins."}, {NULL, NULL}};

static const struct action actions[] = {
    {HTTP_GET, "/api/mails/{id}/content", "readMailContent", "mails", "What a mail says", ROLES_MANAGE | ROLE_PLATFORM, 0, 200,
     .response = content_fields, .answers = "MailContent", .problems = PROBLEM_BIT(GONE),
     .doc = "As long as it is kept: until the mail server has taken it, or for 30 days where mails go into files.", .handle = content_run},
    {HTTP_GET, "/api/platform_mails", "listPlatformMails", "platform_mails", "The last mails of the platform", ROLE_PLATFORM, 0, 200,
     .response = platform_mails_fields, .handle = platform_mails_run},
    {HTTP_GET, "/api/platform_mails/{id}/content", "readPlatformMailContent", "platform_mails", "What a mail of the platform says",
     ROLE_PLATFORM, 0, 200, .response = content_fields, .answers = "MailContent", .problems = PROBLEM_BIT(GONE),
     .doc = "The same for mails that belong to no agency.", .handle = content_platform_run},
    {.path = NULL}};

/* Retried for a day and a half (send.c): greylisting lasts minutes, a server that is away seldom more than a night. */
static const struct job_kind jobs[] = {
    {.name = "mail.send", .run = send_run, .max_attempts = SEND_ATTEMPTS, .timeout_s = 660, .at_once = 2},
    {.name = "mail.tidy", .run = tidy_run, .platform = true},
    {.name = NULL}};

static const struct schedule schedules[] = {{.name = "mails", .cron = "45 3 * * *", .kind = "mail.tidy"}, {.name = NULL}};

static int check(const struct conf *conf, struct problem *p)
{
	struct mailer *m;
	struct arena *a = arena_new(1024);
	int rc = mailer_open(a, conf, &m, p);
	arena_free(a);
	return rc;
}

const struct module mail_module = {.name = "mail", .resources = resources, .actions = actions, .tags = tags, .jobs = jobs, .schedules = schedules, .check = check};
