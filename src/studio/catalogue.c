/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/catalogue.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "db/tx.h"
#include "image/film.h"
#include "link/ai.h"
#include "rest/call.h"
#include "rest/field.h"

enum { NAME, INPUT, PROVIDERS, ALTERATION, ALTERS, PRICE, OPTIONS, PROMPT, NEGATIVE };
enum { M_PROVIDER, M_NAME, M_TOOLS, M_SETTINGS, M_API_COST, M_TIMEOUT, M_RETIRED };

void catalogue_add(struct call *c, struct catalogue *out)
{
	static const struct statement tools = {
	    .name = "studio.tools",
	    .sql = "select t.name, t.input, array_to_string(t.providers, ','), t.alteration, t.alters, billing.price(t.cost_key), t.options, t.prompt, "
		   "t.negative_prompt from public.studio_tools t where t.enabled order by t.position, t.name"};
	static const struct statement models = {
	    .name = "studio.models",
	    .sql = "select m.provider, m.model, array_to_string(m.tools, ','), m.settings, m.api_cost, m.timeout_s, m.retired_at is not null "
		   "from public.studio_models m where m.enabled order by m.rank, m.id"};
	*out = (struct catalogue){.tools_index = tx_add(c->tx, &tools, 0, NULL), .models_index = tx_add(c->tx, &models, 0, NULL)};
}

static const struct jvalue *json_of(struct arena *a, const struct rows *rows, int row, int column)
{
	const struct jvalue *value = NULL;
	struct json_fault fault;
	jvalue_parse(a, rows_text(rows, row, column), rows_size(rows, row, column), &value, &fault);
	return value;
}

void catalogue_take(struct call *c, struct catalogue *k)
{
	const struct rows *t = tx_rows(c->tx, k->tools_index), *m = tx_rows(c->tx, k->models_index);
	k->tool_count = rows_count(t);
	k->model_count = rows_count(m);
	k->tools = arena_new_array(c->arena, struct tool, (size_t)k->tool_count + 1);
	k->models = arena_new_array(c->arena, struct model, (size_t)k->model_count + 1);
	for (int i = 0; i < k->tool_count; i++)
		k->tools[i] = (struct tool){.name = rows_text(t, i, NAME),
					    .input = rows_text(t, i, INPUT),
					    .providers = rows_text(t, i, PROVIDERS),
					    .alteration = rows_text_or_null(t, i, ALTERATION),
					    .alters = rows_bool(t, i, ALTERS),
					    .price = (int)rows_int(t, i, PRICE),
					    .options = json_of(c->arena, t, i, OPTIONS),
					    .prompt = rows_text_or_null(t, i, PROMPT),
					    .negative_prompt = rows_text_or_null(t, i, NEGATIVE)};
	for (int i = 0; i < k->model_count; i++)
		k->models[i] = (struct model){.provider = rows_text(m, i, M_PROVIDER),
					      .name = rows_text(m, i, M_NAME),
					      .tools = rows_text(m, i, M_TOOLS),
					      .settings = rows_text(m, i, M_SETTINGS),
					      .api_cost = rows_text_or_null(m, i, M_API_COST),
					      .timeout_s = rows_text(m, i, M_TIMEOUT),
					      .retired = rows_bool(m, i, M_RETIRED)};
}

const struct tool *catalogue_tool(const struct catalogue *k, const char *name)
{
	for (int i = 0; i < k->tool_count; i++)
		if (strcmp(k->tools[i].name, name) == 0)
			return &k->tools[i];
	return NULL;
}

bool catalogue_lists(const char *names, const char *name)
{
	size_t n = strlen(name);
	for (const char *s = names; *s != '\0'; s += *s == ',') {
		size_t size = strcspn(s, ",");
		if (size == n && memcmp(s, name, n) == 0)
			return true;
		s += size;
	}
	return false;
}

static bool can_here(const struct tool *tool)
{
	return strcmp(tool->name, "video") != 0 || film_available();
}

static const struct model *model_for(const struct catalogue *k, const char *provider, const char *tool, bool *retired)
{
	for (int i = 0; i < k->model_count; i++) {
		const struct model *m = &k->models[i];
		if (strcmp(m->provider, provider) != 0 || !catalogue_lists(m->tools, tool))
			continue;
		if (!m->retired)
			return m;
		*retired = true;
	}
	return NULL;
}

static bool is_configured(const struct call *c, const char *provider)
{
	const struct ai_provider *service = ai_provider(provider);
	return service != NULL && service->configured(c->conf);
}

