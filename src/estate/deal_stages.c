/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"name", FIELD_I18N, FIELD_REQUIRED, .most = 80, .doc = "Per language.", .example = "{\"en\":\"Offer\",\"fr\":\"Offre\"}"},
    {"probability", FIELD_INT, FIELD_NOT_NULL, .least = 0, .most = 100,
     .doc = "Percent of the deals in it that are won, as the agency sees it: what totals are weighted by.", .example = "60"},
    {"position", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_SORT, .doc = "Its place on the board, from 1; POST /api/deal_stages/reorder changes it.",
     .example = "3"},
    FIELDS_LAST,
    {.type = FIELD_END}};

const struct resource estate_deal_stages = {
    .name = "deal_stages",
    .schema = "DealStage",
    .scope = "deals",
    .doc = "The steps that deals go through in this agency. One with open deals cannot be deleted; "
	   "POST /api/deal_stages/{id}/replace puts them elsewhere.",
    .fields = fields,
    .roles = {ROLES_READ, ROLES_READ, ROLES_MANAGE, ROLES_MANAGE, ROLES_MANAGE},
    .sort = "position",
    .keeps_deleted = true,
    .by_ref = true,
};
