/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/subscription.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/parameters.h"

#define ID_EXAMPLE "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""

static const struct {
	const char *from, *to;
} edges[] = {
#define EDGE(from, to, why) {#from, #to},
#include "billing/subscription_edges.def"
#undef EDGE
};

static const struct field entitlement_fields[] = {
    {"feature", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its key.", .example = "\"members\""},
    {"name", FIELD_I18N, FIELD_NOT_NULL, .doc = "As people know it.", .example = "{\"en\":\"Members\",\"fr\":\"Membres\"}"},
    {"limit", FIELD_INT, .doc = "How many the plan entitles to; null: as many as one likes; 0: it is no part of the plan.", .example = "250"},
    {"used", FIELD_INT, .doc = "How many there are; null: it is not counted.", .example = "7"},
    {.type = FIELD_END}};

/* In the order of billing.subscription()'s columns. */
static const struct field subscription_fields[] = {
    {"id", FIELD_ID, .doc = "Null: the agency has the plan `free`, and no subscription.", .example = ID_EXAMPLE},
    {"plan_id", FIELD_ID, FIELD_NOT_NULL, .doc = "The plan it is for.", .example = ID_EXAMPLE},
    {"plan_key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "That plan's key.", .example = "\"pro\""},
    {"plan_name", FIELD_I18N, FIELD_NOT_NULL, .doc = "And its name.", .example = "{\"en\":\"Pro\",\"fr\":\"Pro\"}"},
    {"tier", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "free|basic|pro|enterprise", .doc = "Of that plan.", .example = "\"pro\""},
    {"status", FIELD_CHOICE, .choices = SUBSCRIPTION_STATUSES,
     .doc = "Paused, the agency has what the plan `free` entitles to. What is cancelled has ended, and is not shown here any more. Its ways:"
#define EDGE(from, to, why) " " #from " → " #to " (" why ")."
#include "billing/subscription_edges.def"
#undef EDGE
     , .example = "\"active\""},
    {"status_reason", FIELD_TEXT, .doc = "Why it has that status: started, renewed, replaced, period_over, platform …", .example = "\"renewed\""},
    {"provider", FIELD_CHOICE, .choices = "payfast|clerk|none", .doc = "Who is paid; none: nobody is, and it renews itself.", .example = "\"payfast\""},
    {"interval", FIELD_CHOICE, .choices = "monthly|yearly", .doc = "What is paid for at a time. Credits come monthly.", .example = "\"monthly\""},
    {"monthly_credits", FIELD_INT, .doc = "As they were when the plan was chosen.", .example = "2000"},
    {"price", FIELD_DECIMAL, .doc = "Of an interval.", .example = "999.00"},
    {"currency", FIELD_TEXT, .doc = "ISO 4217.", .example = "\"ZAR\""},
    {"started_at", FIELD_TIME, .doc = "When it began.", .example = "\"2026-01-31T09:00:00Z\""},
    {"current_period_start", FIELD_TIME, .doc = "From when it is paid for.", .example = "\"2026-04-30T08:00:00Z\""},
    {"current_period_end", FIELD_TIME, .doc = "Until when: the next payment is due then.", .example = "\"2026-05-31T08:00:00Z\""},
    {"next_grant_at", FIELD_TIME, .doc = "When credits come that are paid for; null: none are.", .example = "null"},
    {"cancel_at_period_end", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether it ends with that period.", .example = "false"},
    {"next_plan_id", FIELD_ID, .doc = "The plan from the next period on; null: the same.", .example = "null"},
    {"next_plan_key", FIELD_TEXT, .doc = "That plan's key.", .example = "null"},
    {"next_plan_name", FIELD_I18N, FIELD_NOT_NULL, .doc = "And its name; empty: none waits.", .example = "{}"},
    {"version", FIELD_INT, .doc = "Grows with every change.", .example = "4"},
    {.type = FIELD_END}};
enum { STATUS = 5 };
#define SUBSCRIPTION_COLUMNS                                                                                                               \
	"id, plan_id, plan_key, plan_name, tier, status, status_reason, provider, \"interval\", monthly_credits, price, currency, started_at, " \
	"current_period_start, current_period_end, next_grant_at, cancel_at_period_end, next_plan_id, next_plan_key, coalesce(next_plan_name, '{}'), version"

const struct field subscription_response[] = {
    {"subscription", FIELD_OBJECT, FIELD_NOT_NULL, .fields = subscription_fields, .doc = "What the agency has, and what comes next."},
    {"ways", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "Which status it may come to from its present one.", .example = "[\"past_due\",\"paused\",\"cancelled\"]"},
    {"entitlements", FIELD_LIST, FIELD_NOT_NULL, .fields = entitlement_fields, .doc = "What its plan entitles to, and how much of it is used."},
    {.type = FIELD_END}};

static const struct field event_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "UUID, made by the server; sorts by time.", .example = ID_EXAMPLE},
    {"subscription_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Which one; a former one's are there too.", .example = ID_EXAMPLE},
    {"plan_key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its plan afterwards.", .example = "\"pro\""},
    {"effect", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "started|renewed|moved|changed|planned|ending|kept|refused",
     .doc = "What it did. moved: to another status. changed: to another plan. planned: another plan waits for the next period. ending: it "
	    "ends with its period. kept: it does not after all. refused: nothing, since it could not.",
     .example = "\"renewed\""},
    {"event_type", FIELD_TEXT, FIELD_NOT_NULL, .doc = "As whoever is paid calls it.", .example = "\"COMPLETE\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = SUBSCRIPTION_STATUSES, .doc = "Afterwards; of what was refused: what it would have been.",
     .example = "\"active\""},
    {"reason", FIELD_TEXT, .doc = "Why.", .example = "\"renewed\""},
    {"paid_until", FIELD_TIME, .doc = "Of a start or a renewal: the end of what was paid for.", .example = "\"2026-05-31T08:00:00Z\""},
    {"occurred_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it happened.", .example = "\"2026-04-30T08:00:00Z\""},
    {"metadata", FIELD_JSON, FIELD_NOT_NULL, .doc = "What else was said.", .example = "{}"},
    {.type = FIELD_END}};

