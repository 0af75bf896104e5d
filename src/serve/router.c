/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/router.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "rest/bulk.h"
#include "rest/changeset.h"
#include "rest/crud.h"
#include "rest/history.h"
#include "rest/table.h"

enum { MOST_ROUTES = 512, BUCKETS = 128 };

/* What takes more than one row of one table does is dearer, if not by as much as it does: many at once are what we want. */
static const unsigned costs[] = {[ROUTE_BATCH] = 25, [ROUTE_BULK] = 25, [ROUTE_EXPORT] = 25, [ROUTE_CARDS] = 25};

static struct route *routes;
static size_t route_count;
static const struct module *const *built_from;
static struct arena *forever;

/* Routes by the word that they begin with, in the order of the table: a request looks at a dozen of them instead of at all. */
static struct route *buckets[BUCKETS];

static struct route **bucket_of(const char *word)
{
	unsigned h = 5381;
	for (; *word != '\0'; word++)
		h = h * 33 ^ (unsigned char)*word;
	return &buckets[h % BUCKETS];
}

static void put_in_bucket(struct route *r)
{
	struct route **end = bucket_of(r->segments[0]);
	while (*end != NULL)
		end = &(*end)->next;
	*end = r;
}

static struct route *add_route(enum http_method method, const char *template)
{
	if (route_count == MOST_ROUTES)
		abort();
	struct route *r = &routes[route_count++];
	r->method = method;
	r->template = template;
	char *rest = arena_strdup(forever, template + strlen("/api/")), *segment;
	while ((segment = strsep(&rest, "/")) != NULL) {
		r->words = r->words << 1 | (segment[0] != '{');
		r->segments[r->segment_count++] = segment;
	}
	put_in_bucket(r);
	return r;
}

static void add_action(const struct action *a)
{
	struct route *r = add_route(a->method, a->path);
	r->operation = ROUTE_ACTION;
	r->action = a;
	r->roles = a->roles;
	r->flags = a->flags;
}

/* An operation whose mask is zero does not exist. */
static void add_operation(const struct table *t, enum route_operation operation, enum http_method method,
			  const char *behind, unsigned roles,
			  int (*handle)(struct call *, const struct table *, struct problem *))
{
	if (roles == 0)
		return;
	struct route *r = add_route(method, arena_printf(forever, "/api/%s%s", table_path(t), behind));
	r->operation = operation;
	r->table = t;
	r->roles = roles;
	r->handle = handle;
}

static void add_resource(const struct table *t)
{
	const struct resource *r = t->resource;
	add_operation(t, ROUTE_LIST, HTTP_GET, "", r->roles.list, crud_list);
	add_operation(t, ROUTE_CREATE, HTTP_POST, "", r->roles.create, crud_create);
	add_operation(t, ROUTE_READ, HTTP_GET, "/{id}", r->roles.read, crud_read);
	add_operation(t, ROUTE_UPDATE, HTTP_PATCH, "/{id}", r->roles.update, crud_update);
	add_operation(t, ROUTE_REMOVE, HTTP_DELETE, "/{id}", r->roles.remove, crud_remove);
	if (r->keeps_deleted)
		add_operation(t, ROUTE_RESTORE, HTTP_POST, "/{id}/restore", r->roles.remove, crud_restore);
	if (r->by_ref)
		add_operation(t, ROUTE_BY_REF, HTTP_PUT, "/by_ref/{external_ref}", r->roles.create & r->roles.update, crud_by_ref);
	add_operation(t, ROUTE_EXPORT, HTTP_GET, ".csv", r->roles.list, crud_export);
	if (r->card != NULL) {
		add_operation(t, ROUTE_CARDS, HTTP_GET, ".vcf", r->roles.list, crud_cards);
		add_operation(t, ROUTE_CARD, HTTP_GET, "/{id}/vcf", r->roles.read, crud_card);
	}
	if (changeset_offered(t))
		add_operation(t, ROUTE_BATCH, HTTP_POST, "/batch", changeset_roles(t), crud_batch);
	if (bulk_offered(t))
		add_operation(t, ROUTE_BULK, HTTP_POST, "/bulk", bulk_roles(t), crud_bulk);
	if (history_offered(t)) {
		add_operation(t, ROUTE_HISTORY, HTTP_GET, "/{id}/history", r->roles.read, crud_history);
		add_operation(t, ROUTE_REVERT, HTTP_POST, "/{id}/history/{change}/restore", r->roles.update, crud_revert);
	}
}

