/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"
#include "rest/view.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"author_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "Who saved it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"list", FIELD_CHOICE, FIELD_REQUIRED | FIELD_FILTER, .choices = "properties|contacts|deals|tasks|leads|visits",
     .doc = "The list that it shows; never changed, and sent along whenever filter, sort or columns are.", .example = "\"properties\""},
    {"name", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 80, .doc = "What its tab says.", .example = "\"Houses up to half a million\""},
    {"private", FIELD_BOOL, FIELD_NOT_NULL,
     .doc = "true: its author's alone, whatever the role of others. false: everybody's to read, its author's and the admins' to change.",
     .example = "true"},
    {"position", FIELD_INT, FIELD_NOT_NULL | FIELD_SORT, .least = 0, .most = 1000000, .doc = "Its place among the tabs; a new one comes last.",
     .example = "1"},
    {"filter", FIELD_JSON, FIELD_NOT_NULL,
     .doc = "The list's parameters, each with its value as text: fields, with their operators, q and deleted. me is whoever reads, -P7D the "
	    "beginning of the day a week ago.",
     .example = "{\"price[lte]\":\"500000\",\"status[in]\":\"active,pending\"}"},
    {"sort", FIELD_TEXT, .least = 1, .most = 200, .doc = "As in the list's parameter; null: the list's own order.", .example = "\"-price\""},
    {"columns", FIELD_TEXTS, 0, .most = 60, .doc = "The fields shown, in this order; none: the list's own.", .example = "[\"status\",\"price\"]"},
    FIELDS_LAST,
    {.type = FIELD_END}};

const struct resource estate_saved_views = {
    .name = "saved_views",
    .schema = "SavedView",
    .scope = "saved_views",
    .doc = "Lists as somebody saved them, for themselves or for the team: filter, sort and columns. ?view= of such a list, and of its export, "
	   "takes the id of one; what else is asked for there narrows it.",
    .fields = fields,
    .roles = {ROLES_READ, ROLES_READ, ROLES_READ & ~ROLE_PLATFORM, ROLES_READ & ~ROLE_PLATFORM, ROLES_READ & ~ROLE_PLATFORM},
    .sort = "position",
    .keeps_deleted = true,
    .before_write = view_check,
};
