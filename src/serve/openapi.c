/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "conf/conf.h"
#include "rest/call.h"
#include "rest/table.h"
#include "serve/openapi_part.h"
#include "serve/platform.h"
#include "serve/router.h"

const char *openapi_reference(struct json_out *o, const char *kind, const char *name)
{
	return arena_printf(o->buf->arena, "{\"$ref\":\"#/components/%s/%s\"}", kind, name);
}

/* What the engine gives each resource: %s is its label, or its name for lists. */
static const struct {
	const char *verb, *form, *doc;
} operations[] = {
    [ROUTE_LIST] = {"list", "List %s", "Newest or most useful first, a page at a time: pagination.next_cursor leads on. Texts that are long come only when fields names them."},
    [ROUTE_READ] = {"get", "Read %s", "With every field, unless fields names some."},
    [ROUTE_CREATE] = {"create", "Make %s", "What is left out gets its default."},
    [ROUTE_UPDATE] = {"update", "Change %s", "A merge patch (RFC 7396): what is left out stays, null empties. With If-Match, only if nobody changed it since."},
    [ROUTE_REMOVE] = {"delete", "Delete %s", "It is put aside and can be brought back, where restore exists. With If-Match, only if nobody changed it since."},
    [ROUTE_RESTORE] = {"restore", "Bring back %s that was deleted", "It is as it was, but for its version."},
    [ROUTE_BY_REF] = {"put", "Make or change %s by your own id", "Makes it (201), or changes what there is under external_ref (200): for synchronizing from another system. With If-Match only changes, with If-None-Match: * only makes it."},
    [ROUTE_BATCH] = {"batch", "Up to 500 changes of %s at once", "Each is what a request of its own would be. Atomic, all or none, or each for itself (207 tells of each)."},
    [ROUTE_BULK] = {"bulk", "One change for many %s", "Each is changed as by a request of its own; those that cannot be stay, and are told. Up to 200 at once; more (202) as a job, whose row under Location tells how far it is. Undone by /api/bulk_changes/{id}/undo."},
    [ROUTE_HISTORY] = {"list", "Read what happened to %s", "Newest first: who changed which fields from what into what, as far back as changes are kept (CHANGES_KEEP_DAYS of the installation). Fields that are the server's own are left out. Of a record that was somebody else's, one sees what one could see by then."},
    [ROUTE_REVERT] = {"revert", "Put %s back to what it was right after a change", "Its fields are written as a PATCH would write them, with every rule: what cannot go back is named, and nothing is changed. It is a change itself. Being deleted is no field. With If-Match, only if nobody changed it since."},
    [ROUTE_EXPORT] = {"export", "Export %s as CSV", "The whole list, as the same filters and order would page it, in the columns that fields names."},
    [ROUTE_CARDS] = {"cards", "Export %s as vCard", "The whole list, as the same filters and order would page it, a card each with all addresses and numbers."},
    [ROUTE_CARD] = {"card", "Read %s as vCard", "With all addresses and numbers; tags and notes too, so look at it before you give it to somebody else."},
};

/* media_items → MediaItems, or "media items" */
static const char *words(struct json_out *o, const char *name, bool joined)
{
	char *s = arena_strdup(o->buf->arena, name), *to = s;
	bool begins = true;
	for (const char *c = name; *c != '\0'; c++) {
		if (*c != '_')
			*to++ = joined && begins ? (char)toupper((unsigned char)*c) : *c;
		else if (!joined)
			*to++ = ' ';
		begins = *c == '_';
	}
	*to = '\0';
	return s;
}

static const char *operation_id(struct json_out *o, const struct route *r)
{
	if (r->action != NULL)
		return r->action->operation;
	const struct resource *resource = r->table->resource;
	const char *behind = r->operation == ROUTE_BY_REF ? "ByRef" : r->operation == ROUTE_HISTORY ? "History" : "";
	return arena_printf(o->buf->arena, "%s%s%s", operations[r->operation].verb,
			    route_is_of_many(r) ? words(o, resource->name, true) : resource->schema, behind);
}

