/* SPDX-License-Identifier: Apache-2.0 */
/* The door for senders that sign as Svix does (link/svix.h): who it is, what the body says, kept or refused. */
#ifndef STAGEFY_INBOX_SVIX_DOOR_H
#define STAGEFY_INBOX_SVIX_DOOR_H

#include "http/request.h"

struct call;
struct conf_list;
struct json_out;
struct jvalue;
struct problem;

struct svix_door {
	const char *provider, *sender, *option; /* "clerk", "Clerk", and where its secrets stand */
	const char *prefix;			/* of the header fields' names: "svix" */
	enum http_header id, timestamp, signature;

	/* The type of the event, of a body that is JSON; NULL, and in *says what the body is instead ("is no event"). */
	const char *(*type_of)(struct call *c, const struct jvalue *body, const char **says);

	/* Adds what else was looked at to the event's checks; `body` is NULL when it could not be read. NULL, or a sentence on why the
	 * event is refused for it. */
	const char *(*look)(struct call *c, const struct jvalue *body, struct json_out *checks);
};

/* A whole action: 404 without secrets, else inbox_take() or inbox_refuse(). */
int svix_door_run(struct call *c, const struct svix_door *door, const struct conf_list *secrets, struct problem *p);

#endif
