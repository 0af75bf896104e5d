/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "estate/module.h"
#include "rest/call.h"
#include "rest/write.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"name", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 120, .doc = "What colleagues call it.", .example = "\"Houses in the south\""},
    {"position", FIELD_INT, FIELD_NOT_NULL | FIELD_SORT, .least = 0, .most = 1000000, .doc = "Rules are asked from the lowest on; a new one comes last.",
     .example = "1"},
    {"enabled", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether it is asked.", .example = "true"},
    {"sources", FIELD_TEXTS, 0, .most = 50, .doc = "Leads of these sources; none: of any. Case and accents do not count.",
     .example = "[\"athome.lu\"]"},
    {"areas", FIELD_TEXTS, 0, .most = 50, .doc = "Leads about these cities, or zip codes that begin so; none: anywhere.", .example = "[\"Esch-sur-Alzette\",\"L-40\"]"},
    {"transaction", FIELD_CHOICE, .choices = "sale|rent", .doc = "Leads about this alone; null: either.", .example = "\"sale\""},
    {"price_min", FIELD_DECIMAL, .least = 0, .most = 999999999999.99, .scale = 2, .doc = "From this price on: the property's, else what was named.",
     .example = "null"},
    {"price_max", FIELD_DECIMAL, .least = 0, .most = 999999999999.99, .scale = 2, .doc = "Up to this price.", .example = "900000.00"},
    {"way", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "round_robin|member|pool",
     .doc = "round_robin: offered to one of assignee_ids after the other. member: to the one there. pool: to whoever claims it first.",
     .example = "\"round_robin\""},
    {"assignee_ids", FIELD_TEXTS, 0, .most = 100,
     .doc = "The members, in their order; none, of round_robin: all who may work on leads. Whoever has left is passed over.",
     .example = "[\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\"]"},
    {"minutes", FIELD_INT, FIELD_NOT_NULL, .least = 1, .most = 10080, .doc = "How long it is offered before it goes into the pool.", .example = "15"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static int check(struct call *c, struct write *w, struct problem *p)
{
	(void)c;
	const struct write_value *v = write_find(w, "assignee_ids");
	for (size_t i = 0; v != NULL && v->json != NULL && i < jvalue_size(v->json); i++) {
		const char *id = jvalue_string(jvalue_at(v->json, i));
		if (!uuid_valid(id, strlen(id)))
			problem_violation(p, arena_printf(w->arena, "/assignee_ids/%zu", i), "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

const struct resource estate_lead_rules = {
    .name = "lead_rules",
    .schema = "LeadRule",
    .doc = "Who gets which leads: the first rule that fits decides; without one they lie in the pool.",
    .fields = fields,
    .roles = {ROLES_MANAGE, ROLES_MANAGE, ROLES_MANAGE, ROLES_MANAGE, ROLES_MANAGE},
    .sort = "position",
    .keeps_deleted = true,
    .by_ref = true,
    .before_write = check,
};
