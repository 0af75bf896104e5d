/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/recipe.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/call.h"
#include "studio/options.h"
#include "studio/prompt.h"

enum { T_PROMPT, T_VARIABLES, T_RECIPE, T_NAME };

void recipe_add(struct call *c, const struct write *w, struct recipe *out)
{
	static const struct statement find = {.name = "studio.template",
					      .sql = "select t.prompt_template, t.variables, t.recipe, t.name from public.templates t "
						     "where t.id = $1::uuid and t.deleted_at is null"};
	const char *id = write_text(w, "template_id");
	*out = (struct recipe){.template_index = -1};
	catalogue_add(c, &out->catalogue);
	if (id == NULL)
		return;
	const char **values = arena_new_array(c->arena, const char *, 1);
	values[0] = id;
	out->template_index = tx_add(c->tx, &find, 1, values);
}

/* ---- the template */

struct template {
	const char *prompt, *name; /* NULL: none */
	const struct jvalue *variables, *recipe;
};

static const struct jvalue *parse(struct arena *a, const char *text)
{
	const struct jvalue *value = NULL;
	struct json_fault fault;
	jvalue_parse(a, text, strlen(text), &value, &fault);
	return value;
}

static int take_template(struct call *c, const struct recipe *r, struct template *out, struct problem *p)
{
	*out = (struct template){.prompt = NULL};
	if (r->template_index < 0)
		return 0;
	const struct rows *rows = tx_rows(c->tx, r->template_index);
	if (rows_count(rows) == 0)
		return problem_violation(p, "/template_id", "not_found", NULL, "does not exist");
	*out = (struct template){.prompt = rows_text_or_null(rows, 0, T_PROMPT),
				 .name = rows_text(rows, 0, T_NAME),
				 .variables = parse(c->arena, rows_text(rows, 0, T_VARIABLES)),
				 .recipe = parse(c->arena, rows_text(rows, 0, T_RECIPE))};
	return 0;
}

/* ---- steps */

/* What a service is told: the tool's own words with its options in them, then the template's with its variables. */
static const char *say(struct call *c, const struct recipe *r, const struct tool *tool, const char *options, const struct template *t, struct problem *p)
{
	struct prompt own, more;
	struct prompt_object given = {.arena = c->arena, .values = parse(c->arena, options), .spoken = 1};
	struct prompt_object variables = {.arena = c->arena, .values = r->variables, .variables = t->variables};
	if (tool->prompt == NULL)
		return NULL;
	prompt_render(c->arena, tool->prompt, strlen(tool->prompt), prompt_object_value, &given, &own);
	const char *text = own.text == NULL ? "" : own.text;
	/* options that were not given leave nothing behind */
	for (size_t i = 0; i < own.unknown_count; i++) {
		const char *braces = arena_printf(c->arena, "{{%s}}", own.unknown[i]), *at;
		while ((at = strstr(text, braces)) != NULL)
			text = arena_printf(c->arena, "%.*s%s", (int)(at - text), text, at + strlen(braces));
	}
	if (t->prompt == NULL || *t->prompt == '\0')
		return text;
	prompt_render(c->arena, t->prompt, strlen(t->prompt), prompt_object_value, &variables, &more);
	return prompt_check(c->arena, &more, "/variables", p) < 0 ? NULL : arena_printf(c->arena, "%s\n%s", text, more.text);
}

static int unavailable(const struct call *c, const char *pointer, const char *reason, struct problem *p)
{
	return problem_violation(p, pointer, "unavailable", arena_printf(c->arena, "{\"reason\":\"%s\"}", reason), "%s",
				 strcmp(reason, "retired") == 0 ? "cannot be done now: the model is gone" : "cannot be done here: no service has a key");
}