static unsigned cost_of(const struct route *r)
{
	unsigned cost = r->operation == ROUTE_ACTION ? r->action->cost
			: r->operation < sizeof costs / sizeof costs[0] ? costs[r->operation] : 0;
	return cost == 0 ? 1 : cost;
}

static const char *scope_for(const struct route *r)
{
	const char *word = r->table != NULL ? r->table->resource->scope : r->action->scope;
	if (word == NULL || strchr(word, ':') != NULL)
		return word;
	return arena_printf(forever, "%s:%s", word, route_writes(r) ? "write" : "read");
}

void router_build(const struct module *const *modules)
{
	built_from = modules;
	forever = arena_new(65536);
	routes = arena_new_array(forever, struct route, MOST_ROUTES);
	memset(buckets, 0, sizeof buckets);
	for (const struct module *const *m = modules; *m != NULL; m++)
		for (const struct resource *const *r = (*m)->resources; r != NULL && *r != NULL; r++)
			table_register(*r);
	for (const struct module *const *m = modules; *m != NULL; m++)
		for (const struct action *a = (*m)->actions; a != NULL && a->path != NULL; a++)
			add_action(a);
	for (size_t i = 0; table_at(i) != NULL; i++)
		add_resource(table_at(i));
	for (size_t i = 0; i < route_count; i++) {
		routes[i].scope = scope_for(&routes[i]);
		routes[i].cost = cost_of(&routes[i]);
	}
}

static bool matches(const struct route *r, const struct request *request, const char *params[4])
{
	int n = 0;
	if (r->segment_count != request->segment_count)
		return false;
	for (int i = 0; i < r->segment_count; i++) {
		if (r->segments[i][0] == '{')
			params[n++] = request->segments[i];
		else if (strcmp(r->segments[i], request->segments[i]) != 0)
			return false;
	}
	return true;
}

/* A word in a path goes before an id in its place, whatever the method: "accept" is no invitation. */
static unsigned most_words(const struct route *first, const struct request *request)
{
	const char *ignored[4];
	unsigned most = 0;
	for (const struct route *r = first; r != NULL; r = r->next)
		if (r->words > most && matches(r, request, ignored))
			most = r->words;
	return most;
}

const struct route *router_find(const struct request *request, const char *params[4], unsigned *allowed)
{
	*allowed = 0;
	if (request->segment_count == 0)
		return NULL;
	const struct route *first = *bucket_of(request->segments[0]);
	unsigned words = most_words(first, request);
	for (const struct route *r = first; r != NULL; r = r->next) {
		if (r->words != words || !matches(r, request, params))
			continue;
		if (r->method == request->method)
			return r;
		*allowed |= r->method;
	}
	return NULL;
}

const struct route *router_at(size_t i)
{
	return i < route_count ? &routes[i] : NULL;
}

const struct module *const *router_modules(void)
{
	return built_from;
}

bool route_writes(const struct route *r)
{
	return r->method != HTTP_GET;
}

/* public routes have nobody to give a receipt to; the ones with two trips are idempotent by themselves */
bool route_is_of_many(const struct route *r)
{
	return r->operation == ROUTE_LIST || route_is_export(r) || r->operation == ROUTE_BATCH ||
	       r->operation == ROUTE_BULK;
}

bool route_reads_query(const struct route *r)
{
	return r->operation == ROUTE_LIST || r->operation == ROUTE_READ || route_is_export(r) || r->operation == ROUTE_CARD ||
	       r->operation == ROUTE_HISTORY;
}

bool route_is_export(const struct route *r)
{
	return r->operation == ROUTE_EXPORT || r->operation == ROUTE_CARDS;
}

bool route_is_one_write(const struct route *r)
{
	return route_writes(r) && !(r->flags & (ACTION_PUBLIC | ACTION_TWO_TRIPS | ACTION_REPEATABLE));
}

const char *route_consumes(const struct route *r)
{
	return r->operation == ROUTE_ACTION ? r->action->consumes : NULL;
}

bool route_has_body(const struct route *r)
{
	if (r->operation == ROUTE_ACTION)
		return r->action->request != NULL || r->action->consumes != NULL;
	return r->operation == ROUTE_CREATE || r->operation == ROUTE_UPDATE || r->operation == ROUTE_BY_REF || r->operation == ROUTE_BATCH ||
	       r->operation == ROUTE_BULK;
}