struct doer catalogue_doer(const struct call *c, const struct catalogue *k, const struct tool *tool, const char *wanted)
{
	char *rest = arena_strdup(c->arena, tool->providers), *provider;
	bool retired = false;
	while ((provider = strsep(&rest, ",")) != NULL) {
		if (wanted != NULL && strcmp(provider, wanted) != 0)
			continue;
		if (strcmp(provider, "local") == 0) {
			if (can_here(tool))
				return (struct doer){.provider = provider};
			continue;
		}
		const struct model *model = is_configured(c, provider) ? model_for(k, provider, tool->name, &retired) : NULL;
		if (model != NULL)
			return (struct doer){.provider = provider, .model = model};
	}
	return (struct doer){.reason = retired ? "retired" : "no_provider"};
}

static const struct field tool_fields[] = {
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What requests call it.", .example = "\"virtual_staging\""},
    {"input", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "photo|brackets|photos",
     .doc = "photo: one at a time. brackets: 2 to 5 exposures of one view. photos: many, which become one film.", .example = "\"photo\""},
    {"alters", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether the result shows what is not there, and goes out with a label alone.", .example = "true"},
    {"alteration", FIELD_TEXT, .doc = "RESO's MediaAlteration; null: none.", .example = "\"VirtualStagingItemAddition\""},
    {"provider", FIELD_CHOICE, .choices = "local|replicate|qwen|nano_banana", .doc = "Who does it; local: this machine; null: nobody.", .example = "\"nano_banana\""},
    {"model", FIELD_TEXT, .doc = "By which model; null: none is needed.", .example = "\"gemini-3.1-flash-image\""},
    {"available", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether it can be asked for now.", .example = "true"},
    {"reason", FIELD_CHOICE, .choices = "no_provider|retired", .doc = "Why not: no service has a key, or its models are gone.", .example = "null"},
    {"price", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits for a photo; nothing where this machine does it.", .example = "6"},
    {"options", FIELD_JSON, FIELD_NOT_NULL,
     .doc = "What it can be told, as a JSON Schema: strings (enum, minLength, maxLength), numbers and integers (minimum, maximum), booleans, and arrays "
	    "(minItems, maxItems) whose `items` are point ([x, y] from 0 to 1), box ([x, y, w, h]) or caption.",
     .example = "{\"type\":\"object\",\"properties\":{\"room\":{\"type\":\"string\",\"enum\":[\"bedroom\"]}},\"required\":[\"room\"]}"},
    {.type = FIELD_END}};

static const struct field provider_fields[] = {
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Of the service.", .example = "\"replicate\""},
    {"configured", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether this installation has a key for it.", .example = "false"},
    {.type = FIELD_END}};

const struct field tools_response[] = {
    {"tools", FIELD_LIST, FIELD_NOT_NULL, .fields = tool_fields, .doc = "In the order in which they are offered."},
    {"providers", FIELD_LIST, FIELD_NOT_NULL, .fields = provider_fields, .doc = "Services outside."},
    {.type = FIELD_END}};

static void write_tool(struct json_out *o, const struct call *c, const struct catalogue *k, const struct tool *tool)
{
	struct doer doer = catalogue_doer(c, k, tool, NULL);
	bool here = doer.provider != NULL ? strcmp(doer.provider, "local") == 0 : strncmp(tool->providers, "local", 5) == 0;
	json_out_open(o, '{');
	json_out_member(o, "name", tool->name);
	json_out_member(o, "input", tool->input);
	json_out_member_bool(o, "alters", tool->alters);
	json_out_member(o, "alteration", tool->alteration);
	json_out_member(o, "provider", doer.provider);
	json_out_member(o, "model", doer.model == NULL ? NULL : doer.model->name);
	json_out_member_bool(o, "available", doer.provider != NULL);
	json_out_member(o, "reason", doer.reason);
	json_out_member_int(o, "price", here ? 0 : tool->price);
	json_out_member_raw(o, "options", jvalue_print(c->arena, tool->options));
	json_out_close(o, '}');
}

int tools_run(struct call *c, struct problem *p)
{
	struct catalogue k;
	size_t count;
	catalogue_add(c, &k);
	if (call_execute(c, p) < 0)
		return -1;
	catalogue_take(c, &k);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "tools");
	json_out_open(&o, '[');
	for (int i = 0; i < k.tool_count; i++)
		write_tool(&o, c, &k, &k.tools[i]);
	json_out_close(&o, ']');
	json_out_name(&o, "providers");
	json_out_open(&o, '[');
	const struct ai_provider *const *services = ai_providers(&count);
	for (size_t i = 0; i < count; i++) {
		json_out_open(&o, '{');
		json_out_member(&o, "name", services[i]->name);
		json_out_member_bool(&o, "configured", services[i]->configured(c->conf));
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return 0;
}
