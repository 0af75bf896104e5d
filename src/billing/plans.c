/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/plans.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "rest/reason.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/assign.h"
#include "rest/call.h"
#include "rest/sql.h"
#include "rest/write.h"

#define MOST_CREDITS 100000000
#define MOST_MONEY 999999999999.99

/* What a plan is for good. */
#define PLAN_IDENTITY                                                                                                                      \
	{"key", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 1, .most = 60, .doc = "Short name: small letters, digits, _.", .example = "\"pro\""},  \
	{"kind", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "subscription|pack", .doc = "subscription: credits each month. pack: credits once.",     \
	 .example = "\"subscription\""},                                                                                                   \
	{                                                                                                                                  \
		"tier", FIELD_CHOICE, .choices = "free|basic|pro|enterprise", .doc = "Of a subscription.", .example = "\"pro\""            \
	}

#define PLAN_TERMS(needed)                                                                                                                 \
	{"name", FIELD_I18N, (needed) | FIELD_NOT_NULL, .doc = "As people know it.", .example = "{\"en\":\"Pro\",\"fr\":\"Pro\"}"},        \
	{"description", FIELD_I18N, FIELD_NOT_NULL, .doc = "A sentence.", .example = "{\"en\":\"For agencies that show every listing at its best.\"}"}, \
	{"credits", FIELD_INT, (needed) | FIELD_NOT_NULL, .most = MOST_CREDITS,                                                            \
	 .doc = "Each month; of a pack once; of `free` what a new agency opens with.", .example = "2000"},                                 \
	{"currency", FIELD_TEXT, FIELD_NOT_NULL, .format = FORMAT_CURRENCY, .doc = "ISO 4217, of its prices.", .example = "\"ZAR\""},      \
	{"price_monthly", FIELD_DECIMAL, .most = MOST_MONEY, .scale = 2, .doc = "A month; null: it is not sold by the month.", .example = "999.00"}, \
	{"price_yearly", FIELD_DECIMAL, .most = MOST_MONEY, .scale = 2, .doc = "A year, whose credits come month by month.", .example = "9990.00"}, \
	{"price_once", FIELD_DECIMAL, .most = MOST_MONEY, .scale = 2, .doc = "Of a pack.", .example = "null"},                             \
	{"rollover_cap", FIELD_INT, .most = MOST_CREDITS, .doc = "How many credits of former months stay when the next ones come; null: all.", \
	 .example = "2000"},                                                                                                               \
	{"features", FIELD_JSON, FIELD_NOT_NULL, .most = 16384, .doc = "What a picker lists, per language.",                               \
	 .example = "{\"en\":[\"2,000 credits each month\"],\"fr\":[\"2 000 crédits chaque mois\"]}"},                                     \
	{"entitlements", FIELD_JSON, FIELD_NOT_NULL, .most = 16384,                                                                        \
	 .doc = "Features (`GET /api/features`) by their keys: true, or how many. What is not named is not part of it.",                   \
	 .example = "{\"members\":250,\"api_keys\":200}"},                                                                                 \
	{"badge", FIELD_I18N, FIELD_NOT_NULL, .doc = "A word or two that set it apart; empty: none.", .example = "{\"en\":\"Most chosen\",\"fr\":\"Le plus choisi\"}"}, \
	{"highlight", FIELD_BOOL, FIELD_NOT_NULL, .doc = "A picker shows it before the others.", .example = "true"},                       \
	{"cta_type", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "checkout|contact|none", .doc = "What its button does.", .example = "\"checkout\""}, \
	{"cta_label", FIELD_I18N, FIELD_NOT_NULL, .doc = "What the button says; empty: the picker's own words.",                           \
	 .example = "{\"en\":\"Choose Pro\",\"fr\":\"Choisir Pro\"}"},                                                                     \
	{"cta_url", FIELD_TEXT, .format = FORMAT_URL, .most = 2000, .doc = "Where the button leads, instead of where it would.", .example = "null"}, \
	{"billing_source", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "payfast|clerk|none", .doc = "Who is paid for it.", .example = "\"payfast\""}, \
	{"clerk_id", FIELD_TEXT, .most = 100, .doc = "Clerk's id of the plan.", .example = "null"},                                        \
	{                                                                                                                                  \
		"sort_order", FIELD_INT, FIELD_NOT_NULL, .least = -1000000, .most = 1000000, .doc = "Pickers show the lowest first.", .example = "20" \
	}
#define PLAN_COLUMNS                                                                                                                       \
	"t.id, t.key, t.kind, t.tier, t.name, t.description, t.credits, t.currency, t.price_monthly, t.price_yearly, t.price_once, "       \
	"t.rollover_cap, t.features, t.entitlements, t.badge, t.highlight, t.cta_type, t.cta_label, t.cta_url, t.billing_source, t.clerk_id, t.sort_order"

