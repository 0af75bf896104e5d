/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/module.h"

#define OWN (FIELD_READ_ONLY | FIELD_NOT_NULL)

static const struct field column[] = {
    {"name", FIELD_TEXT, OWN, .doc = "Each is there once.", .example = "\"Nom\""},
    {"samples", FIELD_TEXTS, OWN, .doc = "What stands in it, the first three that differ.", .example = "[\"Weber\",\"Kieffer\"]"},
    {.type = FIELD_END}};

static const struct field mapping[] = {
    {"column", FIELD_TEXT, OWN, .doc = "Its name.", .example = "\"Nom\""},
    {"field", FIELD_TEXT, OWN, .doc = "Of the table; title.fr for a text in a language.", .example = "\"name\""},
    {.type = FIELD_END}};

static const struct field of_table[] = {
    {"table", FIELD_TEXT, OWN, .doc = "As its lines name it; some may be none.", .example = "\"contacts\""},
    {"row_count", FIELD_INT, OWN, .doc = "Its lines.", .example = "2"},
    {"new_count", FIELD_INT, OWN, .doc = "Those that make a record, as far as is known.", .example = "2"},
    {"changed_count", FIELD_INT, OWN, .doc = "Those that change one.", .example = "0"},
    {"same_count", FIELD_INT, OWN, .doc = "Those that say nothing new.", .example = "0"},
    {"wrong_count", FIELD_INT, OWN, .doc = "Those that cannot be taken.", .example = "0"},
    {.type = FIELD_END}};

static const struct field fields[] = {
    {"id", FIELD_ID, OWN | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation. Also the batch of its changes.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, OWN | FIELD_FILTER, .target = "users", .doc = "The member who imports.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"into_table", FIELD_TEXT, OWN | FIELD_FILTER, .doc = "Where its rows go; `bundle`: each line says it.", .example = "\"contacts\""},
    {"file_name", FIELD_TEXT, OWN, .doc = "As it was called.", .example = "\"contacts.csv\""},
    {"status", FIELD_CHOICE, OWN, .choices = "analysing|mapping|previewing|previewed|running|completed|cancelled|failed",
     .doc = "mapping and previewed wait for somebody; cancelled and failed can be run on.", .example = "\"mapping\""},
    {"format", FIELD_CHOICE, FIELD_READ_ONLY, .choices = "csv|ndjson|vcard", .doc = "What the file is.", .example = "\"csv\""},
    {"encoding", FIELD_TEXT, FIELD_READ_ONLY, .doc = "How its letters are written.", .example = "\"utf-8\""},
    {"delimiter", FIELD_TEXT, FIELD_READ_ONLY, .doc = "What stands between the cells of CSV; `tab` is one.", .example = "\";\""},
    {"has_header", FIELD_BOOL, FIELD_READ_ONLY, .doc = "Of CSV: whether its first row names the columns.", .example = "true"},
    {"decimal_mark", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Of numbers that could be read in two ways, such as 1,250.", .example = "\",\""},
    {"day_order", FIELD_CHOICE, FIELD_READ_ONLY, .choices = "dmy|mdy|ymd", .doc = "Of days such as 03/04/2026.", .example = "\"dmy\""},
    {"columns", FIELD_LIST, OWN | FIELD_DETAIL, .fields = column, .doc = "As they stand in the file.",
     .example = "[{\"name\":\"Nom\",\"samples\":[\"Weber\",\"Kieffer\"]}]"},
    {"mapping", FIELD_LIST, OWN | FIELD_DETAIL, .fields = mapping, .doc = "Guessed, or what the agency chose for the same columns before.",
     .example = "[{\"column\":\"Nom\",\"field\":\"name\"}]"},
    {"match_by", FIELD_TEXTS, OWN, .doc = "Fields by which a row is a record that is there; the first that finds one counts.", .example = "[\"email\"]"},
    {"row_count", FIELD_INT, FIELD_READ_ONLY, .doc = "Rows of the file; null until it has been looked into.", .example = "1200"},
    {"new_count", FIELD_INT, FIELD_READ_ONLY, .doc = "Rows that make a record; of the preview until it has run.", .example = "900"},
    {"changed_count", FIELD_INT, FIELD_READ_ONLY, .doc = "Rows that change one.", .example = "250"},
    {"same_count", FIELD_INT, FIELD_READ_ONLY, .doc = "Rows that say nothing new.", .example = "40"},
    {"wrong_count", FIELD_INT, FIELD_READ_ONLY, .doc = "Rows that cannot be taken, each with its reasons.", .example = "10"},
    {"tables", FIELD_LIST, OWN | FIELD_DETAIL, .fields = of_table, .doc = "Of a bundle: the same, table by table, in the order of the file.",
     .example = "[{\"table\":\"contacts\",\"row_count\":2,\"new_count\":2,\"changed_count\":0,\"same_count\":0,\"wrong_count\":0}]"},
    {"problem", FIELD_JSON, FIELD_READ_ONLY, .doc = "Why it failed: `code` and `detail`.", .example = "null"},
    {"job_id", FIELD_ID, FIELD_READ_ONLY, .doc = "The job that is at it, or was last: progress and cancelling are there.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4f\""},
    {"undo_job_id", FIELD_ID, FIELD_READ_ONLY, .doc = "The job that undoes it, or did.", .example = "null"},
    {"ended_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it had run, or stopped.", .example = "null"},
    {"version", FIELD_INT, OWN, .doc = "Grows with every change a client makes; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, OWN | FIELD_FILTER | FIELD_SORT, .doc = "When it was made.", .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, OWN | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.", .example = "\"2026-05-12T09:30:00Z\""},
    {"deleted_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was put away; null while it is shown.", .example = "null"},
    {.type = FIELD_END}};

/* Made and moved on by actions: actions.c. */
const struct resource intake_imports = {
    .name = "imports",
    .schema = "Import",
    .scope = "imports",
    .doc = "Files of other programs that become records: analysed, mapped, previewed, run, and undone if need be. Rows are kept for 30 days.",
    .fields = fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .remove = ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
};