/* `at`: "" or "/recipe/2". */
static int read_step(struct call *c, struct recipe *r, const char *at, const struct jvalue *step, const struct template *t, struct problem *p)
{
	const char *name = jvalue_string(jvalue_get(step, "tool")), *wanted = jvalue_string(jvalue_get(step, "provider"));
	const char *pointer = arena_printf(c->arena, "%s/tool", at);
	const struct tool *tool = name == NULL ? NULL : catalogue_tool(&r->catalogue, name);
	if (name == NULL)
		return problem_violation(p, pointer, "required", NULL, "is required");
	if (tool == NULL || (strcmp(tool->input, "photos") == 0) != (strcmp(r->type, "video") == 0))
		return problem_violation(p, pointer, "not_one_of", NULL, "is no tool for photos: GET /api/ai/tools lists them");
	if (strcmp(tool->input, "brackets") == 0 && r->count > 0)
		return problem_violation(p, pointer, "not_allowed", NULL, "must be the first step");
	struct recipe_step *s = &r->steps[r->count];
	s->tool = tool;
	s->doer = catalogue_doer(c, &r->catalogue, tool, wanted);
	s->options = options_read(c->arena, tool->options, jvalue_get(step, "options"), arena_printf(c->arena, "%s/options", at), p);
	if (s->doer.provider == NULL)
		return unavailable(c, pointer, s->doer.reason, p);
	if (s->options == NULL)
		return -1;
	if (s->doer.model != NULL) {
		s->price = tool->price;
		s->prompt = say(c, r, tool, s->options, t, p);
	}
	r->count++;
	return p->code == PROBLEM_NONE ? 0 : -1;
}

static int read_steps(struct call *c, struct recipe *r, const struct jvalue *list, const char *at, const struct template *t, struct problem *p)
{
	size_t n = jvalue_size(list);
	if (n == 0 || n > RECIPE_STEPS_MOST)
		return problem_violation(p, at, n == 0 ? "required" : "too_many", n == 0 ? NULL : "{\"max\":6}", "must have 1 to %d steps", RECIPE_STEPS_MOST);
	int rc = 0;
	for (size_t i = 0; i < n; i++)
		rc |= read_step(c, r, arena_printf(c->arena, "%s/%zu", at, i), jvalue_at(list, i), t, p);
	return rc;
}

static int read_recipe(struct call *c, const struct write *w, struct recipe *r, const struct template *t, struct problem *p)
{
	const struct jvalue *list = jvalue_get(c->body, "recipe");
	bool tool = write_text(w, "tool") != NULL;
	if (tool && list != NULL)
		return problem_violation(p, "/recipe", "excluded", NULL, "and tool cannot both be given");
	if (tool)
		return read_step(c, r, "", c->body, t, p);
	if (list == NULL && jvalue_size(t->recipe) == 0)
		return problem_violation(p, r->template_index < 0 ? "/tool" : "/template_id", "required", NULL, "or recipe must be given");
	return read_steps(c, r, list != NULL ? list : t->recipe, list != NULL ? "/recipe" : "/template_id", t, p);
}

/* ---- what it comes to */

