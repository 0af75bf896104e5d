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
    {.path = NULL}};

static const struct tag tags[] = {{"events", "What moved: a feed to read, a stream to listen to, webhooks to be called by."}, {NULL, NULL}};

const struct module events_module = {.name = "events", .actions = actions, .tags = tags};