static const char *summary(struct json_out *o, const struct route *r)
{
	if (r->action != NULL)
		return r->action->summary;
	const struct resource *resource = r->table->resource;
	const char *form = operations[r->operation].form, *at = strstr(form, "%s"), *label = r->table->label;
	if (route_is_of_many(r))
		label = resource->label != NULL ? arena_printf(o->buf->arena, "%ss", label) : words(o, resource->name, false);
	else
		label = arena_printf(o->buf->arena, "%s %s", strchr("aeioA", label[0]) != NULL ? "an" : "a", label);
	return arena_printf(o->buf->arena, "%.*s%s%s", (int)(at - form), form, label, at + 2);
}

/* Who may, from the mask. */
static const char *who(struct json_out *o, const struct route *r)
{
	static const char *const names[] = {"viewer", "agent", "admin", "owner", "platform admin"};
	const char *list = NULL;
	if (r->flags & ACTION_PUBLIC)
		return r->flags & ACTION_COOKIE ? "With the cookie that signing in set." : "Needs no token.";
	if (r->roles == 0)
		return "For whoever is signed in.";
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (r->roles & 1u << i)
			list = list == NULL ? names[i] : arena_printf(o->buf->arena, "%s, %s", list, names[i]);
	list = arena_printf(o->buf->arena, "Roles: %s.", list);
	if (r->scope == NULL)
		return list;
	if (r->action != NULL && r->action->scopes_also != NULL)
		return arena_printf(o->buf->arena, "%s API keys need the scopes %s,%s.", list, r->scope, r->action->scopes_also);
	return arena_printf(o->buf->arena, "%s API keys need the scope %s.", list, r->scope);
}

static const char *description(struct json_out *o, const struct route *r)
{
	struct arena *a = o->buf->arena;
	if (r->action == NULL)
		return arena_printf(a, "%s %s\n\n%s", r->table->resource->doc, operations[r->operation].doc, who(o, r));
	return arena_printf(a, "%s.%s%s\n\n%s", r->action->summary, r->action->doc != NULL ? " " : "",
			    r->action->doc != NULL ? r->action->doc : "", who(o, r));
}

static const char *tag_of(const struct route *r)
{
	return r->action != NULL ? r->action->tag : r->table->resource->name;
}

static void write_operation(struct json_out *o, const struct route *r)
{
	static const char *const methods[] = {"get", "post", "put", "patch", "delete"};
	static const enum http_method codes[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE};
	for (int i = 0; i < 5; i++)
		if (codes[i] == r->method)
			json_out_name(o, methods[i]);
	json_out_open(o, '{');
	json_out_member(o, "operationId", operation_id(o, r));
	json_out_name(o, "tags");
	json_out_open(o, '[');
	json_out_string(o, tag_of(r));
	json_out_close(o, ']');
	json_out_member(o, "summary", summary(o, r));
	json_out_member(o, "description", description(o, r));
	if (r->flags & ACTION_PUBLIC)
		json_out_member_raw(o, "security", r->flags & ACTION_COOKIE ? "[{\"cookie\":[]}]" : "[]");
	else if (r->scope != NULL)
		json_out_member_raw(o, "security", "[{\"bearer\":[]},{\"api_key\":[]}]");
	/* OpenAPI 3.1 lets it stand in the requirement; linters do not yet */
	if (r->scope != NULL)
		json_out_member(o, "x-scope", r->scope);
	if (!(r->flags & ACTION_PUBLIC) && r->cost != 1)
		json_out_member_int(o, "x-cost", r->cost);
	openapi_write_parameters(o, r);
	openapi_write_bodies(o, r);
	json_out_close(o, '}');
}

/* ---- tags: resources by their names, the actions' others from the modules */

