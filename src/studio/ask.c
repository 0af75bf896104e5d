/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/ask.h"

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
#include "rest/field_type.h"
#include "rest/render.h"
#include "rest/sql.h"
#include "rest/table.h"
#include "studio/module.h"
#include "studio/recipe.h"

#define MEDIA_EXAMPLE "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""
#define MEDIA_IDS(words, sample) {"media_ids", FIELD_TEXTS, FIELD_REQUIRED | FIELD_NOT_NULL, .most = 50, .doc = words, .example = sample}
#define ABOUT                                                                                                                                    \
	{"property_id", FIELD_ID, .target = "properties", .doc = "What it is for; that of each photo, unless given.", .example = "null"},          \
	{                                                                                                                                        \
		"variants", FIELD_INT, FIELD_NOT_NULL, .least = 1, .most = 4, .doc = "How many of each photo to choose from; 1 unless given. More only where a service does a step.", \
		    .example = "1"                                                                                                               \
	}
#define VARIABLES {"variables", FIELD_JSON, FIELD_NOT_NULL, .most = 16384, .doc = "What the names in the template stand for.", .example = "{\"mood\":\"warm\"}"}

static const struct field recipe_step[] = {
    {"tool", FIELD_TEXT, FIELD_REQUIRED, .doc = "Of `GET /api/ai/tools`.", .example = "\"enhance\""},
    {"options", FIELD_JSON, .doc = "What it is told.", .example = "{\"strength\":0.7}"},
    {"provider", FIELD_CHOICE, .choices = "local|replicate|qwen|nano_banana", .doc = "Who is to do it; the first that can, unless given.", .example = "null"},
    {.type = FIELD_END}};

const struct field photo_edit_request[] = {
    MEDIA_IDS("Photos: each makes a project; brackets make one together.", "[" MEDIA_EXAMPLE "]"),
    {"tool", FIELD_TEXT, .most = 40, .doc = "What is done; or `recipe`.", .example = "\"enhance\""},
    {"options", FIELD_JSON, .most = 65536, .doc = "Of the tool.", .example = "{}"},
    {"provider", FIELD_CHOICE, .choices = "local|replicate|qwen|nano_banana", .doc = "Who is to do it; the first that can, unless given.", .example = "null"},
    {"recipe", FIELD_LIST, .fields = recipe_step, .doc = "Up to 6 tools, in their order; instead of `tool`.",
     .example = "[{\"tool\":\"straighten\",\"options\":{\"angle\":1.5}},{\"tool\":\"enhance\"}]"},
    {"template_id", FIELD_ID, .target = "templates", .doc = "Whose words are said too, and whose recipe holds where none is given.", .example = "null"},
    VARIABLES,
    ABOUT,
    {.type = FIELD_END}};

const struct field template_request[] = {
    {"template_id", FIELD_ID, FIELD_REQUIRED | FIELD_NOT_NULL, .target = "templates", .doc = "Whose recipe is run.", .example = MEDIA_EXAMPLE},
    MEDIA_IDS("Photos: each makes a project.", "[" MEDIA_EXAMPLE "]"),
    VARIABLES,
    ABOUT,
    {.type = FIELD_END}};

const struct field video_request[] = {
    MEDIA_IDS("2 to 40 photos, in their order.", "[" MEDIA_EXAMPLE ",\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\"]"),
    {"format", FIELD_CHOICE, FIELD_REQUIRED | FIELD_NOT_NULL, .choices = "16:9|9:16|1:1", .doc = "Of the film.", .example = "\"16:9\""},
    {"seconds", FIELD_INT, FIELD_NOT_NULL, .least = 2, .most = 6, .doc = "Each photo's; 4 unless given.", .example = "4"},
    {"title", FIELD_TEXT, .most = 80, .doc = "In front of them.", .example = "\"24, rue Ermesinde\""},
    {"captions", FIELD_TEXTS, FIELD_GAPS, .most = 40, .doc = "Below the photos, in their order; an empty one is none.", .example = "[\"Kitchen\",\"\"]"},
    {"property_id", FIELD_ID, .target = "properties", .doc = "What it is for; the first photo's, unless given.", .example = "null"},
    {.type = FIELD_END}};

