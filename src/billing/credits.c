/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/credits.h"

#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/write.h"

static const struct field grant_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the grant.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"kind", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "plan|purchase|promotion|opening|adjustment", .doc = "Where it came from.", .example = "\"plan\""},
    {"amount", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits that were granted.", .example = "500"},
    {"remaining", FIELD_INT, FIELD_NOT_NULL, .doc = "And how many of them are left.", .example = "320"},
    {"expires_at", FIELD_TIME, .doc = "When the rest goes; null: never.", .example = "\"2026-06-01T00:00:00Z\""},
    {"description", FIELD_TEXT, .doc = "In words.", .example = "null"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Since when.", .example = "\"2026-05-01T00:00:00Z\""},
    {.type = FIELD_END}};

static const struct field price_fields[] = {
    {"operation", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What is paid for.", .example = "\"AI_IMAGE_GENERATION\""},
    {"credits", FIELD_INT, FIELD_NOT_NULL, .doc = "What one of it costs now.", .example = "5"},
    {.type = FIELD_END}};

#define BALANCE_FIELDS                                                                                                                         \
	{"balance", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits that are neither spent nor gone.", .example = "320"},                           \
	    {"held", FIELD_INT, FIELD_NOT_NULL, .doc = "Of those, what work under way may still spend.", .example = "15"},                     \
	    {"available", FIELD_INT, FIELD_NOT_NULL, .doc = "What can be spent: the balance without what is held.", .example = "305"},         \
	    {"low_at", FIELD_INT, FIELD_NOT_NULL, .doc = "Managers are told when no more than this can be spent, and when nothing can.",       \
	     .example = "20"},                                                                                                                 \
	    {"used", FIELD_INT, FIELD_NOT_NULL, .doc = "What the caller has spent since the month began, and holds.", .example = "40"},        \
	{                                                                                                                                      \
		"limit", FIELD_INT, .doc = "What the caller may spend in a month; null: whatever there is.", .example = "null"                 \
	}

static const struct field balance_fields[] = {BALANCE_FIELDS, {.type = FIELD_END}};

const struct field credits_fields[] = {
    BALANCE_FIELDS,
    {"grants", FIELD_LIST, FIELD_NOT_NULL, .fields = grant_fields, .doc = "What the balance is made of, what is spent first before the rest."},
    {"prices", FIELD_LIST, FIELD_NOT_NULL, .fields = price_fields, .doc = "In force now. What is under way costs what it did when it was asked for."},
    {.type = FIELD_END}};

const struct field credits_request[] = {
    {"low_at", FIELD_INT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 0, .most = 1000000,
     .doc = "Managers are told when no more than this can be spent, and when nothing can.", .example = "50"},
    {.type = FIELD_END}};

/* The statements in the order of credits_fields; answered once they are executed. */
static int answer(struct call *c, struct problem *p)
{
	static const struct statement balance = {
	    .name = "credits.balance",
	    .sql = "select a.balance, a.held, a.balance - a.held, a.low_at, billing.used(), m.credit_limit "
		   "from public.credit_accounts a "
		   "left join public.memberships m on m.agency_id = a.agency_id and m.user_id = app.user_id() where a.agency_id = app.agency_id()"};
	static const struct statement grants = {
	    .name = "credits.grants",
	    .sql = "select g.id, g.kind, g.amount, g.remaining, g.expires_at, g.description, g.created_at from public.credit_grants g "
		   "where g.agency_id = app.agency_id() and g.remaining > 0 order by g.priority, g.expires_at, g.created_at, g.id limit 200"};
	static const struct statement prices = {
	    .name = "credits.prices",
	    .sql = "select c.key, c.value from jsonb_each_text((select s.feature_costs from public.admin_settings s "
		   "where s.effective_at <= app.now() order by s.effective_at desc, s.id desc limit 1)) c order by c.key"};
	int b = tx_add(c->tx, &balance, 0, NULL), g = tx_add(c->tx, &grants, 0, NULL), r = tx_add(c->tx, &prices, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, b)) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, NULL);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	answer_members(&o, c, b, balance_fields);
	answer_member(&o, c, "grants", g, grant_fields);
	answer_member(&o, c, "prices", r, price_fields);
	json_out_close(&o, '}');
	return 0;
}

int credits_run(struct call *c, struct problem *p)
{
	return answer(c, p);
}

int credits_update_run(struct call *c, struct problem *p)
{
	static const struct statement update = {.name = "credits.update",
						.sql = "update public.credit_accounts set low_at = $1::int where agency_id = app.agency_id()",
						.writes = true};
	struct write w;
	if (write_read(c->arena, credits_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *low_at = write_text(&w, "low_at");
	tx_add(c->tx, &update, 1, &low_at);
	return answer(c, p);
}
