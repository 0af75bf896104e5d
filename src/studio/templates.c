/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/templates.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"
#include "studio/module.h"
#include "studio/prompt.h"

enum { VARIABLES_MOST = 40 };

static const struct field variable_fields[] = {
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 1, .most = 40, .doc = "As it stands in the prompt: small letters, digits, _.", .example = "\"mood\""},
    {"label", FIELD_TEXT, .most = 80, .doc = "For people.", .example = "\"Mood\""},
    {"default", FIELD_TEXT, .most = 300, .doc = "Where nothing else is said.", .example = "\"warm\""},
    {"choices", FIELD_TEXTS, .most = 40, .doc = "What people pick from; none: they write.", .example = "[\"warm\",\"cool\"]"},
    {.type = FIELD_END}};

static const struct field step_fields[] = {
    {"tool", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .most = 40, .doc = "Of `GET /api/ai/tools`.", .example = "\"virtual_staging\""},
    {"options", FIELD_JSON, .most = 16384, .doc = "What it is told.", .example = "{\"room\":\"bedroom\",\"style\":\"modern\"}"},
    {"provider", FIELD_CHOICE, .choices = "local|replicate|qwen|nano_banana", .doc = "Who is to do it; the first that can, unless given.", .example = "null"},
    {.type = FIELD_END}};

