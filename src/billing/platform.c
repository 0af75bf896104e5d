/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/platform.h"

#include "base/problem.h"
#include "base/uuid.h"
#include "billing/subscription.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/parameters.h"
#include "rest/reason.h"
#include "rest/write.h"

#define ID_EXAMPLE "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""
#define PAGE "50"
#define MOST_CREDITS 1000000

/* Agencies. */

static const struct field agency_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the agency.", .example = ID_EXAMPLE},
    {"slug", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its short name.", .example = "\"maison-alzette\""},
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its name.", .example = "\"Maison Alzette\""},
    {"country", FIELD_TEXT, .doc = "ISO 3166-1 alpha-2.", .example = "\"LU\""},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was made.", .example = "\"2026-05-12T09:30:00Z\""},
    {"plan_key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The plan that it has.", .example = "\"pro\""},
    {"tier", FIELD_TEXT, FIELD_NOT_NULL, .doc = "That plan's.", .example = "\"pro\""},
    {"subscription_id", FIELD_ID, .doc = "Its live subscription; null: none.", .example = ID_EXAMPLE},
    {"status", FIELD_CHOICE, .choices = SUBSCRIPTION_STATUSES, .doc = "Of that subscription.", .example = "\"active\""},
    {"current_period_end", FIELD_TIME, .doc = "Until when it is paid for.", .example = "\"2026-05-31T08:00:00Z\""},
    {"balance", FIELD_INT, .doc = "Its credits.", .example = "320"},
    {"held", FIELD_INT, .doc = "Of those, what work under way may still spend.", .example = "15"},
    {"members", FIELD_INT, FIELD_NOT_NULL, .doc = "Who works there.", .example = "5"},
    {.type = FIELD_END}};

const struct field platform_agencies_query[] = {
    {"q", FIELD_TEXT, .doc = "Only those with this in their name or short name.", .example = "\"alzette\""},
    {"before", FIELD_ID, .doc = "Only those made before the one with this id: the last one of the page before.", .example = ID_EXAMPLE},
    {.type = FIELD_END}};
const struct field platform_agencies_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = agency_fields, .doc = "Newest first, " PAGE " at most; sandboxes are not among them."}, {.type = FIELD_END}};

int platform_agencies_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "platform_agencies.list",
	    .sql = "select id, slug, name, country, created_at, plan_key, tier, subscription_id, status, current_period_end, balance, held, members "
		   "from billing.platform_agencies($1, $2::uuid, " PAGE ")"};
	const char *values[2];
	if (parameters_read(c, platform_agencies_query, values, p) < 0)
		return -1;
	int index = tx_add(c->tx, &list, 2, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, agency_fields);
	return 0;
}

/* Credits. */

const struct field credit_adjustment_request[] = {
    {"agency_id", FIELD_ID, FIELD_REQUIRED | FIELD_NOT_NULL, .target = "agencies", .doc = "Whose.", .example = ID_EXAMPLE},
    {"amount", FIELD_INT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = -MOST_CREDITS, .most = MOST_CREDITS,
     .doc = "Credits that come; below zero: that go, as far as they are neither spent nor held.", .example = "50"},
    REASON_FIELD,
    {.type = FIELD_END}};
