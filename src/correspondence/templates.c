/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/module.h"

static const struct field fields[] = {
    FIELDS_FIRST,
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_SORT, .least = 1, .most = 120, .doc = "By which members find it.", .example = "\"After a visit\""},
    {"language", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "en|fr", .doc = "Of its words.", .example = "\"en\""},
    {"subject", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 200, .doc = "May hold names in double braces, as the body.",
     .example = "\"Your visit of {{property.title}}\""},
    {"body", FIELD_TEXT, FIELD_REQUIRED | FIELD_DETAIL, .least = 1, .most = 20000,
     .doc = "Plain text. {{contact.first_name}} and the like stand for what is known; POST /api/messages/preview lists all of them.",
     .example = "\"Hello {{contact.first_name}},\\n\\nthank you for your visit.\\n\\n{{agent.name}}\""},
    {"private", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Only its author sees it, whatever the role of others.", .example = "false"},
    FIELDS_LAST,
    {.type = FIELD_END}};

const struct resource correspondence_templates = {
    .name = "message_templates",
    .schema = "MessageTemplate",
    .label = "message template",
    .scope = "messages",
    .doc = "Texts that are written again and again. Members use all of them but others' private ones, and change their own.",
    .fields = fields,
    .roles = {ROLES_READ, ROLES_READ, CORRESPONDENCE_ROLES, CORRESPONDENCE_ROLES, CORRESPONDENCE_ROLES},
    .sort = "name",
    .keeps_deleted = true,
    .by_ref = true,
};
