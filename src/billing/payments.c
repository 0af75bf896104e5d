/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/payments.h"

#include "base/problem.h"
#include "billing/module.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/parameters.h"
#include "rest/write.h"

#define STATES "pending|complete|cancelled|failed|refunded"
#define PAGE "50"

/* What agencies and platform admins both see, in the order of the columns. */
#define PAYMENT_FIELDS                                                                                                                              \
	{"kind", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "subscription|renewal|pack",                             \
	 .doc = "subscription: its first charge; renewal: the following ones.", .example = "\"subscription\""},                                     \
	    {"state", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = STATES,                                             \
	     .doc = "pending: nobody has heard of it yet. cancelled and failed ones may still come to be complete.", .example = "\"complete\""},    \
	    {"note", FIELD_TEXT, FIELD_READ_ONLY,                                                                                                   \
	     .doc = "Why it is in that state, as a word: given_up, not_paid, failed_at_payfast; has_ended: charged for a subscription that had "    \
		    "ended.",                                                                                                                       \
	     .example = "null"},                                                                                                                    \
	    {"description", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What was bought, as the bank shows it.",                          \
	     .example = "\"Stagefy Pro\""},                                                                                                         \
	    {"interval", FIELD_CHOICE, FIELD_READ_ONLY, .choices = "monthly|yearly", .doc = "How often a subscription is charged; null: a pack.",   \
	     .example = "\"monthly\""},                                                                                                             \
	    {"amount", FIELD_DECIMAL, FIELD_READ_ONLY | FIELD_NOT_NULL, .scale = 2, .doc = "What was agreed on.", .example = "999.00"}, \
	    {"fee", FIELD_DECIMAL, FIELD_READ_ONLY, .scale = 2, .doc = "What PayFast keeps of it.", .example = "28.97"},                \
	    {"currency", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Of both.", .example = "\"ZAR\""},                                    \
	    {"credits", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What it buys; of a subscription each month.", .example = "2000"},      \
	    {"provider_ref", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Its number at PayFast.", .example = "\"1089250\""},                               \
	    {"paid_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was known to be paid.", .example = "\"2026-05-12T09:31:00Z\""},                \
	    {"refunded_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was given back.", .example = "null"}

static const struct field payment_fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; what PayFast knows it by.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    PAYMENT_FIELDS,
    {"plan_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL, .target = "plans", .doc = "The plan, or pack.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\""},
    {"subscription_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "subscriptions", .doc = "The subscription that it paid for.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4e\""},
    {"user_id", FIELD_ID, FIELD_READ_ONLY, .target = "users", .doc = "Who went to pay; null: a renewal.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Counts changes.", .example = "2"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When the checkout began, or a renewal was charged.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.",
     .example = "\"2026-05-12T09:31:00Z\""},
    {.type = FIELD_END}};

const struct resource billing_payments = {
    .name = "payments",
    .schema = "Payment",
    .scope = "payments",
    .doc = "What the agency pays, for admins and owners: a row before anybody is sent to pay, and one for each renewal. As CSV they are its receipts.",
    .fields = payment_fields,
    .roles = {.list = ROLES_MANAGE, .read = ROLES_MANAGE},
    .sort = "-created_at",
};

static const struct field platform_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the payment.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    PAYMENT_FIELDS,
    {"agency_id", FIELD_ID, FIELD_NOT_NULL, .target = "agencies", .doc = "Who pays.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4f\""},
    {"agency", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its name.", .example = "\"Maison Alzette\""},
    {"refund_asked_at", FIELD_TIME, .doc = "When an admin asked to give it back.", .example = "null"},
    {"refund_reason", FIELD_TEXT, .doc = "And why.", .example = "null"},
    {"refund_error", FIELD_TEXT, .doc = "Why PayFast has not given it back.", .example = "null"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it began.", .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

const struct field platform_payments_query[] = {
    {"agency_id", FIELD_ID, .doc = "Only of this agency.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4f\""},
    {"state", FIELD_CHOICE, .choices = STATES, .doc = "Only in this state.", .example = "\"complete\""},
    {"before", FIELD_ID, .doc = "Only those before this one: the last of the page before.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {.type = FIELD_END}};

const struct field platform_payments_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = platform_fields, .doc = "Newest first, " PAGE " at most."}, {.type = FIELD_END}};

const struct field payment_refund_request[] = {
    {"reason", FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 3, .most = 255, .doc = "Why, for PayFast, the buyer and the audit log.",
     .example = "\"Charged after the subscription had ended\""},
    {.type = FIELD_END}};

int platform_payments_run(struct call *c, struct problem *p)
{
	/* in the order of platform_fields */
	static const struct statement list = {
	    .name = "platform_payments.list",
	    .sql = "select id, kind, state, note, description, \"interval\", amount, fee, currency, credits, provider_ref, paid_at, refunded_at, agency_id, "
		   "agency_name, refund_asked_at, refund_reason, refund_error, created_at from billing.platform_payments($1::uuid, $2, $3::uuid, " PAGE ")"};
	const char *values[3];
	if (parameters_read(c, platform_payments_query, values, p) < 0)
		return -1;
	int index = tx_add(c->tx, &list, 3, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, platform_fields);
	return 0;
}

int payment_refund_run(struct call *c, struct problem *p)
{
	static const struct statement refund = {.name = "payments.refund", .sql = "select billing.ask_refund($1::uuid, $2)", .writes = true};
	struct write w;
	if (call_check_id(c, "payment", p) < 0)
		return -1;
	if (write_read(c->arena, payment_refund_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {c->params[0], write_text(&w, "reason")};
	tx_add(c->tx, &refund, 2, values);
	return call_execute(c, p);
}

int payment_give_up_run(struct call *c, struct problem *p)
{
	static const struct statement give_up = {.name = "payments.give_up", .sql = "select billing.give_up_payment($1::uuid)", .writes = true};
	if (call_check_id(c, "payment", p) < 0)
		return -1;
	int index = tx_add(c->tx, &give_up, 1, &c->params[0]);
	if (call_execute(c, p) < 0)
		return -1;
	return rows_bool(tx_rows(c->tx, index), 0, 0) ? 0 : problem_set(p, PROBLEM_NOT_FOUND, "there is no such payment");
}
