/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that are called when something moves, as a resource: GET and PATCH. endpoint_actions.c does the rest. */
#include "events/endpoints.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "events/actions.h"
#include "rest/call.h"
#include "rest/write.h"
#include "serve/event.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"url", FIELD_TEXT, FIELD_NOT_NULL, .least = 1, .most = 2000, .doc = "Where it is sent to, by POST.",
     .example = "\"https://example.com/stagefy\""},
    {"description", FIELD_TEXT, .most = 200, .doc = "What it is for.", .example = "\"Website\""},
    {"events", FIELD_TEXTS, FIELD_NOT_NULL, .most = 60, .doc = "The names of the events that are sent; none: all.", .example = "[\"property.published\"]"},
    {"enabled", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether anything is sent.", .example = "true"},
    {"disabled_reason", FIELD_TEXT, FIELD_READ_ONLY,
     .doc = "Why it was disabled by itself: gone (it answered 410), failing (an event failed ten times, nothing succeeded for three days); null: it was not.",
     .example = "null"},
    {"failing_since", FIELD_TIME, FIELD_READ_ONLY, .doc = "When the first call failed since one succeeded; null: the last one did.", .example = "null"},
    {"secret_before_until", FIELD_TIME, FIELD_READ_ONLY, .doc = "Until when the secret before signs too.", .example = "null"},
    {"created_by", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL, .target = "users", .doc = "The member who added it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was added.", .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.", .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

const char *endpoints_seal_context(struct arena *a, const char *id)
{
	return arena_printf(a, "webhook %s", id);
}

/* Where it leads is looked at each time it is called: net/fetch.h. */
static bool is_address(const struct conf *conf, const char *url)
{
	bool any = strcmp(conf->webhook_targets, "any") == 0;
	size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 : any && strncmp(url, "http://", 7) == 0 ? 7 : 0;
	if (scheme == 0 || strcspn(url + scheme, "/?#") == 0 || memchr(url + scheme, '@', strcspn(url + scheme, "/?#")) != NULL)
		return false;
	for (const char *s = url; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~' || *s == '#')
			return false;
	return true;
}

int endpoints_check(struct call *c, struct write *w, struct problem *p)
{
	const char *url = write_text(w, "url");
	if (url != NULL && !is_address(c->conf, url))
		problem_violation(p, "/url", "format", NULL, "must be an address that begins with https://, without a name or password in it");
	const struct write_value *v = write_find(w, "events");
	for (size_t i = 0; v != NULL && v->json != NULL && i < jvalue_size(v->json); i++) {
		const struct event *e = event_find(jvalue_string(jvalue_at(v->json, i)));
		if (e == NULL || e->personal)
			problem_violation(p, arena_printf(w->arena, "/events/%zu", i), "not_one_of", NULL, "is no event that can be sent; the document lists them");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

const struct resource webhook_endpoints = {
    .name = "webhook_endpoints",
    .schema = "WebhookEndpoint",
    .scope = "webhooks",
    .doc = "Addresses that are called when something moves, for admins and owners.",
    .fields = fields,
    .roles = {.list = ROLES_MANAGE, .read = ROLES_MANAGE, .update = ROLES_MANAGE},
    .sort = "-created_at",
    .before_write = endpoints_check,
};
