/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "intake/actions.h"
#include "intake/jobs.h"

static const struct resource *const resources[] = {&intake_imports, NULL};

/* A table that can be imported into (rest/resource.h: import) has its route here. */
#define INTO(table, operation, words)                                                                                                            \
	{                                                                                                                                        \
		HTTP_POST, "/api/" table "/import", operation, "imports", words, ROLES_WRITE, ACTION_FILE, 202, .request = import_request,       \
			       .query = import_query, .answers = "Import",                                                                       \
			       .doc = "CSV, NDJSON or vCard: in the body as JSON, as the body itself (text/csv, application/x-ndjson, text/vcard), "  \
				      "or uploaded before. A job looks into it; the import then waits for its mapping.",                      \
			       .example = "{\"file_name\":\"import.csv\",\"content\":\"Nom;E-mail\\nWeber;josee@example.com\\n\"}", .scope = table, .cost = 10, \
			       .handle = import_begin_run                                                                                        \
	}

static const char bundle_example[] =
    "{\"file_name\":\"move.ndjson\",\"content\":\"{\\\"table\\\":\\\"contacts\\\",\\\"external_ref\\\":\\\"c-1\\\",\\\"name\\\":\\\"Josée Weber\\\"}\\n"
    "{\\\"table\\\":\\\"properties\\\",\\\"external_ref\\\":\\\"p-1\\\",\\\"contact_ref\\\":\\\"c-1\\\",\\\"address\\\":\\\"24, rue Ermesinde\\\"}\\n"
    "{\\\"table\\\":\\\"media_items\\\",\\\"external_ref\\\":\\\"ph-1\\\",\\\"property_ref\\\":\\\"p-1\\\",\\\"url\\\":\\\"https://www.example.com/1.jpg\\\",\\\"cover\\\":true}\\n\"}";

#define MOVING PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT)
#define MAPPING_EXAMPLE "{\"mapping\":[{\"column\":\"Nom\",\"field\":\"name\"},{\"column\":\"E-mail\",\"field\":\"email\"}],\"match_by\":[\"email\"]}"

static const struct action actions[] = {
    INTO("contacts", "importContacts", "Import contacts from a file"),
    INTO("properties", "importProperties", "Import properties from a file"),
    {HTTP_POST, "/api/imports", "importBundle", "imports", "Import a bundle", ROLES_WRITE, ACTION_FILE, 202, .request = import_request,
     .query = import_query, .answers = "Import",
     .doc = "NDJSON whose lines are records of several tables, in any order: contacts, properties, buyer_requests, deals, tasks and media_items. Each "
	    "is what a POST of its table takes, with `table` and an `external_ref` by which it is known: what is there is changed, so that a bundle "
	    "can come again. Records name each other by external_ref: `contact_ref` instead of contact_id, `property_ref` instead of property_id. "
	    "A media item has the https:// `url` that its file is fetched from (a picture or a PDF, up to 32 MiB), or the `storage_key` of an upload that was "
	    "not committed, or the `id` of one that is there; and, if need be, `sha256`, `file_name`, `position` in its gallery and `cover`. What has the sha256, or "
	    "comes from the same address unchanged, is not fetched again. A preview fetches nothing. Lines that cannot be taken are told, each with its "
	    "reasons. No mapping is needed.",
     .example = bundle_example, .scope = "imports", .scopes_also = "contacts:write,deals:write,media:write,properties:write,tasks:write", .cost = 10,
     .handle = import_begin_run},
    {HTTP_POST, "/api/imports/{id}/analyse", "analyseImport", "imports", "Look into the file again, in another way", ROLES_WRITE, 0, 202,
     .request = analyse_request, .answers = "Import", .problems = MOVING, .doc = "Where the guesses were wrong. What is left out is guessed again.",
     .scope = "imports", .cost = 10, .handle = import_analyse_run},
    {HTTP_POST, "/api/imports/{id}/preview", "previewImport", "imports", "See what would become of each row", ROLES_WRITE, 0, 202,
     .request = mapping_request, .answers = "Import", .problems = MOVING,
     .doc = "A job does all of it and undoes it: the counts are of what would happen now.", .example = MAPPING_EXAMPLE, .scope = "imports", .cost = 10,
     .handle = import_preview_run},
    {HTTP_POST, "/api/imports/{id}/run", "runImport", "imports", "Make records of the rows", ROLES_WRITE, 0, 202, .request = mapping_request,
     .answers = "Import", .problems = MOVING,
     .doc = "By a job, each row once, with the rights of whoever asks. One that was cancelled or has failed goes on where it was.",
     .example = MAPPING_EXAMPLE, .scope = "imports", .cost = 10, .handle = import_run_run},
    {HTTP_POST, "/api/imports/{id}/undo", "undoImport", "imports", "Undo what an import has done", ROLES_WRITE, 0, 202, .answers = "Import",
     .problems = MOVING, .doc = "By a job: what it made goes, what it changed is as it was, but for what somebody has changed since.",
     .scope = "imports", .cost = 10, .handle = import_undo_run},
    {HTTP_GET, "/api/imports/{id}/rows", "listImportRows", "imports", "Read rows, and what became of them", ROLES_READ, 0, 200, .query = rows_query,
     .response = rows_response, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "imports", .handle = import_rows_run},
    {HTTP_GET, "/api/imports/{id}/failed", "exportFailedImportRows", "imports", "Read the rows that were wrong as CSV, with reasons", ROLES_READ, 0, 200,
     .problems = PROBLEM_BIT(NOT_FOUND), .content = "text/csv", .content_also = "application/x-ndjson",
     .example_also = "{\"table\":\"contacts\",\"external_ref\":\"weber\",\"email\":\"josee@\",\"reasons\":[\"email must be an e-mail address\"]}\n",
     .doc = "In the columns of the file, of a bundle its lines as they came with their `reasons`: corrected, it can be imported as it is.",
     .example = "row,Nom,E-mail,reasons\r\n7,Weber,josee@,email must be an e-mail address\r\n", .scope = "imports", .cost = 25, .handle = import_failed_run},
    {.path = NULL}};

/* 500,000 rows at some hundreds a second. */
enum { TIMEOUT_S = 2 * 3600 };

static const struct job_kind jobs[] = {
    {.name = "intake.analyse", .run = intake_analyse_run, .timeout_s = TIMEOUT_S},
    {.name = "intake.preview", .run = intake_preview_run, .timeout_s = TIMEOUT_S, .at_once = 2},
    {.name = "intake.run", .run = intake_run, .timeout_s = TIMEOUT_S, .at_once = 2},
    {.name = "intake.tidy", .run = intake_tidy_run, .at_once = 1, .platform = true},
    {.name = NULL}};

static const struct schedule schedules[] = {{.name = "intake.tidy", .cron = "20 3 * * *", .kind = "intake.tidy"}, {.name = NULL}};

const struct module intake_module = {.name = "intake", .resources = resources, .actions = actions, .jobs = jobs, .schedules = schedules};
