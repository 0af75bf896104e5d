/* SPDX-License-Identifier: Apache-2.0 */
/* One request on its way through: what every handler is given. */
#ifndef STAGEFY_REST_CALL_H
#define STAGEFY_REST_CALL_H

#include <stdbool.h>

#include "http/query.h"
#include "http/request.h"
#include "http/response.h"

struct arena;
struct buf;
struct conf;
struct jvalue;
struct principal;
struct problem;
struct tx;

struct call {
	struct arena *arena;
	const struct conf *conf;
	const struct request *request;
	struct response *response;
	struct query query;		   /* parsed for GET, and for writes that take parameters */
	const struct jvalue *body;	   /* NULL: none was sent */
	const char *params[4];		   /* what stands in place of the {…} of the route's path */
	const struct principal *principal; /* NULL on public routes */
	struct tx *tx;			   /* begun with app.authenticate in it */
	const char *agency_id;		   /* NULL until known: statements then read it from the context */
	bool keyed;			   /* a receipt is written before the commit */
	struct buf *kept;		   /* what it keeps instead of the answer's body; NULL: the body */
	bool dry_run;			   /* the transaction is undone at its end */
	int auth_index;			   /* of authenticate's row in the transaction; -1: public */
	const void *first_trip;		   /* a handler's own: what its first trip has committed, see serve_next_trip() */
	void (*next_trip)(struct call *c); /* begins a further transaction in c->arena, admitted as the first was */
	void *app;			   /* serve's own */
};

/* Sends the statements noted so far. The rows may be rendered after it; the answer is sent only when
 * the transaction has committed, which for keyed writes happens later. Called once by a handler, unless
 * its route is one of the named exceptions with two trips. */
int call_execute(struct call *c, struct problem *p);

/* -1 and a 404, "there is no such <what>", when what the path names is no id. */
int call_check_id(const struct call *c, const char *what, struct problem *p);

/* Of the signed-in person, after call_execute(). */
const char *call_user_id(const struct call *c);
const char *call_agency_id(const struct call *c); /* NULL: none */

#endif