#define PLAN_INNER(needed)                                                                                                                 \
	{"clerk_name", FIELD_TEXT, .most = 200, .doc = "What Clerk calls it.", .example = "null"},                                         \
	{                                                                                                                                  \
		"active", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether it can be bought. Who has it keeps it.", .example = "true"           \
	}
#define INNER_COLUMNS ", t.clerk_name, t.active"

#define ID {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "UUID, made by the server.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""}

static const struct field public_fields[] = {ID, PLAN_IDENTITY, PLAN_TERMS(0), {.type = FIELD_END}};

const struct field plans_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = public_fields, .doc = "What can be bought now, by `sort_order`."}, {.type = FIELD_END}};

const struct field platform_plan_fields[] = {
    ID, PLAN_IDENTITY, PLAN_TERMS(0), PLAN_INNER(0),
    {"version", FIELD_INT, FIELD_NOT_NULL, .doc = "Grows with every change.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was made.", .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it last changed.", .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};
#define PLATFORM_COLUMNS PLAN_COLUMNS INNER_COLUMNS ", t.version, t.created_at, t.updated_at"

const struct field platform_plans_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = platform_plan_fields, .doc = "All there ever were, by `sort_order`."}, {.type = FIELD_END}};

const struct field plan_request[] = {PLAN_IDENTITY, PLAN_TERMS(FIELD_REQUIRED), PLAN_INNER(0), REASON_FIELD, {.type = FIELD_END}};
const struct field plan_changes[] = {PLAN_TERMS(0), PLAN_INNER(0), REASON_FIELD, {.type = FIELD_END}};

static const struct field feature_fields[] = {
    {"key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What entitlements name.", .example = "\"members\""},
    {"name", FIELD_I18N, FIELD_NOT_NULL, .doc = "As people know it.", .example = "{\"en\":\"Members\",\"fr\":\"Membres\"}"},
    {"description", FIELD_I18N, FIELD_NOT_NULL, .doc = "What is counted.", .example = "{\"en\":\"People who work in the agency.\"}"},
    {"tags", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "What it belongs to.", .example = "[\"team\"]"},
    {"platform", FIELD_BOOL, FIELD_NOT_NULL, .doc = "The platform's, which plans name; false: the agency's own.", .example = "true"},
    {.type = FIELD_END}};

const struct field features_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = feature_fields, .doc = "By their keys."}, {.type = FIELD_END}};

/* For everybody, so that it may be kept for as long as a change of prices can wait. */
int plans_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "plans.list", .sql = "select " PLAN_COLUMNS " from public.plans t where t.active order by t.sort_order, t.key"};
	int index = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	response_header(c->response, "Cache-Control", "public, max-age=300");
	answer_rows(c, index, public_fields);
	return 0;
}

int features_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "features.list", .sql = "select t.key, t.name, t.description, t.tags, t.agency_id is null from public.features t order by t.key, t.agency_id"};
	int index = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, feature_fields);
	return 0;
}

int platform_plans_run(struct call *c, struct problem *p)
{
	static const struct statement list = {.name = "platform_plans.list",
					      .sql = "select " PLATFORM_COLUMNS " from public.plans t order by t.sort_order, t.key"};
	int index = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, platform_plan_fields);
	return 0;
}

static bool is_column(const struct write_value *v)
{
	return strcmp(v->column, REASON) != 0;
}

static void write_columns(struct sql *q, const struct write *w)
{
	for (int i = 0; i < w->count; i++)
		if (is_column(&w->values[i]))
			buf_printf(&q->text, ",%s", w->values[i].column);
}

int platform_plan_make_run(struct call *c, struct problem *p)
{
	struct write w;
	struct sql q;
	char id[UUID_TEXT_SIZE];
	if (write_read(c->arena, plan_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	uuid_v7(id);
	reason_add(c, &w);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "insert into public.plans as t (id");
	write_columns(&q, &w);
	buf_lit(&q.text, ") values (");
	sql_bind(&q, id);
	for (int i = 0; i < w.count; i++) {
		if (!is_column(&w.values[i]))
			continue;
		buf_put(&q.text, ',');
		assign_value(&q, &w.values[i], 0);
	}
	buf_lit(&q.text, ") returning " PLATFORM_COLUMNS);
	int index = sql_add(&q, c->tx, "platform_plans.create", 1);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, platform_plan_fields);
	return 0;
}

int platform_plan_change_run(struct call *c, struct problem *p)
{
	struct write w;
	struct sql q;
	if (call_check_id(c, "plan", p) < 0)
		return -1;
	if (write_read(c->arena, plan_changes, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	reason_add(c, &w);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "update public.plans t set ");
	int columns = 0;
	for (int i = 0; i < w.count; i++) {
		if (!is_column(&w.values[i]))
			continue;
		buf_printf(&q.text, "%s%s = ", columns++ == 0 ? "" : ",", w.values[i].column);
		assign_value(&q, &w.values[i], 1);
	}
	if (columns == 0)
		buf_lit(&q.text, "active = t.active"); /* nothing to change is still a write */
	buf_lit(&q.text, " where t.id = ");
	sql_bind(&q, c->params[0]);
	buf_lit(&q.text, " returning " PLATFORM_COLUMNS);
	int index = sql_add(&q, c->tx, "platform_plans.update", 1);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, index)) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such plan");
	answer_object(c, index, platform_plan_fields);
	return 0;
}