static const char *tag_doc(const char *name)
{
	const struct table *t = table_find(name);
	if (t != NULL)
		return t->resource->doc;
	for (const struct module *const *m = router_modules(); *m != NULL; m++)
		for (const struct tag *tag = (*m)->tags; tag != NULL && tag->name != NULL; tag++)
			if (strcmp(tag->name, name) == 0)
				return tag->doc;
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_tags(struct json_out *o)
{
	size_t n = 0;
	while (router_at(n) != NULL)
		n++;
	const char **names = arena_new_array(o->buf->arena, const char *, n);
	for (size_t i = 0; i < n; i++)
		names[i] = tag_of(router_at(i));
	qsort(names, n, sizeof names[0], by_name);
	json_out_name(o, "tags");
	json_out_open(o, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(names[i], names[i - 1]) == 0)
			continue;
		json_out_open(o, '{');
		json_out_member(o, "name", names[i]);
		json_out_member(o, "description", tag_doc(names[i]));
		json_out_close(o, '}');
	}
	json_out_close(o, ']');
}

/* ---- the whole */

static bool written_before(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(router_at(i)->template, router_at(index)->template) == 0)
			return true;
	return false;
}

static void write_paths(struct json_out *o)
{
	json_out_name(o, "paths");
	json_out_open(o, '{');
	for (size_t i = 0; router_at(i) != NULL; i++) {
		if (router_at(i)->flags & ACTION_HIDDEN || written_before(i))
			continue;
		json_out_name(o, router_at(i)->template);
		json_out_open(o, '{');
		for (size_t j = i; router_at(j) != NULL; j++)
			if (strcmp(router_at(i)->template, router_at(j)->template) == 0)
				write_operation(o, router_at(j));
		json_out_close(o, '}');
	}
	json_out_close(o, '}');
}

static void write_info(struct json_out *o, const char *public_url)
{
	json_out_name(o, "info");
	json_out_open(o, '{');
	json_out_member(o, "title", "Stagefy");
	json_out_member(o, "version", STAGEFY_VERSION);
	json_out_member(o, "summary", "The back end that estate agencies run on.");
	json_out_member(o, "description", "Properties, contacts, photographs and the people who work with them, for many agencies, each seeing "
					  "its own alone.\n\nErrors are problems (RFC 9457): the type leads to a page on each. Lists go on by cursor. "
					  "Every write may carry an Idempotency-Key and then takes effect once, however often it is sent.\n\n"
					  "How much may be asked for is counted in units, for each person or API key and for the agency as a whole: "
					  "RateLimit-Policy says what a minute allows, RateLimit what is left of it. A request costs one unit, unless the operation "
					  "names an x-cost. Who is over gets 429 with Retry-After, and nothing was done.\n\n"
					  "Pages of other sites may use, from a browser, what API keys reach, once the agency lists them in allowed_origins (CORS). "
					  "Preflight requests are answered to any site; the answer itself is shown to those listed, and writes of others are refused.");
	json_out_name(o, "contact");
	json_out_open(o, '{');
	json_out_member(o, "name", "Whoever runs this installation");
	if (strncmp(public_url, "https://", 8) == 0)
		json_out_member(o, "url", public_url);
	json_out_close(o, '}');
	json_out_member_raw(o, "license", "{\"name\":\"Apache-2.0\",\"url\":\"https://www.apache.org/licenses/LICENSE-2.0\"}");
	json_out_close(o, '}');
}

static void write_servers(struct json_out *o, const char *public_url)
{
	json_out_name(o, "servers");
	json_out_open(o, '[');
	json_out_open(o, '{');
	json_out_member(o, "url", public_url);
	json_out_member(o, "description", "This installation.");
	json_out_close(o, '}');
	json_out_close(o, ']');
}

void openapi_write(struct buf *b, const char *public_url)
{
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	json_out_member(&o, "openapi", "3.1.0");
	write_info(&o, public_url);
	write_servers(&o, public_url);
	json_out_member_raw(&o, "security", "[{\"bearer\":[]}]");
	write_tags(&o);
	write_paths(&o);
	openapi_write_webhooks(&o);
	openapi_write_components(&o);
	json_out_close(&o, '}');
}

int platform_openapi(struct call *c, struct problem *p)
{
	(void)p;
	response_header(c->response, "Cache-Control", "public, max-age=300");
	openapi_write(&c->response->body, c->conf->public_url);
	return 0;
}
