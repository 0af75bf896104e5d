/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    FIELDS_FIRST,
    {"title", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 300, .doc = "What is to be done.",
     .example = "\"Ask for the energy certificate\""},
    {"notes", FIELD_TEXT, FIELD_DETAIL, .most = 10000, .doc = "What helps with it.", .example = "\"It expires in June.\""},
    {"assignee_id", FIELD_ID, FIELD_NOT_NULL | FIELD_FILTER, .target = "users",
     .doc = "The member who is to do it: the owner, unless said otherwise. Whoever owns a task or is to do it may change it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "open|done",
     .doc = "What repeats makes its next task when it is done, and takes it away again when it is opened.", .example = "\"open\""},
    {"priority", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "low|normal|high", .doc = "How much it matters.",
     .example = "\"normal\""},
    {"due_at", FIELD_TIME, FIELD_FILTER | FIELD_SORT, .doc = "Late from then on.", .example = "\"2026-05-14T10:00:00Z\""},
    {"all_day", FIELD_BOOL, FIELD_NOT_NULL, .doc = "The day alone counts: due_at becomes its last second where the agency is.",
     .example = "false"},
    {"repeats", FIELD_CHOICE, FIELD_FILTER, .choices = "daily|weekly|monthly|yearly",
     .doc = "How often it comes again, counted from due_at; null: once. Dates that have passed are left out.", .example = "null"},
    {"repeat_every", FIELD_INT, FIELD_NOT_NULL, .least = 1, .most = 365, .doc = "Each, or every other, and so on.", .example = "1"},
    {"previous_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "tasks", .doc = "The one whose end made this one.", .example = "null"},
    {"property_id", FIELD_ID, FIELD_FILTER, .target = "properties", .doc = "What it is about.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"contact_id", FIELD_ID, FIELD_FILTER, .target = "contacts", .doc = "Whom it is about.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"done_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_FILTER | FIELD_SORT, .doc = "When it was done.", .example = "null"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"property", "property_id", "properties", .back = "tasks"},
					  {"contact", "contact_id", "contacts", .back = "tasks"},
					  {.name = NULL}};

static const struct resource_import import = {.keys = "external_ref", .order = 5};

const struct resource estate_tasks = {
    .name = "tasks",
    .schema = "Task",
    .scope = "tasks",
    .doc = "What somebody has to do, by when, and what it is about.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
    .bulk = true,
    .by_ref = true,
    .import = &import,
    .views = true,
};
