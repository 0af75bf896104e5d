/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of programs, as a resource: GET and PATCH. api_key_actions.c makes and revokes them. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "agency/api_keys.h"
#include "agency/module.h"
#include "agency/origins.h"
#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "rest/write.h"
#include "serve/scope.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"name", FIELD_TEXT, FIELD_NOT_NULL | FIELD_SORT, .least = 1, .most = 120, .doc = "What it is for.", .example = "\"Website\""},
    {"mode", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "live|test",
     .doc = "test: works on the agency's sandbox, never on real records.", .example = "\"live\""},
    {"prefix", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "How the key begins; no secret.",
     .example = "\"sfy_live_7Hq2Zp9K\""},
    {"last4", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How it ends.", .example = "\"PRPj\""},
    {"scopes", FIELD_TEXTS, FIELD_NOT_NULL, .most = 100, .doc = "What it may be used for; GET /api/api_keys/scopes lists them. Never more than its maker may.",
     .example = "[\"properties:read\"]"},
    {"allowed_addresses", FIELD_TEXTS, FIELD_NOT_NULL, .most = 50, .doc = "Addresses and networks that requests may come from; none: anywhere.",
     .example = "[\"192.0.2.0/24\"]"},
    {"allowed_origins", FIELD_TEXTS, FIELD_NOT_NULL, .most = 50,
     .doc = "Of the agency's allowed_origins, those whose pages may use this key; none: all of them.",
     .example = "[\"https://www.maison-alzette.example\"]"},
    {"created_by", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "The member who made it, and as whom it acts.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"expires_at", FIELD_TIME, FIELD_FILTER, .doc = "When it stops working; null: never.", .example = "\"2027-05-12T00:00:00Z\""},
    {"last_used_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "To the minute.", .example = "null"},
    {"revoked_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_FILTER, .doc = "When it was ended for good.", .example = "null"},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was made.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

/* An address, or a network whose host bits are zero: what Postgres takes as cidr. */
static bool is_network(const char *s)
{
	unsigned char bytes[16];
	const char *slash = strchr(s, '/');
	size_t n = slash == NULL ? strlen(s) : (size_t)(slash - s);
	char address[INET6_ADDRSTRLEN];
	if (n == 0 || n >= sizeof address)
		return false;
	memcpy(address, s, n);
	address[n] = '\0';
	int bits = inet_pton(AF_INET, address, bytes) == 1 ? 32 : inet_pton(AF_INET6, address, bytes) == 1 ? 128 : 0;
	if (bits == 0 || slash == NULL)
		return bits != 0;
	size_t digits = strspn(slash + 1, "0123456789");
	long prefix = strtol(slash + 1, NULL, 10);
	if (digits == 0 || digits > 3 || slash[1 + digits] != '\0' || prefix > bits)
		return false;
	for (long i = prefix; i < bits; i++)
		if (bytes[i / 8] & 0x80 >> i % 8)
			return false;
	return true;
}

static void check_each(const struct write *w, const char *name, bool (*is_good)(const char *), const char *code,
		       const char *sentence, struct problem *p)
{
	const struct write_value *v = write_find(w, name);
	for (size_t i = 0; v != NULL && v->json != NULL && i < jvalue_size(v->json); i++)
		if (!is_good(jvalue_string(jvalue_at(v->json, i))))
			problem_violation(p, arena_printf(w->arena, "/%s/%zu", name, i), code, NULL, "%s", sentence);
}

int api_keys_check(struct call *c, struct write *w, struct problem *p)
{
	check_each(w, "scopes", scope_exists, "unknown_scope", "is no scope; GET /api/api_keys/scopes lists them", p);
	check_each(w, "allowed_addresses", is_network, "format", "must be an address, or a network such as 192.0.2.0/24", p);
	return origins_check(c, w, p);
}

/* Made by POST /api/api_keys, which shows the key once; revoked by DELETE. */
const struct resource agency_api_keys = {
    .name = "api_keys",
    .schema = "ApiKey",
    .label = "API key",
    .doc = "Keys that programs come in with, for admins and owners. A key acts as the member who made it, within its scopes.",
    .fields = fields,
    .roles = {.list = ROLES_MANAGE, .read = ROLES_MANAGE, .update = ROLES_MANAGE},
    .sort = "-created_at",
    .before_write = api_keys_check,
};
