/* SPDX-License-Identifier: Apache-2.0 */
/* All routes, made once from the modules' tables. */
#ifndef STAGEFY_SERVE_ROUTER_H
#define STAGEFY_SERVE_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "serve/module.h"

struct table;

enum route_operation { ROUTE_ACTION, ROUTE_LIST, ROUTE_READ, ROUTE_CREATE, ROUTE_UPDATE, ROUTE_REMOVE, ROUTE_RESTORE, ROUTE_BY_REF, ROUTE_BATCH, ROUTE_BULK, ROUTE_HISTORY, ROUTE_REVERT, ROUTE_EXPORT, ROUTE_CARDS, ROUTE_CARD };

struct route {
	enum http_method method;
	const char *template; /* "/api/properties/{id}": begins with a word */
	const char *segments[HTTP_MOST_SEGMENTS];
	int segment_count;
	unsigned words; /* a bit per segment, set where it is a word: the first segment's is the highest */
	enum route_operation operation;
	const struct table *table;   /* NULL for actions */
	const struct action *action; /* NULL for resources */
	unsigned roles, flags;
	unsigned cost;	   /* limits.h: what a request takes out of the caller's bucket */
	const char *scope; /* scope.h: "properties:write"; NULL: not for API keys */
	int (*handle)(struct call *c, const struct table *t, struct problem *p);
	struct route *next; /* whose first word has the same hash */
};

/* Registers every resource and route of the modules (NULL ends the list). */
void router_build(const struct module *const *modules);

/* The route for a request, with what stands in place of {…} in params. NULL: no such path (*allowed is 0)
 * or no such method there (*allowed is the set of those that are). */
const struct route *router_find(const struct request *r, const char *params[4], unsigned *allowed);

const struct route *router_at(size_t i); /* NULL past the end */

/* The modules it was built from; the list ends with NULL. */
const struct module *const *router_modules(void);

/* Whether a request to it can change anything. */
bool route_writes(const struct route *r);

/* Whether it is a write of a signed-in caller in one transaction: such a one takes Idempotency-Key and dry_run. */
bool route_is_one_write(const struct route *r);

/* Whether it is of a table's rows, not of one: a list, an export, a batch, a bulk change. */
bool route_is_of_many(const struct route *r);

/* Whether its handler reads the parameters of the query. */
bool route_reads_query(const struct route *r);

/* Whether it is a list as a file. */
bool route_is_export(const struct route *r);

/* Whether it reads a body. */
bool route_has_body(const struct route *r);

/* The type of a body that is no JSON, or NULL. */
const char *route_consumes(const struct route *r);

#endif