const struct field credit_adjustment_response[] = {
    {"amount", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits that came, or went.", .example = "50"},
    {"balance", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits that the agency has now.", .example = "370"},
    {"held", FIELD_INT, FIELD_NOT_NULL, .doc = "Of those, what work under way may still spend.", .example = "15"},
    {"available", FIELD_INT, FIELD_NOT_NULL, .doc = "And what can be spent.", .example = "355"},
    {.type = FIELD_END}};

int platform_credits_run(struct call *c, struct problem *p)
{
	static const struct statement adjust = {
	    .name = "platform_credits.adjust", .sql = "select amount, balance, held, available from billing.adjust_credits($1::uuid, $2::int, $3)", .writes = true};
	struct write w;
	if (write_read(c->arena, credit_adjustment_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "agency_id"), write_text(&w, "amount"), write_text(&w, REASON)};
	int index = tx_add(c->tx, &adjust, 3, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, credit_adjustment_response);
	return 0;
}

/* Subscriptions. */

static const struct field subscription_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the subscription.", .example = ID_EXAMPLE},
    {"agency_id", FIELD_ID, FIELD_NOT_NULL, .target = "agencies", .doc = "Whose.", .example = ID_EXAMPLE},
    {"agency_name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "That agency's name.", .example = "\"Maison Alzette\""},
    {"plan_key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its plan.", .example = "\"pro\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = SUBSCRIPTION_STATUSES, .doc = "As of `GET /api/subscription`.", .example = "\"active\""},
    {"status_reason", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Why.", .example = "\"renewed\""},
    {"provider", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "payfast|clerk|none", .doc = "Who is paid.", .example = "\"payfast\""},
    {"provider_ref", FIELD_TEXT, .doc = "What it is known by there.", .example = "\"dc0521d3-55fe-269b-fa00-b647310d760f\""},
    {"interval", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "monthly|yearly", .doc = "What is paid for at a time.", .example = "\"monthly\""},
    {"price", FIELD_DECIMAL, FIELD_NOT_NULL, .doc = "Of an interval.", .example = "999.00"},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL, .doc = "ISO 4217.", .example = "\"ZAR\""},
    {"monthly_credits", FIELD_INT, FIELD_NOT_NULL, .doc = "Credits of each month.", .example = "2000"},
    {"started_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it began.", .example = "\"2026-01-31T09:00:00Z\""},
    {"current_period_end", FIELD_TIME, FIELD_NOT_NULL, .doc = "Until when it is paid for.", .example = "\"2026-05-31T08:00:00Z\""},
    {"cancel_at_period_end", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether it ends then.", .example = "false"},
    {"next_plan_key", FIELD_TEXT, .doc = "The plan from then on; null: the same.", .example = "null"},
    {"ended_at", FIELD_TIME, .doc = "When it ended.", .example = "null"},
    {.type = FIELD_END}};

const struct field platform_subscriptions_query[] = {
    {"status", FIELD_CHOICE, .choices = SUBSCRIPTION_STATUSES, .doc = "Only those.", .example = "\"past_due\""},
    {"before", FIELD_ID, .doc = "Only those made before the one with this id: the last one of the page before.", .example = ID_EXAMPLE},
    {.type = FIELD_END}};
const struct field platform_subscriptions_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = subscription_fields, .doc = "Newest first, " PAGE " at most."}, {.type = FIELD_END}};
const struct field subscription_gift_request[] = {
    {"agency_id", FIELD_ID, FIELD_REQUIRED | FIELD_NOT_NULL, .target = "agencies", .doc = "Whose.", .example = ID_EXAMPLE},
    {"plan_id", FIELD_ID, FIELD_REQUIRED | FIELD_NOT_NULL, .doc = "Which plan.", .example = ID_EXAMPLE},
    {"interval", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "monthly|yearly", .doc = "monthly unless said otherwise. Credits come monthly.", .example = "\"yearly\""},
    REASON_FIELD,
    {.type = FIELD_END}};
const struct field subscription_made[] = {{"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the subscription.", .example = ID_EXAMPLE}, {.type = FIELD_END}};
const struct field subscription_status_request[] = {
    {"status", FIELD_CHOICE, FIELD_REQUIRED | FIELD_NOT_NULL, .choices = SUBSCRIPTION_STATUSES, .doc = "What it is to be.", .example = "\"paused\""},
    REASON_FIELD,
    {.type = FIELD_END}};

