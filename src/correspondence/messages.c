/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "The owner of the contact.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"conversation_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "conversations", .doc = "What it belongs to.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\""},
    {"contact_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "contacts", .doc = "To whom, or from whom.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"author_id", FIELD_ID, FIELD_READ_ONLY, .target = "users", .doc = "The member who wrote it; null: it came in.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"direction", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL, .choices = "out|in", .doc = "Whether it went out or came in.", .example = "\"out\""},
    {"state", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "queued|sent|failed|unsure|received",
     .doc = "queued: waits, also for another attempt. sent: a mail server has it. failed: refused for good, too often, or come back as undeliverable. "
	    "unsure: a mail server has it and never answered; it is not sent again, since that could make two. received: it came in.",
     .example = "\"sent\""},
    {"from_name", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Of whoever wrote it.", .example = "\"Léa Martin\""},
    {"from_address", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Of what came in.", .example = "null"},
    {"to_address", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Of what went out.", .example = "\"emma@example.com\""},
    {"subject", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Its subject.", .example = "\"Your visit on Saturday\""},
    {"text", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What it says, as plain text. Of HTML the text is kept.",
     .example = "\"Hello Emma,\\n\\nuntil Saturday.\""},
    {"quoted", FIELD_TEXT, FIELD_READ_ONLY | FIELD_DETAIL, .doc = "What it repeats of earlier ones.", .example = "null"},
    {"attachment_ids", FIELD_TEXTS, FIELD_READ_ONLY | FIELD_NOT_NULL, .most = 50, .doc = "Media items that go with it.", .example = "[]"},
    {"attachments_refused", FIELD_TEXTS, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Names of files that came with it and are not kept.",
     .example = "[]"},
    {"automatic", FIELD_BOOL, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "A machine wrote it: an answer while away, a bounce.", .example = "false"},
    {"answer", FIELD_TEXT, FIELD_READ_ONLY, .doc = "What the mail server last said.", .example = "\"2.0.0 queued as 42\""},
    {"happened_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was written, or came in.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was written down.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.",
     .example = "\"2026-05-12T09:30:02Z\""},
    {.type = FIELD_END}};

/* Not made by the engine's POST: compose.c makes them. */
const struct resource correspondence_messages = {
    .name = "messages",
    .schema = "Message",
    .scope = "messages",
    .doc = "What was written to a contact and what came back. Nothing of it is changed or deleted.",
    .fields = fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ},
    .sort = "-happened_at",
};
