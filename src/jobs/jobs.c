/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/module.h"

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"kind", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "What it does: domain and verb.", .example = "\"media.derive\""},
    {"status", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "pending|processing|completed|failed|cancelled",
     .doc = "pending: waits for its turn, or for another attempt.", .example = "\"processing\""},
    {"progress", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Percent done.", .example = "40"},
    {"step", FIELD_TEXT, FIELD_READ_ONLY, .doc = "What it is at.", .example = "\"thumbnails\""},
    {"result", FIELD_JSON, FIELD_READ_ONLY, .doc = "What came of it, by its kind; null until it has completed.", .example = "{}"},
    {"error", FIELD_JSON, FIELD_READ_ONLY, .doc = "Why the last attempt failed: `code`, one of the problems, and `detail`.",
     .example = "{\"code\":\"storage-unavailable\",\"detail\":\"The file store cannot be reached\"}"},
    {"attempts", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How many were begun.", .example = "1"},
    {"max_attempts", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "After how many it fails.", .example = "5"},
    {"cancel_asked", FIELD_BOOL, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "It has been told to stop.", .example = "false"},
    {"enqueued_by", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "users", .doc = "Who asked for it; null: nobody did, a schedule or an event.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"correlation_id", FIELD_ID, FIELD_READ_ONLY, .doc = "The request that asked for it.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"run_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Not before.", .example = "\"2026-05-12T09:30:00Z\""},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was asked for.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"started_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When its first attempt began.", .example = "\"2026-05-12T09:30:01Z\""},
    {"about_table", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The table of the record that it is about; null: none that is named.", .example = "\"media_items\""},
    {"about_id", FIELD_ID, FIELD_READ_ONLY, .doc = "And the record's id.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"property_id", FIELD_ID, FIELD_READ_ONLY, .target = "properties", .doc = "The property that this record belongs to.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"ended_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it completed, failed for good or was cancelled.", .example = "null"},
    {.type = FIELD_END}};

const struct resource jobs_jobs = {
    .name = "jobs",
    .schema = "Job",
    .scope = "jobs",
    .doc = "Work that outlives the request which asked for it. Members see what they asked for; admins and owners all of the agency's.",
    .fields = fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ},
    .sort = "-created_at",
};
