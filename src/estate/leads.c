/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "The member who has it; in the pool, who had it last or entered it.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"name", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Of whoever asks, as it was sent.", .example = "\"Emma Nilsson\""},
    {"email", FIELD_TEXT, FIELD_READ_ONLY, .format = FORMAT_EMAIL, .doc = "As it was sent.", .example = "\"emma@example.com\""},
    {"phone", FIELD_TEXT, FIELD_READ_ONLY, .format = FORMAT_PHONE, .doc = "E.164.", .example = "\"+352661123456\""},
    {"message", FIELD_TEXT, FIELD_READ_ONLY, .doc = "What they wrote.", .example = "\"May we see it on Saturday?\""},
    {"source", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "Where it came from.", .example = "\"athome.lu\""},
    {"contact_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "contacts", .doc = "The contact with that address or number.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"property_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "properties", .doc = "What it is about.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"wanted_transaction", FIELD_CHOICE, FIELD_READ_ONLY, .choices = "sale|rent", .doc = "What they look for.", .example = "\"sale\""},
    {"wanted_area", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Where.", .example = "\"Belval\""},
    {"wanted_price", FIELD_DECIMAL, FIELD_READ_ONLY, .scale = 2, .doc = "For how much.", .example = "650000.00"},
    {"wants_visit", FIELD_BOOL, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Whether they ask to see it, on a shared page.", .example = "true"},
    {"share_link_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "share_links", .doc = "The shared page that it was sent from.",
     .example = "null"},
    {"rule_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "lead_rules", .doc = "The rule that decided to whom it goes; null: none fitted.",
     .example = "null"},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "new|offered|claimed|closed",
     .doc = "new: in the pool. offered: the assignee's until claim_by. claimed: the assignee's. Clients close a lead, and open it again.",
     .example = "\"offered\""},
    {"assignee_id", FIELD_ID, FIELD_FILTER, .target = "users",
     .doc = "The member who has it, or to whom it is offered; null: the pool. Another member has it from then on; null puts it back.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"claim_by", FIELD_TIME, FIELD_READ_ONLY, .doc = "Until when it is offered; then anybody may claim it.", .example = "\"2026-05-12T09:45:00Z\""},
    {"claimed_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "Since when the assignee has it.", .example = "null"},
    {"closed_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was closed.", .example = "null"},
    {"close_reason", FIELD_TEXT, .least = 1, .most = 300, .doc = "Why it was closed; gone when it is opened.", .example = "null"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"property", "property_id", "properties", .back = "leads"},
					  {"contact", "contact_id", "contacts", .back = "leads"},
					  {.name = NULL}};

/* Not made by the engine's POST: lead_intake.c makes them. */
const struct resource estate_leads = {
    .name = "leads",
    .schema = "Lead",
    .scope = "leads",
    .doc = "Somebody asks for something: where it came from, and who takes it. Rules say to whom it is offered.",
    .fields = fields,
    .includes = includes,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .update = ROLES_WRITE, .remove = ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .bulk = true,
    .views = true,
};