static const struct field fields[] = {
    FIELDS_FIRST,
    {"agency_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .target = "agencies", .doc = "Whose it is: public ones may be another agency's.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 1, .most = 120, .doc = "As people know it.", .example = "\"Empty bedrooms\""},
    {"type", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "listing_promo|instagram_reel|open_house|custom", .doc = "What it is for.", .example = "\"custom\""},
    {"description", FIELD_TEXT, .most = 2000, .doc = "For colleagues.", .example = "\"For flats that are let.\""},
    {"prompt_template", FIELD_TEXT, .most = 4000,
     .doc = "What a service is told besides the tool's own words. `{{name}}` stands for the variable of that name; nothing else is understood.",
     .example = "\"The mood is {{mood}}.\""},
    {"variables", FIELD_LIST, FIELD_NOT_NULL, .fields = variable_fields, .doc = "What the prompt may name; at most 40.",
     .example = "[{\"name\":\"mood\",\"label\":\"Mood\",\"default\":\"warm\",\"choices\":[\"warm\",\"cool\"]}]"},
    {"recipe", FIELD_LIST, FIELD_NOT_NULL, .fields = step_fields, .doc = "Up to 6 tools, in their order; what is done unless it is said when it is run.",
     .example = "[{\"tool\":\"virtual_staging\",\"options\":{\"room\":\"bedroom\",\"style\":\"modern\"}}]"},
    {"settings", FIELD_JSON, FIELD_NOT_NULL, .most = 16384, .doc = "Whatever its users keep with it.", .example = "{}"},
    {"is_public", FIELD_BOOL, FIELD_NOT_NULL | FIELD_FILTER, .doc = "Whether other agencies may use it.", .example = "false"},
    {"usage_count", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How often it was run.", .example = "0"},
    {"credits_used", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What that has cost, in credits.", .example = "0"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const char *no_value(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return NULL;
}

/* Which names there are a trigger compares, since a change may bring the one without the other. */
static int check_prompt(struct call *c, const struct write *w, struct problem *p)
{
	struct prompt prompt;
	const char *text = write_text(w, "prompt_template");
	if (text == NULL)
		return 0;
	prompt_render(c->arena, text, strlen(text), no_value, NULL, &prompt);
	prompt.unknown_count = 0;
	return prompt_check(c->arena, &prompt, "/prompt_template", p);
}

/* The list as it is kept: each item with all of its fields. */
static const char *whole_items(struct call *c, const struct jvalue *list, const struct field *item)
{
	struct buf b;
	buf_init(&b, c->arena, 512);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	for (size_t i = 0; i < jvalue_size(list); i++) {
		json_out_open(&o, '{');
		for (const struct field *f = item; f->type != FIELD_END; f++) {
			const struct jvalue *value = jvalue_get(jvalue_at(list, i), f->name);
			const char *none = f->type == FIELD_TEXTS ? "[]" : f->type == FIELD_JSON ? "{}" : "null";
			json_out_member_raw(&o, f->name, value == NULL ? none : jvalue_print(c->arena, value));
		}
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	return buf_text(&b);
}

/* Each item of a list against its fields, with what is wrong below /name/N. */
static int check_items(struct call *c, struct write *w, const char *name, const struct field *item, size_t most, struct problem *p)
{
	const struct write_value *v = write_find(w, name);
	size_t n = v == NULL ? 0 : jvalue_size(v->json);
	if (n > most)
		return problem_violation(p, arena_printf(c->arena, "/%s", name), "too_many", arena_printf(c->arena, "{\"max\":%zu}", most), "must have at most %zu items", most);
	for (size_t i = 0; i < n; i++) {
		struct write one;
		struct problem own;
		problem_init(&own, c->arena);
		write_read(c->arena, item, jvalue_at(v->json, i), WRITE_ACTION, &one, &own);
		for (const struct violation *each = own.violations; each != NULL; each = each->next)
			problem_violation(p, arena_printf(c->arena, "/%s/%zu%s", name, i, each->pointer), each->code, each->params, "%s", each->detail);
	}
	if (v != NULL && p->code == PROBLEM_NONE)
		write_set(w, name, whole_items(c, v->json, item));
	return p->code == PROBLEM_NONE ? 0 : -1;
}

static int before_write(struct call *c, struct write *w, struct problem *p)
{
	int rc = check_prompt(c, w, p);
	rc |= check_items(c, w, "variables", variable_fields, VARIABLES_MOST, p);
	rc |= check_items(c, w, "recipe", step_fields, 6, p);
	return rc;
}

/* Public ones of other agencies are read too, so no agency chooses the rows: the policies do. */
const struct resource studio_templates = {
    .name = "templates",
    .schema = "Template",
    .scope = "studio",
    .doc = "Saved runs of the studio: a recipe, and words with variables in them. Those of other agencies that are public are listed too, to be used.",
    .fields = fields,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .global = true,
    .keeps_deleted = true,
    .before_write = before_write,
};

const struct field preview_request[] = {
    {"variables", FIELD_JSON, FIELD_NOT_NULL, .most = 16384, .doc = "What the names stand for; the rest has its defaults.", .example = "{\"mood\":\"cool\"}"},
    {.type = FIELD_END}};
const struct field preview_response[] = {
    {"prompt", FIELD_TEXT, FIELD_NOT_NULL, .doc = "With its names filled in, once: what was filled in is not looked into.", .example = "\"The mood is cool.\""},
    {"unknown", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "Names that nothing is known for; they stand there as they are.", .example = "[]"},
    {.type = FIELD_END}};

static const struct jvalue *parse(struct arena *a, const char *text)
{
	const struct jvalue *value = NULL;
	struct json_fault fault;
	jvalue_parse(a, text, strlen(text), &value, &fault);
	return value;
}

static void answer(struct call *c, const struct prompt *prompt)
{
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "prompt", prompt->text == NULL ? "" : prompt->text);
	json_out_name(&o, "unknown");
	json_out_open(&o, '[');
	for (size_t i = 0; i < prompt->unknown_count; i++)
		json_out_string(&o, prompt->unknown[i]);
	json_out_close(&o, ']');
	json_out_close(&o, '}');
}

int template_preview_run(struct call *c, struct problem *p)
{
	static const struct statement find = {.name = "templates.preview",
					      .sql = "select coalesce(t.prompt_template, ''), t.variables from public.templates t "
						     "where t.id = $1::uuid and t.deleted_at is null"};
	struct write w;
	struct prompt prompt;
	if (row_check_id(c, table_find("templates"), p) < 0 || write_read(c->arena, preview_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	int index = tx_add(c->tx, &find, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	if (rows_count(rows) == 0)
		return row_missing(table_find("templates"), p);
	struct prompt_object values = {.arena = c->arena, .values = jvalue_get(c->body, "variables"), .variables = parse(c->arena, rows_text(rows, 0, 1))};
	prompt_render(c->arena, rows_text(rows, 0, 0), rows_size(rows, 0, 0), prompt_object_value, &values, &prompt);
	answer(c, &prompt);
	return 0;
}
