/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "Whose the record is.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"property_id", FIELD_ID, FIELD_CREATE_ONLY | FIELD_FILTER, .target = "properties",
     .doc = "What is shared: exactly one of property_id, contact_id, deal_id and task_id.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"contact_id", FIELD_ID, FIELD_CREATE_ONLY | FIELD_FILTER, .target = "contacts", .doc = "Or a contact, with its addresses, requests and mail.",
     .example = "null"},
    {"deal_id", FIELD_ID, FIELD_CREATE_ONLY | FIELD_FILTER, .target = "deals", .doc = "Or a deal, with who takes part in it.", .example = "null"},
    {"task_id", FIELD_ID, FIELD_CREATE_ONLY | FIELD_FILTER, .target = "tasks", .doc = "Or a task.", .example = "null"},
    {"user_id", FIELD_ID, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_FILTER, .target = "users",
     .doc = "With whom: a member of the agency who does not own it, once.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"access", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "read|write",
     .doc = "What they may do with it. Who may write it may also share it; whose it is stays. No viewer writes.", .example = "\"read\""},
    {"shared_by", FIELD_ID, FIELD_READ_ONLY, .target = "users", .doc = "Who shared it.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    FIELDS_LAST,
    {.type = FIELD_END}};

const struct resource estate_record_shares = {
    .name = "record_shares",
    .schema = "RecordShare",
    .scope = "record_shares",
    .doc = "Who else in the agency may read or write a record that is not theirs, and what is part of it; each is told. Members see that "
	   "of the records that they may read. Where record_visibility is team, everybody reads every record anyway, and sharing lets a "
	   "colleague write one. Deleting ends it at once; so does a membership's end, and whoever becomes the record's owner needs none.",
    .fields = fields,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .by_ref = true,
};
