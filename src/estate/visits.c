/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

/* The same edges as in estate.visit_may_become(), which refuses all others. */
#define NEXT_STATUSES                                                                                                                                \
	"case t.status when 'requested' then '{confirmed,cancelled}' when 'confirmed' then '{done,no_show,cancelled}' else '{}' end"

static const struct field fields[] = {
    FIELDS_FIRST,
    {"property_id", FIELD_ID, FIELD_REQUIRED | FIELD_FILTER, .target = "properties", .doc = "What is shown.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"contact_id", FIELD_ID, FIELD_FILTER, .target = "contacts", .doc = "Who comes to see it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"agent_id", FIELD_ID, FIELD_FILTER, .target = "users",
     .doc = "The member who shows it: the caller, unless said otherwise. Whoever made a visit or shows it may change it. null: nobody, "
	    "since whoever took it over is elsewhere then.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "requested|confirmed|done|no_show|cancelled",
     .doc = "Goes on to one of next_statuses; 409 otherwise. A visit that is requested or confirmed holds its agent and its property: 409 "
	    "when either is taken, with the other visit among the error's `params`, if you may see it.",
     .example = "\"requested\""},
    {"next_statuses", FIELD_TEXTS, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What status may become.",
     .example = "[\"confirmed\",\"cancelled\"]", .expression = NEXT_STATUSES},
    {"starts_at", FIELD_TIME, FIELD_REQUIRED | FIELD_FILTER | FIELD_SORT,
     .doc = "When it begins. Written alone, the whole visit moves and stays as long as it was.", .example = "\"2026-05-16T08:30:00Z\""},
    {"ends_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it ends: after 30 minutes, unless said otherwise; 12 hours at most.",
     .example = "\"2026-05-16T09:00:00Z\""},
    {"buffer_minutes", FIELD_INT, FIELD_NOT_NULL, .least = 0, .most = 240, .doc = "Kept free behind it: the way to the next one.",
     .example = "15"},
    {"busy_until", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "ends_at and the buffer.", .example = "\"2026-05-16T09:15:00Z\""},
    {"place", FIELD_TEXT, .least = 1, .most = 300, .doc = "Where to meet; null: at the property.", .example = "\"At the gate in rue Basse\""},
    {"notes", FIELD_TEXT, FIELD_DETAIL, .most = 10000, .doc = "For colleagues only.", .example = "\"Keys at the neighbour's.\""},
    {"wish", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The other time that the visitor asks for, in their words; a move forgets it.", .example = "null"},
    {"cancel_reason", FIELD_TEXT, .least = 1, .most = 300, .doc = "Why it does not take place; of cancelled visits alone.", .example = "null"},
    {"rating", FIELD_INT, .least = 1, .most = 5, .doc = "What the visitor thought of it, 5 being the best.", .example = "4"},
    {"interest", FIELD_CHOICE, FIELD_FILTER, .choices = "none|some|strong", .doc = "Whether the visitor may buy or rent it.",
     .example = "\"some\""},
    {"feedback", FIELD_TEXT, FIELD_DETAIL, .most = 10000, .doc = "What the visitor said.", .example = "\"Likes the light, fears the street.\""},
    {"tells_visitor", FIELD_BOOL, FIELD_NOT_NULL,
     .doc = "Whoever comes is mailed when the visit is moved or called off, if they have an address and it was confirmed.", .example = "true"},
    {"sequence", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "As calendars count: grows with what changes for those who come.",
     .example = "0"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"property", "property_id", "properties", .back = "visits"},
					  {"contact", "contact_id", "contacts", .back = "visits"},
					  {.name = NULL}};

const struct resource estate_visits = {
    .name = "visits",
    .schema = "Visit",
    .scope = "visits",
    .doc = "Somebody is shown a property: when, by whom, and what came of it.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .bulk = true,
    .by_ref = true,
    .views = true,
};
