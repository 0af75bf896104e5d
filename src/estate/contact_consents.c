/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "The owner of the contact.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"contact_id", FIELD_ID, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_FILTER, .target = "contacts",
     .doc = "Who agreed.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"purpose", FIELD_CHOICE, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "contact|offers|newsletter|sharing|other",
     .doc = "To what: being contacted about their matter, told of properties that may suit them, sent the newsletter, or passed on to partners.",
     .example = "\"offers\""},
    {"method", FIELD_CHOICE, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_NOT_NULL, .choices = "in_person|phone|email|form|paper|other",
     .doc = "How they said so.", .example = "\"form\""},
    {"wording", FIELD_TEXT, FIELD_CREATE_ONLY, .least = 1, .most = 2000, .doc = "What they agreed to, in the words shown to them.",
     .example = "\"Yes, send me properties like this one.\""},
    {"given_at", FIELD_TIME, FIELD_CREATE_ONLY | FIELD_NOT_NULL, .doc = "When; now unless given.", .example = "\"2026-05-12T09:30:00Z\""},
    {"withdrawn_at", FIELD_TIME, .doc = "When they took it back, not before given_at; null: it holds.", .example = "null"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"contact", "contact_id", "contacts", .back = "contact_consents"}, {.name = NULL}};

const struct resource estate_contact_consents = {
    .name = "contact_consents",
    .schema = "ContactConsent",
    .scope = "contacts",
    .doc = "What a contact agreed to, when and how. An entry is not rewritten: it is withdrawn, or deleted where it was a mistake.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .by_ref = true,
};
