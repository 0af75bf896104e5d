/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/usage.h"

#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "billing/module.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/whole.h"
#include "rest/write.h"

const struct field usage_query[] = {
    {"days", FIELD_INT, .least = 1, .most = 366, .doc = "How many of the agency's days, today being the last; 30 unless given.", .example = "30"},
    {.type = FIELD_END}};

#define SUM_FIELDS                                                                                                                   \
	{"credits", FIELD_INT, FIELD_NOT_NULL, .doc = "Spent, less what was given back.", .example = "120"},                         \
	{                                                                                                                            \
		"count", FIELD_INT, FIELD_NOT_NULL, .doc = "How many times.", .example = "24"                                        \
	}

static const struct field by_operation[] = {
    {"operation_type", FIELD_CHOICE, FIELD_NOT_NULL, .choices = OPERATION_TYPES, .doc = "On what.", .example = "\"AI_IMAGE_GENERATION\""},
    SUM_FIELDS,
    {.type = FIELD_END}};

static const struct field by_user[] = {
    {"user_id", FIELD_ID, .target = "users", .doc = "Who; null: nobody did.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"name", FIELD_TEXT, .doc = "As colleagues see them.", .example = "\"Emma Nilsson\""},
    SUM_FIELDS,
    {.type = FIELD_END}};

static const struct field by_day[] = {
    {"day", FIELD_DATE, FIELD_NOT_NULL, .doc = "Of the agency's calendar. Days without usage are left out.", .example = "\"2026-05-12\""},
    SUM_FIELDS,
    {.type = FIELD_END}};

const struct field usage_fields[] = {
    {"from", FIELD_DATE, FIELD_NOT_NULL, .doc = "The first day.", .example = "\"2026-04-13\""},
    {"until", FIELD_DATE, FIELD_NOT_NULL, .doc = "The last: today.", .example = "\"2026-05-12\""},
    SUM_FIELDS,
    {"by_operation", FIELD_LIST, FIELD_NOT_NULL, .fields = by_operation, .doc = "What cost most first."},
    {"by_user", FIELD_LIST, FIELD_NOT_NULL, .fields = by_user, .doc = "Who spent most first."},
    {"by_day", FIELD_LIST, FIELD_NOT_NULL, .fields = by_day, .doc = "In their order."},
    {.type = FIELD_END}};

static const struct field total[] = {
    {"from", FIELD_DATE, .doc = "", .example = ""}, {"until", FIELD_DATE, .doc = "", .example = ""}, SUM_FIELDS, {.type = FIELD_END}};

/* Policies choose the rows: an agent's own, or all of the agency. */
#define DAYS                                                                                                                               \
	"days as (select (app.now() at time zone a.time_zone)::date - $1::int + 1 as first, (app.now() at time zone a.time_zone)::date as last, " \
	"a.time_zone as zone from public.agencies a where a.id = app.agency_id()) "
#define SPENT                                                                                                                              \
	"from days d join public.credit_transactions t on t.agency_id = app.agency_id() and t.type in ('usage', 'refund') "                \
	"and t.created_at >= (d.first::timestamp at time zone d.zone) "
#define SUMS "coalesce(-sum(t.amount), 0)::bigint as credits, count(t.id) filter (where t.type = 'usage') as count "

int usage_run(struct call *c, struct problem *p)
{
	static const struct statement sum = {.name = "credits.used",
					     .sql = "with " DAYS "select d.first, d.last, s.* from days d cross join (select " SUMS SPENT ") s"};
	static const struct statement operations = {.name = "credits.used_on",
						    .sql = "with " DAYS "select t.operation_type, " SUMS SPENT "group by 1 order by 2 desc, 1"};
	static const struct statement users = {.name = "credits.used_by",
					       .sql = "with " DAYS "select t.user_id, m.display_name, " SUMS SPENT
						      "left join public.memberships m on m.agency_id = t.agency_id and m.user_id = t.user_id "
						      "group by 1, 2 order by 3 desc, 1 limit 200"};
	static const struct statement daily = {.name = "credits.used_daily",
					       .sql = "with " DAYS "select (t.created_at at time zone d.zone)::date, " SUMS SPENT "group by 1 order by 1"};
	const char *days;
	if (whole_read(c, "days", 1, 366, "30", &days, p) < 0)
		return -1;
	int s = tx_add(c->tx, &sum, 1, &days), o = tx_add(c->tx, &operations, 1, &days), u = tx_add(c->tx, &users, 1, &days),
	    d = tx_add(c->tx, &daily, 1, &days);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, s)) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, NULL);
	struct json_out out = json_out(&c->response->body);
	json_out_open(&out, '{');
	answer_members(&out, c, s, total);
	answer_member(&out, c, "by_operation", o, by_operation);
	answer_member(&out, c, "by_user", u, by_user);
	answer_member(&out, c, "by_day", d, by_day);
	json_out_close(&out, '}');
	return 0;
}

const struct field spend_request[] = {
    {"operation_type", FIELD_CHOICE, FIELD_REQUIRED | FIELD_NOT_NULL, .choices = OPERATION_TYPES, .doc = "What was done. It must have a price.",
     .example = "\"AI_TEXT_CHAT\""},
    {"units", FIELD_INT, FIELD_NOT_NULL, .least = 1, .most = 1000, .doc = "How many of it; 1 unless given.", .example = "1"},
    {"reference", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 1, .most = 200, .doc = "The caller's own name of this work: it is paid once.",
     .example = "\"chat-20260512-17\""},
    {"details", FIELD_JSON, FIELD_NOT_NULL, .doc = "Whatever is worth keeping with it.", .example = "{\"model\":\"small\"}"},
    {.type = FIELD_END}};

int spend_run(struct call *c, struct problem *p)
{
	/* in the order of billing_transaction_fields */
	static const struct statement spend = {
	    .name = "credits.spend",
	    .sql = "select t.id, t.entry, t.created_at, t.type, t.amount, t.balance_after, t.operation_type, t.units, t.description, t.reference, "
		   "t.details, t.user_id, t.job_id, t.refund_of from billing.spend($1, coalesce($2::int, 1), $3, coalesce($4::jsonb, '{}')) t",
	    .writes = true};
	struct write w;
	if (write_read(c->arena, spend_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "operation_type"), write_text(&w, "units"), write_text(&w, "reference"), write_text(&w, "details")};
	int index = tx_add(c->tx, &spend, 4, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, billing_transaction_fields);
	return 0;
}
