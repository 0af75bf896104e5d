/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/models.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/assign.h"
#include "rest/call.h"
#include "rest/reason.h"
#include "rest/sql.h"
#include "rest/write.h"

#define TERMS(needed)                                                                                                                            \
	{"tools", FIELD_TEXTS, (needed) | FIELD_NOT_NULL, .most = 40, .doc = "What it can do, of its service's tools.", .example = "[\"declutter\"]"}, \
	{"rank", FIELD_INT, FIELD_NOT_NULL, .least = -1000, .most = 1000, .doc = "Of those that can do a tool the lowest is asked.", .example = "10"}, \
	{"settings", FIELD_JSON, FIELD_NOT_NULL, .most = 4000, .doc = "What its service is told of it: `src/link/README.md`.", .example = "{}"},         \
	{"api_cost", FIELD_DECIMAL, .most = 99999, .scale = 4, .doc = "What a call costs, in USD, where the answer does not say.", .example = "0.0400"}, \
	{"timeout_s", FIELD_INT, FIELD_NOT_NULL, .least = 5, .most = 3600, .doc = "How long it may take.", .example = "300"},                            \
	{                                                                                                                                        \
		"enabled", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether it is asked.", .example = "true"                                          \
	}
#define IDENTITY                                                                                                                                 \
	{"provider", FIELD_CHOICE, FIELD_REQUIRED | FIELD_NOT_NULL, .choices = "replicate|qwen|nano_banana", .doc = "Whose it is.", .example = "\"replicate\""}, \
	{                                                                                                                                        \
		"model", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 1, .most = 200, .doc = "As its service calls it.",                \
		    .example = "\"black-forest-labs/flux-kontext-pro\""                                                                          \
	}
#define COLUMNS "t.id, t.provider, t.model, t.tools, t.rank, t.settings, t.api_cost, t.timeout_s, t.enabled, t.retired_at, t.version, t.created_at, t.updated_at"

const struct field platform_model_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "UUID, made by the server.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    IDENTITY,
    TERMS(0),
    {"retired_at", FIELD_TIME, .doc = "Since when its service says that there is no such model: it is asked no more.", .example = "null"},
    {"version", FIELD_INT, FIELD_NOT_NULL, .doc = "Grows with every change.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was made.", .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it last changed.", .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};
const struct field platform_models_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = platform_model_fields, .doc = "By service and rank."}, {.type = FIELD_END}};
const struct field platform_model_request[] = {IDENTITY, TERMS(FIELD_REQUIRED), REASON_FIELD, {.type = FIELD_END}};
const struct field platform_model_changes[] = {
    TERMS(0), {"retired", FIELD_BOOL, FIELD_NOT_NULL, .doc = "false: its service has it again.", .example = "false"}, REASON_FIELD, {.type = FIELD_END}};

int platform_models_run(struct call *c, struct problem *p)
{
	static const struct statement list = {.name = "platform_ai_models.list",
					      .sql = "select " COLUMNS " from public.studio_models t order by t.provider, t.rank, t.id"};
	int index = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, platform_model_fields);
	return 0;
}

static bool is_column(const struct write_value *v)
{
	return strcmp(v->column, REASON) != 0 && strcmp(v->column, "retired") != 0;
}

int platform_model_make_run(struct call *c, struct problem *p)
{
	struct write w;
	struct sql q;
	char id[UUID_TEXT_SIZE];
	if (write_read(c->arena, platform_model_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	uuid_v7(id);
	reason_add(c, &w);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "insert into public.studio_models as t (id");
	for (int i = 0; i < w.count; i++)
		if (is_column(&w.values[i]))
			buf_printf(&q.text, ",%s", w.values[i].column);
	buf_lit(&q.text, ") values (");
	sql_bind(&q, arena_strdup(c->arena, id));
	for (int i = 0; i < w.count; i++) {
		if (!is_column(&w.values[i]))
			continue;
		buf_put(&q.text, ',');
		assign_value(&q, &w.values[i], 0);
	}
	buf_lit(&q.text, ") returning " COLUMNS);
	int index = sql_add(&q, c->tx, "platform_ai_models.create", 1);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, platform_model_fields);
	return 0;
}

int platform_model_change_run(struct call *c, struct problem *p)
{
	struct write w;
	struct sql q;
	if (call_check_id(c, "model", p) < 0)
		return -1;
	if (write_read(c->arena, platform_model_changes, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	reason_add(c, &w);
	const char *retired = write_text(&w, "retired");
	sql_init(&q, c->arena);
	buf_lit(&q.text, "update public.studio_models t set retired_at = ");
	buf_puts(&q.text, retired == NULL ? "t.retired_at" : strcmp(retired, "true") == 0 ? "coalesce(t.retired_at, app.now())" : "null");
	for (int i = 0; i < w.count; i++) {
		if (!is_column(&w.values[i]))
			continue;
		buf_printf(&q.text, ",%s = ", w.values[i].column);
		assign_value(&q, &w.values[i], 1);
	}
	buf_lit(&q.text, " where t.id = ");
	sql_bind(&q, c->params[0]);
	buf_lit(&q.text, " returning " COLUMNS);
	int index = sql_add(&q, c->tx, "platform_ai_models.update", 1);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, index)) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such model");
	answer_object(c, index, platform_model_fields);
	return 0;
}
