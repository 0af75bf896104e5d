/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/module.h"

const struct field mail_fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"template", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What kind of mail it is.",
     .example = "\"invitation\""},
    {"language", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL, .choices = "en|fr", .doc = "Of its words.",
     .example = "\"fr\""},
    {"recipient", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .format = FORMAT_EMAIL, .doc = "Whom it goes to.",
     .example = "\"tom@example.com\""},
    {"subject", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Its subject.",
     .example = "\"Maison Alzette vous invite\""},
    {"state", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL,
     .choices = "queued|sending|handed_over|sent|failed|unsure|withheld",
     .doc = "failed: refused for good, or too often. unsure: the mail server has all of it and never answered; it is "
     "not sent again, since that could make two. withheld: too many to this address, or from this agency, in a day.",
     .example = "\"sent\""},
    {"attempts", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How often it was tried.", .example = "1"},
    {"answer_code", FIELD_INT, FIELD_READ_ONLY, .doc = "Of the mail server's last answer.", .example = "250"},
    {"answer", FIELD_TEXT, FIELD_READ_ONLY, .doc = "What it last said, or why there was no answer.",
     .example = "\"2.0.0 queued as 42\""},
    {"message_id", FIELD_TEXT, FIELD_READ_ONLY, .doc = "By which mail servers know it; null before the first attempt.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e@crm.example\""},
    {"sent_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When the mail server took it.",
     .example = "\"2026-05-12T09:30:02Z\""},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change; also in ETag.",
     .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT,
     .doc = "When it was asked for.", .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT,
     .doc = "When it last changed.", .example = "\"2026-05-12T09:30:02Z\""},
    {.type = FIELD_END}};

const struct resource mail_mails = {
    .name = "mails",
    .schema = "Mail",
    .doc = "Mails sent for the agency, newest first: how far each has come. Invitations that make owners are shown to owners.",
    .fields = mail_fields,
    .roles = {.list = ROLES_MANAGE | ROLE_PLATFORM, .read = ROLES_MANAGE | ROLE_PLATFORM},
    .sort = "-created_at",
};
