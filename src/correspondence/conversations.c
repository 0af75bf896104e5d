/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "The owner of the contact.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"contact_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "contacts", .doc = "With whom.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"property_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "properties", .doc = "What it is about.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"deal_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "deals", .doc = "Which deal it is about.", .example = "null"},
    {"visit_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "visits", .doc = "Which visit it is about.", .example = "null"},
    {"subject", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .most = 200, .doc = "Of its first message.", .example = "\"Your visit on Saturday\""},
    {"messages", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How many it holds.", .example = "2"},
    {"unanswered", FIELD_BOOL, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "The last message is the contact's.", .example = "true"},
    {"last_message_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When the last one went out or came in.",
     .example = "\"2026-05-12T11:02:00Z\""},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change a client makes; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it began.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.",
     .example = "\"2026-05-12T11:02:00Z\""},
    {.type = FIELD_END}};

static const struct include includes[] = {{"contact", "contact_id", "contacts", .back = NULL}, {.name = NULL}};

const struct resource correspondence_conversations = {
    .name = "conversations",
    .schema = "Conversation",
    .scope = "messages",
    .doc = "Mail with one contact about one thing. The first message makes it; later ones, out and in, are put into it.",
    .fields = fields,
    .includes = includes,
    .roles = {.list = ROLES_READ, .read = ROLES_READ},
    .sort = "-last_message_at",
};
