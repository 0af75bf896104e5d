/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi.h"

#include <ctype.h>
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

/* sign-up → SignUp */
const char *openapi_capital(struct json_out *o, const char *operation)
{
	char *s = arena_strdup(o->buf->arena, operation);
	s[0] = (char)toupper((unsigned char)s[0]);
	return s;
}

static const char *operation_id(struct json_out *o, const struct route *r)
{
	static const char *const verbs[] = {[ROUTE_LIST] = "list",     [ROUTE_READ] = "get",	   [ROUTE_CREATE] = "create",
					    [ROUTE_UPDATE] = "update", [ROUTE_REMOVE] = "delete", [ROUTE_RESTORE] = "restore",
					    [ROUTE_BY_REF] = "put",	   [ROUTE_BATCH] = "batch"};
	struct arena *a = o->buf->arena;
	if (r->action != NULL)
		return r->action->operation;
	if (r->operation == ROUTE_LIST)
		return arena_printf(a, "list%ss", r->table->resource->schema);
	return arena_printf(a, "%s%s%s", verbs[r->operation], r->table->resource->schema,
			    r->operation == ROUTE_BY_REF ? "ByRef" : "");
}

static const char *summary(struct json_out *o, const struct route *r)
{
	static const char *const forms[] = {
	    [ROUTE_LIST] = "List: %s",		  [ROUTE_READ] = "Read a %s",	   [ROUTE_CREATE] = "Make a %s",
	    [ROUTE_UPDATE] = "Change a %s",	  [ROUTE_REMOVE] = "Delete a %s", [ROUTE_RESTORE] = "Bring back a deleted %s",
	    [ROUTE_BY_REF] = "Make or change a %s by your own id", [ROUTE_BATCH] = "Up to 500 changes at once: %s"};
	if (r->action != NULL)
		return r->action->summary;
	const char *form = forms[r->operation], *at = strstr(form, "%s");
	return arena_printf(o->buf->arena, "%.*s%s%s", (int)(at - form), form,
			    r->operation == ROUTE_LIST || r->operation == ROUTE_BATCH ? r->table->resource->name : r->table->label, at + 2);
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
	json_out_string(o, r->action != NULL ? r->action->tag : r->table->resource->name);
	json_out_close(o, ']');
	json_out_member(o, "summary", summary(o, r));
	json_out_member(o, "description", r->table != NULL ? r->table->resource->doc : summary(o, r));
	if (r->flags & ACTION_PUBLIC)
		json_out_member_raw(o, "security", "[]");
	else if (r->scope != NULL)
		json_out_member_raw(o, "security", arena_printf(o->buf->arena, "[{\"bearer\":[]},{\"api_key\":[\"%s\"]}]", r->scope));
	openapi_write_parameters(o, r);
	openapi_write_bodies(o, r);
	json_out_close(o, '}');
}

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

void openapi_write(struct buf *b, const char *public_url)
{
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	json_out_member(&o, "openapi", "3.1.0");
	json_out_name(&o, "info");
	json_out_open(&o, '{');
	json_out_member(&o, "title", "Stagefy");
	json_out_member(&o, "version", STAGEFY_VERSION);
	json_out_member(&o, "description", "The back end that estate agencies run on. Errors are RFC 9457 problems; lists go on by cursor; "
					   "every write may carry an Idempotency-Key.");
	json_out_member_raw(&o, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
	json_out_close(&o, '}');
	json_out_name(&o, "servers");
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	json_out_member(&o, "url", public_url);
	json_out_close(&o, '}');
	json_out_close(&o, ']');
	json_out_member_raw(&o, "security", "[{\"bearer\":[]}]");
	write_paths(&o);
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
