/* SPDX-License-Identifier: Apache-2.0 */
/* What is not CRUD: a method and a path with a handler of its own, declared with the same field rows as
 * resources. The dispatcher enforces what the row says, so a handler never checks it again. */
#ifndef STAGEFY_SERVE_ACTION_H
#define STAGEFY_SERVE_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/request.h"
#include "rest/call.h"
#include "rest/field.h"
#include "rest/resource.h"

enum action_flag {
	ACTION_PUBLIC = 1,     /* nobody needs to be signed in */
	ACTION_TWO_TRIPS = 2,  /* a named exception: the handler commits more than once by itself */
	ACTION_COOKIE = 4,     /* its credential is a cookie: only from the dashboard's own origin */
	ACTION_HIDDEN = 8,     /* for nginx, not for clients: not in openapi.json */
	ACTION_NO_DATABASE = 16,
	ACTION_FILE = 64,      /* its body may be a file as it is, too: call.body is NULL then */
	ACTION_EMPTY = 128,    /* its answer has no body, though its status could have one */
	ACTION_REPEATABLE = 32 /* repeating it does no harm, and its answer must not be kept: it has no receipt */
};

struct action {
	enum http_method method;
	const char *path;	       /* "/api/memberships/{id}/leave" */
	const char *operation;	       /* operationId */
	const char *tag;	       /* heading in the documentation */
	const char *summary;
	unsigned roles;		       /* mask; 0: whoever is signed in */
	unsigned flags;
	int status;		       /* of success */
	const struct field *request;   /* NULL: no body, or `consumes` */
	const struct field *query;     /* parameters of the query, as texts; NULL: none */
	const struct field *response;  /* NULL: no body, or `answers` */
	const char *answers;	       /* the schema of a resource instead: "Property" */
	bool answers_list;	       /* wrapped as {"data": […]} */
	int answers_also;	       /* a further status with the same body: 503 of /api/health; 0: none */
	uint64_t problems;	       /* that it can end in, beside those that follow from this row: PROBLEM_BIT(GONE) | … */
	const char *content;	       /* type of the answer when it is no JSON: "text/event-stream"; NULL: JSON */
	const char *content_also;      /* another type that such an answer may be of; NULL: none */
	const char *example_also;      /* of that */
	const char *consumes;	       /* type of a body that is no JSON, which its handler reads: "message/rfc822" */
	const char *doc;	       /* further sentences for the documentation, or NULL */
	const char *example;	       /* of the request, when the fields' own do not do; of `content` */
	const char *scope;	       /* as of resources, or whole: "credits:spend"; NULL: no API key comes here */
	const char *scopes_also;       /* further scopes that a key needs: "contacts:write,deals:write"; NULL: none */
	unsigned cost;		       /* what it takes out of the caller's bucket (limits.h); 0: 1, as most do */
	int (*handle)(struct call *c, struct problem *p);
};

#endif
