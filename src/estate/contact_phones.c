/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "The owner of the contact.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"contact_id", FIELD_ID, FIELD_REQUIRED | FIELD_CREATE_ONLY | FIELD_FILTER, .target = "contacts",
     .doc = "Whose number it is.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"phone", FIELD_TEXT, FIELD_REQUIRED | FIELD_FILTER, .format = FORMAT_PHONE, .raw = "phone_raw",
     .doc = "E.164; what was typed is kept in phone_raw. A contact has a number once; several contacts may share one.",
     .example = "\"+352661123456\""},
    {"phone_raw", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The number as it was typed.", .example = "\"+352 661 123 456\""},
    {"label", FIELD_TEXT, .most = 40, .doc = "Such as mobile or office.", .example = "\"mobile\""},
    {"is_primary", FIELD_BOOL, FIELD_NOT_NULL | FIELD_FILTER, .doc = "The one that the contact's `phone` shows.",
     .example = "true"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"contact", "contact_id", "contacts", .back = "contact_phones"}, {.name = NULL}};

const struct resource estate_contact_phones = {
    .name = "contact_phones",
    .schema = "ContactPhone",
    .scope = "contacts",
    .doc = "A contact's telephone numbers, one of them the primary one.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .by_ref = true,
};
