/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    FIELDS_FIRST,
    {"title", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 200, .doc = "What colleagues call it.",
     .example = "\"Townhouse, rue Ermesinde\""},
    {"property_id", FIELD_ID, FIELD_FILTER, .target = "properties", .doc = "What it is about.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"contact_id", FIELD_ID, FIELD_FILTER, .target = "contacts", .doc = "With whom, first of all; the others are deal_parties.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"stage_id", FIELD_ID, FIELD_NOT_NULL | FIELD_CREATE_ONLY | FIELD_FILTER, .target = "deal_stages",
     .doc = "The first stage, unless said otherwise; a new deal comes last in it. POST /api/deals/{id}/move changes it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\""},
    {"position", FIELD_DECIMAL, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_SORT, .scale = 40,
     .doc = "Its place in the stage: for sorting, the figure says nothing else.", .example = "2.5"},
    {"stage_since", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_SORT, .doc = "When it came into its stage.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "open|won|lost", .doc = "A move opens it again.", .example = "\"open\""},
    {"close_reason", FIELD_TEXT, .least = 1, .most = 300, .doc = "Why it was won or lost; required of what is lost, gone when it is opened.",
     .example = "null"},
    {"closed_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_FILTER | FIELD_SORT, .doc = "When it was won or lost.", .example = "null"},
    {"amount", FIELD_DECIMAL, FIELD_SORT, .least = 0, .most = 999999999999.99, .scale = 2, .doc = "What it is about to come to.",
     .example = "1450000.00"},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL, .format = FORMAT_CURRENCY, .doc = "ISO 4217; the agency's unless given.",
     .example = "\"EUR\""},
    {"expected_close_on", FIELD_DATE, FIELD_FILTER | FIELD_SORT, .doc = "When it may be signed.", .example = "\"2026-06-30\""},
    {"notes", FIELD_TEXT, FIELD_DETAIL, .most = 10000, .doc = "For colleagues only.", .example = "\"Financing is agreed.\""},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"property", "property_id", "properties", .back = "deals"},
					  {"contact", "contact_id", "contacts", .back = "deals"},
					  {"stage", "stage_id", "deal_stages", .back = NULL},
					  {.name = NULL}};

static const struct resource_import import = {.keys = "external_ref", .order = 4};

const struct resource estate_deals = {
    .name = "deals",
    .schema = "Deal",
    .scope = "deals",
    .doc = "What may come to a contract, on its way through the agency's stages.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .bulk = true,
    .by_ref = true,
    .import = &import,
    .views = true,
};
