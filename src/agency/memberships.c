/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"user_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "Who it is: what owner_id of records says.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .choices = "owner|admin|agent|viewer",
     .doc = "What they may do here. Only an owner makes or unmakes an owner.", .example = "\"agent\""},
    {"display_name", FIELD_TEXT, FIELD_SORT, .most = 200, .doc = "As colleagues see it: the name of the person, unless another one is written; null takes that back.",
     .example = "\"Léa Hoffmann\""},
    {"avatar_url", FIELD_TEXT, .format = FORMAT_URL, .doc = "A picture.", .example = "\"https://example.com/lea.jpg\""},
    {"email", FIELD_TEXT, FIELD_READ_ONLY, .expression = "agency.member_email(t.user_id)",
     .doc = "For admins and owners, and one's own; null otherwise.", .example = "\"lea@maison-alzette.example\""},
    {"credit_limit", FIELD_INT, .least = 0, .most = 1000000000, .doc = "Credits a month; null: no limit of its own.",
     .example = "500"},
    {"left_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_FILTER, .doc = "When it ended; null while it lasts.", .example = "null"},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it began.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

const struct resource agency_memberships = {
    .name = "memberships",
    .schema = "Membership",
    .doc = "Who works in the agency, and as what.",
    .fields = fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .update = ROLES_READ & ~ROLE_PLATFORM},
    .sort = "created_at",
};
