/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "The owner of the contact.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"contact_id", FIELD_ID, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_FILTER, .target = "contacts",
     .doc = "Who is looking.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"transaction", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "sale|rent", .doc = "To buy or to rent.", .example = "\"sale\""},
    {"property_types", FIELD_TEXTS, FIELD_NOT_NULL, .most = 7,
     .doc = "Among house, apartment, land, commercial, office, garage, other; empty: any.", .example = "[\"house\",\"apartment\"]"},
    {"places", FIELD_TEXTS, FIELD_NOT_NULL, .most = 50,
     .doc = "Towns, regions or postal codes, as properties name them, accents and case aside; empty: anywhere.",
     .example = "[\"Limpertsberg\",\"L-1469\"]"},
    {"budget_min", FIELD_DECIMAL, .least = 0, .most = 999999999999.99, .scale = 2, .doc = "The least it may cost, or the rent a month.",
     .example = "600000.00"},
    {"budget_max", FIELD_DECIMAL, .least = 0, .most = 999999999999.99, .scale = 2, .doc = "The most it may cost, not below budget_min.",
     .example = "850000.00"},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL, .format = FORMAT_CURRENCY, .doc = "ISO 4217; the agency's unless given.", .example = "\"EUR\""},
    {"bedrooms_min", FIELD_INT, .least = 0, .most = 99, .doc = "So many at least.", .example = "3"},
    {"living_area_min", FIELD_DECIMAL, .least = 0, .most = 99999999.99, .scale = 2, .doc = "m², at least.", .example = "110.00"},
    {"features", FIELD_TEXTS, FIELD_NOT_NULL, .most = 50, .doc = "Words such as garden or lift.", .example = "[\"garden\"]"},
    {"note", FIELD_TEXT, .most = 2000, .doc = "For colleagues only.", .example = "\"Near the tram.\""},
    {"active", FIELD_BOOL, FIELD_NOT_NULL | FIELD_FILTER, .doc = "Whether they are still looking.", .example = "true"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"contact", "contact_id", "contacts", .back = "buyer_requests"}, {.name = NULL}};

static const struct resource_import import = {.keys = "external_ref", .order = 3};

const struct resource estate_buyer_requests = {
    .name = "buyer_requests",
    .schema = "BuyerRequest",
    .scope = "contacts",
    .doc = "What contacts are looking for.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .by_ref = true,
    .import = &import,
};
