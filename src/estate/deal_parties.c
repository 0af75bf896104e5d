/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "The owner of the deal.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"deal_id", FIELD_ID, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_FILTER, .target = "deals", .doc = "In which deal.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4e\""},
    {"contact_id", FIELD_ID, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_FILTER, .target = "contacts",
     .doc = "Who; each of their parts once.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"part", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "buyer|seller|tenant|landlord|agent|notary|lender|other",
     .doc = "What they are in it.", .example = "\"buyer\""},
    {"share", FIELD_DECIMAL, .least = 0.01, .most = 100, .scale = 2, .doc = "Percent of what their part has.", .example = "50.00"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"deal", "deal_id", "deals", .back = "deal_parties"},
					  {"contact", "contact_id", "contacts", .back = "deal_parties"},
					  {.name = NULL}};

const struct resource estate_deal_parties = {
    .name = "deal_parties",
    .schema = "DealParty",
    .scope = "deals",
    .doc = "Who takes part in a deal, and as what.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .by_ref = true,
};
