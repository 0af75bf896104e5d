/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "The member who shared it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"property_ids", FIELD_TEXTS, FIELD_READ_ONLY | FIELD_NOT_NULL, .most = 30, .doc = "What it shows, in this order.",
     .example = "[\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\"]"},
    {"title", FIELD_TEXT, .least = 1, .most = 120, .doc = "For colleagues: whom it is for.", .example = "\"Emma, three in Belval\""},
    {"message", FIELD_TEXT, .most = 2000, .doc = "For the client, above the properties.", .example = "\"As promised on the phone.\""},
    {"shows_address", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether street and number are shown.", .example = "true"},
    {"expires_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Until when it can be opened.", .example = "\"2026-06-12T09:30:00Z\""},
    FIELDS_LAST,
    {.type = FIELD_END}};

/* Not made by the engine's POST: share.c makes them, with their token. */
const struct resource estate_share_links = {
    .name = "share_links",
    .schema = "ShareLink",
    .scope = "share_links",
    .doc = "Pages for clients outside: some properties, for whoever has the link, until it is revoked by DELETE or has expired.",
    .fields = fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .update = ROLES_WRITE, .remove = ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
};
