/* SPDX-License-Identifier: Apache-2.0 */
#include "notify/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "notify/actions.h"
#include "notify/digest.h"

static const struct resource *const resources[] = {&notify_notifications, NULL};

static const struct action actions[] = {
    {HTTP_POST, "/api/notifications/{id}/read", "readNotification", "notifications", "Mark one as read", ROLES_READ, 0, 204,
     .problems = PROBLEM_BIT(NOT_FOUND), .doc = "Once more changes nothing.", .handle = mark_read_run},
    {HTTP_POST, "/api/notifications/read-all", "readAllNotifications", "notifications", "Mark all as read, up to a moment", ROLES_READ, 0, 200,
     .request = read_all_request, .response = read_all_response,
     .doc = "What came since, or came again, stays unread: nobody has seen it.", .handle = mark_all_read_run},
    {HTTP_GET, "/api/notification_preferences", "readNotificationPreferences", "notifications", "What one wants to be told of", ROLES_READ, 0, 200,
     .response = preferences_response, .answers = "NotificationPreferences", .handle = preferences_read_run},
    {HTTP_PUT, "/api/notification_preferences", "updateNotificationPreferences", "notifications", "Choose what to be told of", ROLES_READ, 0, 200,
     .request = preferences_request, .response = preferences_response, .answers = "NotificationPreferences",
     .doc = "In this agency, from now on. Mails go to the address of the account once that is confirmed.", .handle = preferences_update_run},
    {.path = NULL}};

static const struct job_kind jobs[] = {
    {.name = "notify.ask_digests", .run = ask_digests_run, .platform = true},
    {.name = "notify.digest", .run = digest_run},
    {.name = "notify.tidy", .run = forget_read_run, .platform = true},
    {.name = NULL}};

static const struct schedule schedules[] = {{.name = "digests", .cron = "*/5 * * * *", .kind = "notify.ask_digests"},
					    {.name = "notifications", .cron = "50 2 * * *", .kind = "notify.tidy"},
					    {.name = NULL}};

const struct module notify_module = {.name = "notify", .resources = resources, .actions = actions, .jobs = jobs, .schedules = schedules};
