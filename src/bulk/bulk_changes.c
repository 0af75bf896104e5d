/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk/module.h"

static const struct field refusals[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "The record.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4f\""},
    {"code", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Which rule, for programs.", .example = "\"not_reachable\""},
    {"pointer", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The field, as a JSON pointer; empty: the record as a whole.", .example = "\"/status\""},
    {"detail", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The rule as a sentence.", .example = "\"cannot become pending from draft\""},
    {.type = FIELD_END}};

static const struct field undo[] = {
    {"job_id", FIELD_ID, .target = "jobs", .doc = "The job that does it.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"undone", FIELD_INT, FIELD_NOT_NULL, .doc = "How many records are as they were.", .example = "37"},
    {"changed_since", FIELD_INT, FIELD_NOT_NULL, .doc = "How many somebody has changed since: those fields stay.", .example = "1"},
    {"refused", FIELD_INT, FIELD_NOT_NULL, .doc = "How many could not be put back.", .example = "0"},
    {"ended_at", FIELD_TIME, .doc = "When all had been seen; null: under way, or its job has failed or was cancelled.", .example = "null"},
    {.type = FIELD_END}};

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation. Changes made by it have it as batch_id.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "users", .doc = "Who asked for it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"table_name", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Of which records.", .example = "\"properties\""},
    {"query", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_DETAIL, .doc = "Which of them, as the query of their list.", .example = "\"status=draft\""},
    {"change", FIELD_JSON, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What was asked for: set, add and remove, or delete.",
     .example = "{\"set\":{\"owner_id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\"}}"},
    {"status", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL, .choices = "running|completed|cancelled|failed",
     .doc = "cancelled and failed: what its job had done until then stays, and can be undone.", .example = "\"completed\"",
     .expression = "case when t.ended_at is not null then 'completed' else coalesce((select case when j in ('pending', 'processing') then 'running' "
		   "else j end from app.bulk_job(t.job_id) j where j <> 'completed'), 'failed') end"},
    {"matched", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How many records there were.", .example = "40"},
    {"changed", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How many of them it has changed or deleted.", .example = "38"},
    {"same", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How many were so already.", .example = "1"},
    {"refused", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How many could not be changed.", .example = "1"},
    {"refusals", FIELD_LIST, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_DETAIL, .fields = refusals, .doc = "Which, and why: a hundred at most.",
     .example = "[{\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4f\",\"code\":\"not_reachable\",\"pointer\":\"/status\",\"detail\":\"cannot become pending from draft\"}]"},
    {"job_id", FIELD_ID, FIELD_READ_ONLY, .target = "jobs", .doc = "The job that does it; null: it was done at once.", .example = "null"},
    {"undo", FIELD_OBJECT, FIELD_READ_ONLY, .fields = undo, .doc = "How undoing it stands; null: nobody has asked for that.",
     .example = "null",
     .expression = "select jsonb_build_object('job_id', u.job, 'undone', u.undone, 'changed_since', u.changed, 'refused', u.refused, "
		   "'ended_at', to_char(u.ended_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')) from app.undo_of(t.id) u"},
    {"ended_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When all records had been seen.", .example = "\"2026-05-12T09:30:01Z\""},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was asked for.", .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last moved on.", .example = "\"2026-05-12T09:30:01Z\""},
    {.type = FIELD_END}};

const struct resource bulk_bulk_changes = {
    .name = "bulk_changes",
    .schema = "BulkChange",
    .scope = "bulk_changes",
    .doc = "Changes of many records at once. Members see what they asked for; admins and owners all of the agency's.",
    .fields = fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ},
    .sort = "-created_at",
};
