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
     .content = "text/event-stream", .problems = PROBLEM_BIT(LINK_NOT_VALID),
     .doc = "Server-sent events named changes, each with a JSON object: events lists types and ids of what moved within a moment, or all is "
	    "true when that was too much to list. They are hints, kept for nobody: read what one shows again then, and all of it after each "
	    "connecting. A stream ends by itself within the hour and when one's rights change; ask for another ticket.",
     .handle = stream_run},
    {.path = NULL}};

static const struct tag tags[] = {{"events", "What moved: a feed to read, a stream to listen to, webhooks to be called by."}, {NULL, NULL}};

const struct module events_module = {.name = "events", .actions = actions, .tags = tags};