const struct field subscription_events_query[] = {
    {"before", FIELD_ID, .doc = "Only what is older than the event with this id: the last one of the page before.", .example = ID_EXAMPLE},
    {.type = FIELD_END}};
const struct field subscription_events_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = event_fields, .doc = "Newest first, 50 at most."}, {.type = FIELD_END}};

static void write_ways(struct json_out *o, const char *status)
{
	json_out_name(o, "ways");
	json_out_open(o, '[');
	for (size_t i = 0; status != NULL && i < sizeof edges / sizeof edges[0]; i++)
		if (strcmp(edges[i].from, status) == 0)
			json_out_string(o, edges[i].to);
	json_out_close(o, ']');
}

int subscription_run(struct call *c, struct problem *p)
{
	static const struct statement read = {.name = "subscription.read", .sql = "select " SUBSCRIPTION_COLUMNS " from billing.subscription()"},
				      list = {.name = "subscription.entitlements", .sql = "select feature, name, most, used from billing.entitlements()"};
	int subscription = tx_add(c->tx, &read, 0, NULL), entitlements = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "subscription");
	json_out_open(&o, '{');
	answer_members(&o, c, subscription, subscription_fields);
	json_out_close(&o, '}');
	write_ways(&o, rows_text_or_null(tx_rows(c->tx, subscription), 0, STATUS));
	answer_member(&o, c, "entitlements", entitlements, entitlement_fields);
	json_out_close(&o, '}');
	return 0;
}

int subscription_events_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "subscription.events",
	    .sql = "select e.id, e.subscription_id, e.plan_key, e.effect, e.event_type, e.status, e.reason, e.paid_until, e.occurred_at, e.metadata "
		   "from public.subscription_events e where e.agency_id = app.agency_id() and ($1::uuid is null or (e.created_at, e.id) < "
		   "(select b.created_at, b.id from public.subscription_events b where b.agency_id = app.agency_id() and b.id = $1::uuid)) "
		   "order by e.created_at desc, e.id desc limit 50"};
	const char *before;
	if (parameters_read(c, subscription_events_query, &before, p) < 0)
		return -1;
	int index = tx_add(c->tx, &list, 1, &before);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, event_fields);
	return 0;
}

enum { AT_ONCE = 20 };

/* Some agencies a transaction, so that none waits long for its account. What could not be done stays due: the job fails and is
 * begun anew, so that somebody hears of it. */
enum job_outcome grant_due_run(struct job_run *run, struct problem *p)
{
	static const struct statement due = {.name = "billing.grant_due", .sql = "select done, failed, why from billing.grant_due($1::int)", .writes = true};
	const char *most = arena_printf(run->arena, "%d", AT_ONCE);
	int64_t all = 0, done, failed;
	do {
		struct tx *tx = job_tx(run);
		int index = tx_add(tx, &due, 1, &most);
		if (tx_commit(tx, p) < 0)
			return JOB_AGAIN;
		const struct rows *r = tx_rows(tx, index);
		done = rows_int(r, 0, 0);
		failed = rows_int(r, 0, 1);
		all += done;
		if (failed > 0 && done == 0) {
			problem_set(p, PROBLEM_INTERNAL, "%lld subscriptions could not be renewed, the last since: %s", (long long)failed, rows_text(r, 0, 2));
			return JOB_AGAIN;
		}
	} while (done > 0 && !job_cancelled(run));
	run->result = arena_printf(run->arena, "{\"subscriptions\": %lld}", (long long)all);
	return JOB_DONE;
}