const struct field asked_response[] = {
    {"projects", FIELD_LIST, FIELD_NOT_NULL, .fields = studio_project_fields, .doc = "In the order of the photos."},
    {"held", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits that wait for them: spent for what succeeds, given back for what does not.", .example = "6"},
    {"available", FIELD_INT, FIELD_NOT_NULL, .doc = "What can be spent besides.", .example = "314"},
    {.type = FIELD_END}};

static const struct field quote_step[] = {
    {"tool", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Of the recipe.", .example = "\"virtual_staging\""},
    {"price", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits, for one photo and one variant.", .example = "6"},
    {"provider", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Who would do it.", .example = "\"nano_banana\""},
    {.type = FIELD_END}};

const struct field quote_response[] = {
    {"total", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits for all of it, if all of it succeeds.", .example = "12"},
    {"steps", FIELD_LIST, FIELD_NOT_NULL, .fields = quote_step, .doc = "In their order."},
    {"photos", FIELD_INT, FIELD_NOT_NULL, .doc = "How many projects it makes.", .example = "2"},
    {"available_after", FIELD_INT, FIELD_NOT_NULL, .doc = "What could be spent then; below zero: it would be refused.", .example = "308"},
    {.type = FIELD_END}};

/* The request as a recipe, in the transaction of what follows. `video`: the tool's options. */
static int read_recipe(struct call *c, const struct field *request, const char *type, const char *(*video)(struct call *c, const struct write *w),
		       struct write *w, struct recipe *r, struct problem *p)
{
	if (write_read(c->arena, request, c->body, WRITE_ACTION, w, p) < 0)
		return -1;
	recipe_add(c, w, r);
	r->type = type;
	if (tx_read(c->tx, p) < 0)
		return -1;
	return recipe_read(c, w, video == NULL ? NULL : video(c, w), r, p);
}

static int add_projects(struct call *c, const char *ids)
{
	struct shape shape;
	struct sql q;
	shape_all(table_find("projects"), &shape);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, &shape);
	buf_lit(&q.text, " from public.projects t where t.agency_id = ");
	sql_agency(&q, c);
	buf_lit(&q.text, " and t.id = any(");
	sql_bind(&q, ids);
	buf_lit(&q.text, "::uuid[]) order by array_position(");
	sql_bind(&q, ids);
	buf_lit(&q.text, "::uuid[], t.id)");
	return sql_add(&q, c->tx, "studio.begun", 0);
}

static void answer(struct call *c, int begun, int projects)
{
	struct shape shape;
	const struct rows *sums = tx_rows(c->tx, begun), *rows = tx_rows(c->tx, projects);
	struct buf *b = &c->response->body;
	shape_all(table_find("projects"), &shape);
	c->response->status = 202;
	response_header(c->response, "Location", "/api/projects/%s", rows_text(rows, 0, 0));
	buf_lit(b, "{\"projects\":[");
	for (int i = 0; i < rows_count(rows); i++) {
		if (i > 0)
			buf_put(b, ',');
		render_row(b, &shape, rows, i, c->conf);
	}
	buf_printf(b, "],\"held\":%s,\"available\":%s}", rows_text(sums, 0, 0), rows_text(sums, 0, 1));
}

static int begin(struct call *c, const struct write *w, const struct recipe *r, struct problem *p)
{
	static const struct statement begin = {
	    .name = "studio.begin", .sql = "select held, available from studio.begin($1::uuid[], $2::jsonb)", .writes = true};
	const char **ids = arena_new_array(c->arena, const char *, r->projects);
	for (size_t i = 0; i < r->projects; i++) {
		char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
		uuid_v7(id);
		ids[i] = id;
	}
	const char *const values[] = {field_array(c->arena, ids, r->projects), recipe_request(c, w, r)};
	int begun = tx_add(c->tx, &begin, 2, values), projects = add_projects(c, values[0]);
	if (call_execute(c, p) < 0)
		return -1;
	answer(c, begun, projects);
	return 0;
}

int photo_edit_run(struct call *c, struct problem *p)
{
	struct write w;
	struct recipe r;
	if (read_recipe(c, photo_edit_request, "photo_edit", NULL, &w, &r, p) < 0)
		return -1;
	return begin(c, &w, &r, p);
}

int template_run(struct call *c, struct problem *p)
{
	struct write w;
	struct recipe r;
	if (read_recipe(c, template_request, "template", NULL, &w, &r, p) < 0)
		return -1;
	return begin(c, &w, &r, p);
}

/* The fields of the request that the tool video has as options. */
static const char *video_options(struct call *c, const struct write *w)
{
	static const char *const names[] = {"format", "seconds", "title", "captions"};
	struct buf b;
	(void)w;
	buf_init(&b, c->arena, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct jvalue *value = jvalue_get(c->body, names[i]);
		if (value != NULL)
			json_out_member_raw(&o, names[i], jvalue_print(c->arena, value));
	}
	json_out_close(&o, '}');
	return buf_text(&b);
}

int video_run(struct call *c, struct problem *p)
{
	struct write w;
	struct recipe r;
	if (read_recipe(c, video_request, "video", video_options, &w, &r, p) < 0)
		return -1;
	return begin(c, &w, &r, p);
}

int quote_run(struct call *c, struct problem *p)
{
	static const struct statement left = {.name = "studio.left",
					      .sql = "select a.balance - a.held from public.credit_accounts a where a.agency_id = app.agency_id()"};
	struct write w;
	struct recipe r;
	if (read_recipe(c, photo_edit_request, "photo_edit", NULL, &w, &r, p) < 0)
		return -1;
	int index = tx_add(c->tx, &left, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	long long available = rows_count(rows) == 0 ? 0 : (long long)rows_int(rows, 0, 0);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member_int(&o, "total", r.price);
	json_out_name(&o, "steps");
	json_out_open(&o, '[');
	for (size_t i = 0; i < r.count; i++) {
		json_out_open(&o, '{');
		json_out_member(&o, "tool", r.steps[i].tool->name);
		json_out_member_int(&o, "price", r.steps[i].price);
		json_out_member(&o, "provider", r.steps[i].doer.provider);
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	json_out_member_int(&o, "photos", (int64_t)r.projects);
	json_out_member_int(&o, "available_after", available - r.price);
	json_out_close(&o, '}');
	return 0;
}