int platform_subscriptions_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "platform_subscriptions.list",
	    .sql = "select id, agency_id, agency_name, plan_key, status, status_reason, provider, provider_ref, \"interval\", price, currency, monthly_credits, "
		   "started_at, current_period_end, cancel_at_period_end, next_plan_key, ended_at from billing.platform_subscriptions($1, $2::uuid, " PAGE ")"};
	const char *values[2];
	if (parameters_read(c, platform_subscriptions_query, values, p) < 0)
		return -1;
	int index = tx_add(c->tx, &list, 2, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, subscription_fields);
	return 0;
}

int platform_subscription_make_run(struct call *c, struct problem *p)
{
	static const struct statement give = {
	    .name = "platform_subscriptions.give", .sql = "select billing.give_subscription($1::uuid, $2::uuid, coalesce($3, 'monthly'), $4)", .writes = true};
	struct write w;
	if (write_read(c->arena, subscription_gift_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "agency_id"), write_text(&w, "plan_id"), write_text(&w, "interval"), write_text(&w, REASON)};
	int index = tx_add(c->tx, &give, 4, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, subscription_made);
	return 0;
}

int platform_subscription_status_run(struct call *c, struct problem *p)
{
	static const struct statement set = {.name = "platform_subscriptions.status", .sql = "select billing.set_status($1::uuid, $2, $3)", .writes = true};
	struct write w;
	if (call_check_id(c, "subscription", p) < 0)
		return -1;
	if (write_read(c->arena, subscription_status_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {c->params[0], write_text(&w, "status"), write_text(&w, REASON)};
	tx_add(c->tx, &set, 3, values);
	return call_execute(c, p);
}

/* Prices. */

static const struct field cost_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the price list.", .example = ID_EXAMPLE},
    {"feature_costs", FIELD_JSON, FIELD_NOT_NULL, .doc = "Credits for one of each.", .example = "{\"AI_TEXT_CHAT\":1,\"AI_IMAGE_GENERATION\":5}"},
    {"effective_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "In force from then on, until the next list is.", .example = "\"2026-06-01T00:00:00Z\""},
    {"note", FIELD_TEXT, .doc = "Why.", .example = "\"The provider has become dearer\""},
    {"created_by", FIELD_ID, .target = "users", .doc = "By whom; null: it came with the program.", .example = "null"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was made.", .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

const struct field feature_costs_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = cost_fields, .doc = "The last to come into force first; 100 at most."}, {.type = FIELD_END}};
const struct field feature_costs_request[] = {
    {"feature_costs", FIELD_JSON, FIELD_REQUIRED | FIELD_NOT_NULL, .most = 16384,
     .doc = "Credits for one of each; what is left out costs what it did.", .example = "{\"AI_IMAGE_GENERATION\":6}"},
    {"effective_at", FIELD_TIME, .doc = "From when on, never in the past; null: now. What is under way keeps its price.", .example = "null"},
    REASON_FIELD,
    {.type = FIELD_END}};
const struct field feature_costs_made[] = {{"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the price list.", .example = ID_EXAMPLE}, {.type = FIELD_END}};

int feature_costs_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "platform_feature_costs.list",
	    .sql = "select s.id, s.feature_costs, s.effective_at, s.note, s.created_by, s.created_at from public.admin_settings s "
		   "order by s.effective_at desc, s.id desc limit 100"};
	int index = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, cost_fields);
	return 0;
}

int feature_costs_set_run(struct call *c, struct problem *p)
{
	static const struct statement set = {
	    .name = "platform_feature_costs.set", .sql = "select $1::uuid, billing.set_feature_costs($1::uuid, $2::jsonb, $3::timestamptz, $4)", .writes = true};
	struct write w;
	char id[UUID_TEXT_SIZE];
	if (write_read(c->arena, feature_costs_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	uuid_v7(id);
	const char *const values[] = {id, write_text(&w, "feature_costs"), write_text(&w, "effective_at"), write_text(&w, REASON)};
	int index = tx_add(c->tx, &set, 4, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, feature_costs_made);
	return 0;
}
