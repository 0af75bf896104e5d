/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "Who invited.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"email", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .format = FORMAT_EMAIL,
     .doc = "Who is invited.", .example = "\"tom@example.com\""},
    {"role", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "owner|admin|agent|viewer",
     .doc = "What they will be.", .example = "\"agent\""},
    {"expires_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "Seven days after it was made.",
     .example = "\"2026-05-19T09:30:00Z\""},
    {"accepted_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_FILTER, .doc = "When it was accepted.", .example = "null"},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was made.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"deleted_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was taken back.", .example = "null"},
    {.type = FIELD_END}};

/* Made by the action POST /api/invitations, which shows the link once; taken back by DELETE. */
const struct resource agency_invitations = {
    .name = "invitations",
    .schema = "Invitation",
    .doc = "Open doors: people invited who have not come in yet.",
    .fields = fields,
    .roles = {.list = ROLES_MANAGE, .read = ROLES_MANAGE, .remove = ROLES_MANAGE},
    .sort = "-created_at",
    .keeps_deleted = true,
};