static int check_photos(struct call *c, const struct recipe *r, struct problem *p)
{
	const struct jvalue *ids = jvalue_get(c->body, "media_ids");
	bool brackets = r->count > 0 && strcmp(r->steps[0].tool->input, "brackets") == 0, video = strcmp(r->type, "video") == 0;
	size_t least = brackets || video ? 2 : 1, most = brackets ? 5 : video ? 40 : 50;
	for (size_t i = 0; i < r->photos; i++) {
		const char *id = jvalue_string(jvalue_at(ids, i));
		if (!uuid_valid(id, strlen(id)))
			problem_violation(p, arena_printf(c->arena, "/media_ids/%zu", i), "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
	if (r->photos < least || r->photos > most)
		problem_violation(p, "/media_ids", r->photos < least ? "required" : "too_many", arena_printf(c->arena, "{\"min\":%zu,\"max\":%zu}", least, most),
				  "must name %zu to %zu photos", least, most);
	return p->code == PROBLEM_NONE ? 0 : -1;
}

static int check_variants(const struct recipe *r, struct problem *p)
{
	bool chance = false;
	for (size_t i = 0; i < r->count; i++)
		chance |= r->steps[i].doer.model != NULL;
	if (r->variants > 1 && !chance)
		return problem_violation(p, "/variants", "not_allowed", NULL, "would all be the same: no service does any step");
	if (r->projects * (size_t)r->variants * r->count > RECIPE_CALLS_MOST)
		return problem_violation(p, "/media_ids", "too_many", NULL, "times variants and steps must be at most %d", RECIPE_CALLS_MOST);
	return 0;
}

static void add_up(struct recipe *r)
{
	int each = 0;
	for (size_t i = 0; i < r->count; i++)
		each += r->steps[i].price;
	r->price = each * r->variants * (int)r->projects;
}

static int read_video(struct call *c, struct recipe *r, const char *options, struct problem *p)
{
	const char *step = arena_printf(c->arena, "{\"tool\":\"video\",\"options\":%s}", options);
	const struct template none = {.prompt = NULL};
	r->type = "video";
	r->together = true;
	int rc = read_step(c, r, "", parse(c->arena, step), &none, p);
	/* what the request calls format is options' format: people see the request */
	for (struct violation *v = p->violations; v != NULL; v = v->next)
		if (strncmp(v->pointer, "/options/", 9) == 0)
			v->pointer += 8;
	return rc;
}

int recipe_read(struct call *c, const struct write *w, const char *video, struct recipe *r, struct problem *p)
{
	struct template template;
	const char *variants = write_text(w, "variants");
	catalogue_take(c, &r->catalogue);
	if (take_template(c, r, &template, p) < 0)
		return -1;
	r->variables = jvalue_get(c->body, "variables");
	r->photos = jvalue_size(jvalue_get(c->body, "media_ids"));
	r->variants = variants == NULL ? 1 : (int)strtol(variants, NULL, 10);
	r->type = r->type == NULL ? "photo_edit" : r->type;
	r->name = template.name;
	if (video != NULL)
		read_video(c, r, video, p);
	else
		read_recipe(c, w, r, &template, p);
	r->together |= r->count > 0 && strcmp(r->steps[0].tool->input, "brackets") == 0;
	r->projects = r->together ? 1 : r->photos;
	if (check_photos(c, r, p) < 0 || check_variants(r, p) < 0)
		return -1;
	add_up(r);
	return p->code == PROBLEM_NONE ? 0 : -1;
}

static void write_step(struct json_out *o, const struct recipe_step *s)
{
	const struct model *m = s->doer.model;
	json_out_open(o, '{');
	json_out_member(o, "tool", s->tool->name);
	json_out_member_raw(o, "options", s->options);
	json_out_member(o, "provider", s->doer.provider);
	if (m != NULL) {
		json_out_member(o, "model", m->name);
		json_out_member(o, "prompt", s->prompt);
		json_out_member(o, "negative_prompt", s->tool->negative_prompt);
		json_out_member_raw(o, "settings", m->settings);
		json_out_member_raw(o, "timeout_s", m->timeout_s);
		json_out_member(o, "api_cost", m->api_cost);
	}
	json_out_close(o, '}');
}

const char *recipe_request(const struct call *c, const struct write *w, const struct recipe *r)
{
	struct buf b;
	char batch[UUID_TEXT_SIZE];
	uuid_v7(batch);
	buf_init(&b, c->arena, 1024);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "type", r->type);
	json_out_member(&o, "batch_id", batch);
	json_out_member_raw(&o, "media_ids", jvalue_print(c->arena, jvalue_get(c->body, "media_ids")));
	json_out_member_bool(&o, "together", r->together);
	json_out_member_int(&o, "variants", r->variants);
	json_out_member(&o, "name", strcmp(r->type, "video") == 0 && write_text(w, "title") != NULL ? write_text(w, "title") : NULL);
	json_out_member(&o, "property_id", write_text(w, "property_id"));
	json_out_member(&o, "template_id", write_text(w, "template_id"));
	json_out_member_raw(&o, "input", jvalue_print(c->arena, c->body));
	json_out_name(&o, "recipe");
	json_out_open(&o, '[');
	for (size_t i = 0; i < r->count; i++)
		write_step(&o, &r->steps[i]);
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return buf_text(&b);
}
