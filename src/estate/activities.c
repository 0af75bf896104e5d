/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "The owner of what it is about: of the deal, else the property, else the contact.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"author_id", FIELD_ID, FIELD_READ_ONLY, .target = "users", .doc = "Who did it; null: nobody in particular.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"kind", FIELD_CHOICE, FIELD_REQUIRED | FIELD_FILTER, .choices = "note|call|meeting|mail|visit|task|deal|status|price",
     .doc = "note, call and meeting are written by hand; the others come by themselves.", .example = "\"call\""},
    {"text", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 10000, .doc = "As it was written; empty where details say it.",
     .example = "\"Would like to see it again on Saturday.\""},
    {"details", FIELD_JSON, FIELD_READ_ONLY | FIELD_NOT_NULL,
     .doc = "Of what came by itself. status, price: from, to, currency. deal: event (begun, moved, won, lost, reopened), title, stage, reason. "
	    "task: title. visit: event (booked, moved or its status), starts_at, reason.",
     .example = "{}"},
    {"private", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Only its author sees it, whatever the role of others.", .example = "false"},
    {"happened_at", FIELD_TIME, FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "Now, unless said otherwise.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"contact_id", FIELD_ID, FIELD_FILTER, .target = "contacts", .doc = "Whom it is about. One of the three is needed.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"property_id", FIELD_ID, FIELD_FILTER, .target = "properties", .doc = "What it is about.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"deal_id", FIELD_ID, FIELD_FILTER, .target = "deals", .doc = "Which deal it is about.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4e\""},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was written down.", .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

static const struct include includes[] = {{"contact", "contact_id", "contacts", .back = NULL},
					  {"property", "property_id", "properties", .back = NULL},
					  {"deal", "deal_id", "deals", .back = NULL},
					  {.name = NULL}};

const struct resource estate_activities = {
    .name = "activities",
    .schema = "Activity",
    .scope = "activities",
    .doc = "What happened around a contact, a property or a deal, by hand and by itself. Nothing of it is changed or deleted.",
    .fields = fields,
    .includes = includes,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .create = ROLES_WRITE},
    .sort = "-happened_at",
};
