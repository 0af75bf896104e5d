/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/projects.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/whole.h"
#include "rest/write.h"
#include "studio/module.h"

#define ID_EXAMPLE "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""
#define OWN (FIELD_READ_ONLY | FIELD_NOT_NULL)
#define ERRORS                                                                                                                                    \
	"refused|throttled|overloaded|timed_out|answer_lost|bad_answer|model_retired|not_configured|input_unusable|output_unusable|provider_failed|" \
	"cancelled|original_gone"

static const struct field recipe_fields[] = {
    {"tool", FIELD_TEXT, OWN, .doc = "What is done.", .example = "\"enhance\""},
    {"options", FIELD_JSON, OWN, .doc = "What it is told.", .example = "{\"strength\":0.7}"},
    {"provider", FIELD_TEXT, OWN, .doc = "Who does it.", .example = "\"local\""},
    {"model", FIELD_TEXT, FIELD_READ_ONLY, .doc = "By which model; there is none on this machine.", .example = "\"gemini-3.1-flash-image\""},
    {"prompt", FIELD_TEXT, FIELD_READ_ONLY, .doc = "What the service is told.", .example = "\"Furnish this empty bedroom\""},
    {.type = FIELD_END}};

const struct field studio_project_fields[] = {
    {"id", FIELD_ID, OWN | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.", .example = ID_EXAMPLE},
    {"owner_id", FIELD_ID, OWN | FIELD_FILTER, .target = "users", .doc = "The member who asked for it.", .example = ID_EXAMPLE},
    {"batch_id", FIELD_ID, OWN | FIELD_FILTER, .doc = "Those of one request have it in common.", .example = ID_EXAMPLE},
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .least = 1, .most = 200, .doc = "Its photo's, unless somebody says otherwise.", .example = "\"kitchen.jpg\""},
    {"type", FIELD_CHOICE, OWN | FIELD_FILTER, .choices = "photo_edit|video|template", .doc = "By which request it was asked for.", .example = "\"photo_edit\""},
    {"status", FIELD_CHOICE, OWN | FIELD_FILTER, .choices = "pending|processing|completed|failed|cancelled",
     .doc = "completed: a variant at least has come to its end.", .example = "\"processing\""},
    {"property_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "properties", .doc = "What it is for.", .example = ID_EXAMPLE},
    {"template_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "templates", .doc = "By which template it was asked for.", .example = "null"},
    {"media_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "media_items", .doc = "Its photo; of several the first. Null: it is no more.",
     .example = ID_EXAMPLE},
    {"media_ids", FIELD_TEXTS, OWN, .doc = "All of them, in their order.", .example = "[" ID_EXAMPLE "]"},
    {"recipe", FIELD_LIST, OWN, .fields = recipe_fields, .doc = "Its steps, in their order.",
     .expression = "(select coalesce(jsonb_agg(jsonb_build_object('tool', s.e -> 'tool', 'options', coalesce(s.e -> 'options', '{}'), 'provider', s.e -> 'provider', "
		   "'model', s.e -> 'model', 'prompt', s.e -> 'prompt') order by s.n), '[]') "
		   "from jsonb_array_elements(t.recipe) with ordinality s (e, n))",
     .example = "[{\"tool\":\"enhance\",\"options\":{\"strength\":0.7},\"provider\":\"local\",\"model\":null,\"prompt\":null}]"},
    {"variants", FIELD_INT, OWN, .doc = "How many results to choose from.", .example = "1"},
    {"progress", FIELD_INT, OWN, .doc = "Percent.", .example = "40"},
    {"step", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The tool that it is at.", .example = "\"enhance\""},
    {"price", FIELD_INT, OWN, .doc = "Credits that it takes when all of it succeeds.", .example = "6"},
    {"credit_cost", FIELD_INT, OWN, .doc = "Credits that it has taken.", .example = "0"},
    {"api_cost", FIELD_DECIMAL, OWN, .doc = "What services asked for its calls, in USD.", .example = "0.0670",
     .expression = "(select coalesce(sum(j.api_cost), 0) from public.ai_jobs j where j.agency_id = t.agency_id and j.project_id = t.id)"},
    {"result_asset_ids", FIELD_TEXTS, OWN, .doc = "Media items that came of it.", .example = "[]",
     .expression = "array(select m.id from public.media_items m where m.agency_id = t.agency_id and m.project_id = t.id and m.deleted_at is null order by m.id)"},
    {"output_data", FIELD_JSON, OWN, .doc = "`results`: of each its `variant`, `media_id`, and whether it is `whole`: all steps were done.",
     .example = "{\"results\":[]}"},
    {"error_code", FIELD_CHOICE, FIELD_READ_ONLY, .choices = ERRORS, .doc = "Why it failed; null unless it did.", .example = "null"},
    {"error_message", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The same in words, as far as there are any.", .example = "null"},
    {"job_id", FIELD_ID, FIELD_READ_ONLY, .doc = "The job that is at it, or was last.", .example = ID_EXAMPLE},
    {"completed_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it ended.", .example = "null"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include project_includes[] = {
    {"property", "property_id", "properties", .back = NULL}, {"media", "media_id", "media_items", .back = NULL}, {.name = NULL}};

/* Made and moved on by actions. */
const struct resource studio_projects = {
    .name = "projects",
    .schema = "Project",
    .scope = "studio",
    .doc = "Runs of the studio's tools over photos: asked for by POST /api/ai/photo-edit, /api/ai/video and /api/ai/template. `?include=results` brings what "
	   "came of them.",
    .fields = studio_project_fields,
    .includes = project_includes,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .update = ROLES_WRITE, .remove = ROLES_WRITE},
    .sort = "-created_at",
    .keeps_deleted = true,
};

static const struct field ai_job_fields[] = {
    {"id", FIELD_ID, OWN | FIELD_FILTER, .doc = "UUID, made by the server. What it came to as a result has the same.", .example = ID_EXAMPLE},
    {"owner_id", FIELD_ID, OWN | FIELD_FILTER, .target = "users", .doc = "Whose project it is.", .example = ID_EXAMPLE},
    {"project_id", FIELD_ID, OWN | FIELD_FILTER, .target = "projects", .doc = "Its project.", .example = ID_EXAMPLE},
    {"variant", FIELD_INT, OWN, .doc = "Of which result, from 1.", .example = "1"},
    {"step", FIELD_INT, OWN, .doc = "Which of the recipe's steps, from 1.", .example = "1"},
    {"tool", FIELD_TEXT, OWN, .doc = "What is done.", .example = "\"virtual_staging\""},
    {"service", FIELD_CHOICE, OWN | FIELD_FILTER, .choices = "local|replicate|qwen|nano_banana", .doc = "Who does it.", .example = "\"nano_banana\""},
    {"model", FIELD_TEXT, FIELD_READ_ONLY, .doc = "By which model.", .example = "\"gemini-3.1-flash-image\""},
    {"input", FIELD_JSON, OWN | FIELD_DETAIL, .doc = "What it was told: tool, options, prompt, and the model's settings.", .example = "{\"tool\":\"virtual_staging\"}"},
    {"status", FIELD_CHOICE, OWN, .choices = "pending|processing|completed|failed|cancelled", .doc = "How far it is.", .example = "\"completed\"",
     .expression = "case t.status when 'submitting' then 'processing' when 'submitted' then 'processing' else t.status end"},
    {"tries", FIELD_INT, OWN, .doc = "How often it was sent: once, but where it was certainly not done.", .example = "1"},
    {"error_code", FIELD_CHOICE, FIELD_READ_ONLY, .choices = ERRORS, .doc = "Why it failed, or was put off.", .example = "null"},
    {"error_message", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The same in words.", .example = "null"},
    {"credit_cost", FIELD_INT, OWN, .doc = "Credits that it has taken.", .example = "6"},
    {"api_cost", FIELD_DECIMAL, FIELD_READ_ONLY, .doc = "What the service asked for it, in USD.", .example = "0.0670"},
    {"latency_ms", FIELD_INT, FIELD_READ_ONLY, .doc = "How long it took.", .example = "8120"},
    {"submitted_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was last sent.", .example = "\"2026-05-12T09:30:02Z\""},
    {"version", FIELD_INT, OWN, .doc = "Grows as it changes.", .example = "3"},
    {"created_at", FIELD_TIME, OWN | FIELD_FILTER | FIELD_SORT, .doc = "When it was asked for.", .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, OWN | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.", .example = "\"2026-05-12T09:30:10Z\""},
    {"completed_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it ended.", .example = "\"2026-05-12T09:30:10Z\""},
    {.type = FIELD_END}};

static const struct include ai_job_includes[] = {
    {"project", "project_id", "projects", .back = "ai_jobs", .back_sort = "created_at"}, {.name = NULL}};

const struct resource studio_ai_jobs = {
    .name = "ai_jobs",
    .schema = "AiJob",
    .label = "call of a tool",
    .scope = "studio",
    .doc = "Each call of a tool for a project: by whom, what it was told, how it went and what it cost.",
    .fields = ai_job_fields,
    .includes = ai_job_includes,
    .roles = {.list = ROLES_READ, .read = ROLES_READ},
    .sort = "-created_at",
};

const struct field project_accept_request[] = {
    {"media_id", FIELD_ID, FIELD_REQUIRED | FIELD_NOT_NULL, .target = "media_items", .doc = "One of its results.", .example = ID_EXAMPLE}, {.type = FIELD_END}};
const struct field project_reject_request[] = {
    {"media_id", FIELD_ID, .target = "media_items", .doc = "One of its results; all that nobody took, unless given.", .example = ID_EXAMPLE}, {.type = FIELD_END}};

/* `values` behind the project's id; the project as it is then. */
static int change(struct call *c, const struct statement *s, const char *media, struct problem *p)
{
	const struct table *t = table_find("projects");
	if (row_check_id(c, t, p) < 0)
		return -1;
	const char *const values[] = {c->params[0], media};
	tx_add(c->tx, s, strstr(s->sql, "$2") == NULL ? 1 : 2, values);
	int index = row_add_read(c, t, c->params[0]);
	if (call_execute(c, p) < 0)
		return -1;
	row_answer(c, t, index);
	return 0;
}

int project_cancel_run(struct call *c, struct problem *p)
{
	static const struct statement cancel = {.name = "projects.cancel", .sql = "select studio.cancel($1::uuid)", .writes = true};
	return change(c, &cancel, NULL, p);
}

int project_retry_run(struct call *c, struct problem *p)
{
	static const struct statement retry = {.name = "projects.retry", .sql = "select studio.retry($1::uuid)", .writes = true};
	return change(c, &retry, NULL, p);
}

static int judge(struct call *c, const struct field *request, const struct statement *s, struct problem *p)
{
	struct write w;
	if (write_read(c->arena, request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	return change(c, s, write_text(&w, "media_id"), p);
}

int project_accept_run(struct call *c, struct problem *p)
{
	static const struct statement accept = {.name = "projects.accept", .sql = "select studio.accept($1::uuid, $2::uuid)", .writes = true};
	return judge(c, project_accept_request, &accept, p);
}

int project_reject_run(struct call *c, struct problem *p)
{
	static const struct statement reject = {.name = "projects.reject", .sql = "select studio.reject($1::uuid, $2::uuid)", .writes = true};
	return judge(c, project_reject_request, &reject, p);
}

const struct field project_restored_response[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .target = "media_items", .doc = "The original, which is back.", .example = ID_EXAMPLE}, {.type = FIELD_END}};

int project_restore_original_run(struct call *c, struct problem *p)
{
	static const struct statement restore = {
	    .name = "media_items.restore_original", .sql = "select studio.restore_original($1::uuid)", .writes = true};
	if (call_check_id(c, "media item", p) < 0)
		return -1;
	int index = tx_add(c->tx, &restore, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, project_restored_response);
	return 0;
}

const struct field project_spend_query[] = {{"days", FIELD_INT, .least = 1, .most = 366, .doc = "Of the last so many days; 30 unless given.", .example = "30"}, {.type = FIELD_END}};

static const struct field spend_fields[] = {
    {"property_id", FIELD_ID, .target = "properties", .doc = "For which property; null: for none.", .example = ID_EXAMPLE},
    {"address", FIELD_TEXT, .doc = "Of the property.", .example = "\"24, rue Ermesinde\""},
    {"credits", FIELD_INT, FIELD_NOT_NULL, .doc = "What was spent.", .example = "42"},
    {"runs", FIELD_INT, FIELD_NOT_NULL, .doc = "How many projects.", .example = "9"},
    {.type = FIELD_END}};
const struct field project_spend_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = spend_fields, .doc = "Those that cost most in front; at most 200."}, {.type = FIELD_END}};

int project_spend_run(struct call *c, struct problem *p)
{
	static const struct statement sum = {.name = "studio.spend",
					     .sql = "select t.property_id, p.address, sum(t.credit_cost)::bigint, count(*) from public.projects t "
						    "left join public.properties p on p.agency_id = t.agency_id and p.id = t.property_id "
						    "where t.agency_id = app.agency_id() and t.created_at >= app.now() - make_interval(days => $1::int) "
						    "group by 1, 2 order by 3 desc, 4 desc, 1 limit 200"};
	const char *days;
	if (whole_read(c, "days", 1, 366, "30", &days, p) < 0)
		return -1;
	int index = tx_add(c->tx, &sum, 1, &days);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, spend_fields);
	return 0;
}
