/* SPDX-License-Identifier: Apache-2.0 */
#include "events/module.h"

#include "base/problem.h"
#include "events/actions.h"

static const struct action actions[] = {
    {HTTP_GET, "/api/events", "listEvents", "events", "Read what moved", ROLES_READ, 0, 200, .query = feed_query,
     .response = feed_response, .problems = PROBLEM_BIT(BAD_CURSOR),
     .doc = "To read at leisure: keep next_cursor, come back with it, and nothing is missed or told twice. Events name records that "
	    "one may read; they go back as far as the audit log.",
     .scope = "events", .handle = feed_run},
    {HTTP_POST, "/api/events/ticket", "makeEventsTicket", "events", "Ask for a ticket to the stream", ROLES_READ, ACTION_REPEATABLE, 200,
     .response = ticket_response, .doc = "Good once, within a minute: an EventSource can send no header.", .handle = ticket_run},
    {HTTP_GET, "/api/events/stream", "streamEvents", "events", "Listen to what moves", 0, ACTION_PUBLIC, 200, .query = stream_query,
     .content = "text/event-stream",
     .example = "id: 1767225600:0\nevent: changes\ndata: {\"events\":[{\"type\":\"property.updated\",\"id\":\"0192f0c1-2a3b-7c4d-8e5f-60718293a4b5\"}]}\n\n",
     .problems = PROBLEM_BIT(LINK_NOT_VALID),
     .doc = "Server-sent events named changes, each with a JSON object: events lists types and ids of what moved within a moment, or all is "
	    "true when that was too much to list. They are hints, kept for nobody: read what one shows again then, and all of it after each "
	    "connecting. A stream ends by itself within the hour and when one's rights change; ask for another ticket.",
     .handle = stream_run},
    {HTTP_POST, "/api/webhook_endpoints", "createWebhookEndpoint", "webhook_endpoints", "Add an address to be called", ROLES_MANAGE, ACTION_REPEATABLE, 201,
     .request = endpoint_request, .response = endpoint_made, .problems = PROBLEM_BIT(PLAN_LIMIT) | PROBLEM_BIT(CONFLICT),
     .doc = "The answer has the secret, this once. Calls are signed as Standard Webhooks says; libraries for it check them.",
     .scope = "webhooks", .handle = endpoint_make_run},
    {HTTP_DELETE, "/api/webhook_endpoints/{id}", "deleteWebhookEndpoint", "webhook_endpoints", "Take an address away", ROLES_MANAGE, 0, 204,
     .problems = PROBLEM_BIT(NOT_FOUND), .doc = "For good, with the log of what was sent there.", .scope = "webhooks", .handle = endpoint_remove_run},
    {HTTP_POST, "/api/webhook_endpoints/{id}/rotate", "rotateWebhookSecret", "webhook_endpoints", "Make a new secret", ROLES_MANAGE, ACTION_REPEATABLE, 200,
     .request = rotate_request, .response = rotate_response, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "For a while each call is signed with both, so that no call is refused while the receiver changes.", .scope = "webhooks",
     .handle = endpoint_rotate_run},
    {HTTP_POST, "/api/webhook_endpoints/{id}/test", "testWebhookEndpoint", "webhook_endpoints", "Send a test", ROLES_MANAGE, 0, 202,
     .response = test_response, .problems = PROBLEM_BIT(NOT_FOUND), .doc = "An event of type webhook.test, tried once, also when the endpoint is off.",
     .scope = "webhooks", .handle = endpoint_test_run},
    {HTTP_POST, "/api/webhook_endpoints/{id}/replay", "replayWebhooks", "webhook_endpoints", "Send again what happened in a while", ROLES_MANAGE, 0, 202,
     .request = replay_request, .response = replay_response, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "webhooks", .handle = endpoint_replay_run},
    {HTTP_POST, "/api/webhook_deliveries/{id}/replay", "replayWebhookDelivery", "webhook_deliveries", "Send one again", ROLES_MANAGE, 0, 204,
     .problems = PROBLEM_BIT(NOT_FOUND), .doc = "With all its tries; one that is pending stays as it is.", .scope = "webhooks", .handle = delivery_replay_run},
    {.path = NULL}};

static const struct resource *const resources[] = {&webhook_endpoints, &webhook_deliveries, NULL};

/* Ten tries over 75 hours. */
static const struct job_kind jobs[] = {
    {.name = "webhooks.deliver", .run = deliver_run, .max_attempts = 10, .timeout_s = 60, .at_once = 8},
    {.name = "webhooks.forget", .run = forget_run, .platform = true},
    {.name = NULL}};

static const struct schedule schedules[] = {{.name = "webhooks", .cron = "40 2 * * *", .kind = "webhooks.forget"}, {.name = NULL}};

static const struct tag tags[] = {{"events", "What moved: a feed to read, a stream to listen to, webhooks to be called by."}, {NULL, NULL}};

const struct module events_module = {.name = "events", .resources = resources, .actions = actions, .tags = tags, .jobs = jobs, .schedules = schedules};
