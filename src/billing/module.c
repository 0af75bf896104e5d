/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "billing/checkout.h"
#include "billing/credits.h"
#include "billing/ledger.h"
#include "billing/payfast.h"
#include "billing/payments.h"
#include "billing/plans.h"
#include "billing/platform.h"
#include "billing/subscription.h"
#include "billing/usage.h"

static const struct resource *const resources[] = {&billing_credit_transactions, &billing_payments, NULL};

#define SUBSCRIPTION_PROBLEMS (PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(PAYMENTS_UNAVAILABLE))
#define SUBSCRIPTION_DOC "409 has a `reason`: other_provider, ended_at_provider (subscribe anew), past_due."

static const struct action actions[] = {
    {HTTP_GET, "/api/credits", "readCredits", "credits", "What the agency can spend", ROLES_READ, 0, 200, .response = credits_fields,
     .answers = "Credits", .doc = "With the grants it is made of, in the order in which they are spent, and the prices in force.", .scope = "credits",
     .handle = credits_run},
    {HTTP_PATCH, "/api/credits", "updateCredits", "credits", "Choose when to hear that credits run out", ROLES_MANAGE, 0, 200,
     .request = credits_request, .response = credits_fields, .answers = "Credits", .scope = "credits", .handle = credits_update_run},
    {HTTP_GET, "/api/credits/usage", "summariseUsage", "credits", "What was spent, and on what", ROLES_READ, 0, 200, .query = usage_query,
     .response = usage_fields, .doc = "Agents see what they spent themselves. Refunds count against what they give back.", .scope = "credits", .cost = 5,
     .handle = usage_run},
    {HTTP_POST, "/api/credits/usage", "spendCredits", "credits", "Pay for work done elsewhere", ROLES_WRITE, 0, 201, .request = spend_request,
     .answers = "CreditTransaction", .problems = PROBLEM_BIT(INSUFFICIENT_CREDITS) | PROBLEM_BIT(CONFLICT),
     .doc = "At the price in force, and once for each reference: the same again answers the first one's entry. A key needs the scope `credits:spend`.",
     .scope = "credits:spend", .handle = spend_run},
    {HTTP_GET, "/api/plans", "listPlans", "plans", "What can be bought", 0, ACTION_PUBLIC, 200, .response = plans_response,
     .doc = "May be kept for five minutes.", .handle = plans_run},
    {HTTP_GET, "/api/features", "listFeatures", "plans", "What plans can entitle to", 0, 0, 200, .response = features_response, .handle = features_run},
    {HTTP_GET, "/api/subscription", "readSubscription", "subscription", "The agency's plan, and what comes next", ROLES_MANAGE | ROLE_PLATFORM, 0, 200,
     .response = subscription_response, .handle = subscription_run},
    {HTTP_GET, "/api/subscription/events", "listSubscriptionEvents", "subscription", "What became of the agency's subscriptions", ROLES_MANAGE | ROLE_PLATFORM,
     0, 200, .query = subscription_events_query, .response = subscription_events_response, .handle = subscription_events_run},
    {HTTP_GET, "/api/platform_plans", "listPlatformPlans", "platform_plans", "All plans and packs", ROLE_PLATFORM, 0, 200,
     .response = platform_plans_response, .handle = platform_plans_run},
    {HTTP_POST, "/api/platform_plans", "createPlatformPlan", "platform_plans", "Make a plan or a pack", ROLE_PLATFORM, 0, 201, .request = plan_request,
     .response = platform_plan_fields, .problems = PROBLEM_BIT(CONFLICT),
     .example = "{\"key\":\"team\",\"tier\":\"pro\",\"name\":{\"en\":\"Team\",\"fr\":\"Équipe\"},\"credits\":1000,\"price_monthly\":699.00,"
		"\"entitlements\":{\"members\":100},\"reason\":\"Asked for by teams of ten\"}",
     .handle = platform_plan_make_run},
    {HTTP_PATCH, "/api/platform_plans/{id}", "updatePlatformPlan", "platform_plans", "Change a plan or a pack", ROLE_PLATFORM, 0, 200, .request = plan_changes,
     .response = platform_plan_fields, .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT),
     .doc = "Who has it keeps its price and its credits until they choose again; what it entitles to changes for them too.",
     .example = "{\"price_monthly\":1099.00,\"reason\":\"Prices of 2027\"}", .handle = platform_plan_change_run},
    {HTTP_GET, "/api/platform_agencies", "listPlatformAgencies", "platform_agencies", "All agencies, with plan and credits", ROLE_PLATFORM, 0, 200,
     .query = platform_agencies_query, .response = platform_agencies_response, .handle = platform_agencies_run},
    {HTTP_POST, "/api/platform_credits", "adjustPlatformCredits", "platform_credits", "Give credits, or take some", ROLE_PLATFORM, 0, 200,
     .request = credit_adjustment_request, .response = credit_adjustment_response, .problems = PROBLEM_BIT(NOT_FOUND), .handle = platform_credits_run},
    {HTTP_GET, "/api/platform_subscriptions", "listPlatformSubscriptions", "platform_subscriptions", "Subscriptions of all agencies", ROLE_PLATFORM, 0, 200,
     .query = platform_subscriptions_query, .response = platform_subscriptions_response, .handle = platform_subscriptions_run},
    {HTTP_POST, "/api/platform_subscriptions", "givePlatformSubscription", "platform_subscriptions", "Give an agency a plan", ROLE_PLATFORM, 0, 201,
     .request = subscription_gift_request, .response = subscription_made, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "Nobody is paid for it: it renews itself until it is cancelled. The agency's former subscription ends here, and within the hour at PayFast; Clerk is not told.",
     .handle = platform_subscription_make_run},
    {HTTP_POST, "/api/platform_subscriptions/{id}/status", "setPlatformSubscriptionStatus", "platform_subscriptions", "Put a subscription into another status",
     ROLE_PLATFORM, 0, 204, .request = subscription_status_request, .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT),
     .doc = "By the ways that there are (see `GET /api/subscription`). Of one that ends PayFast is told within the hour; Clerk is not.", .handle = platform_subscription_status_run},
    {HTTP_GET, "/api/platform_feature_costs", "listPlatformFeatureCosts", "platform_feature_costs", "What paid work costs, and will cost", ROLE_PLATFORM, 0, 200,
     .response = feature_costs_response, .handle = feature_costs_run},
    {HTTP_POST, "/api/platform_feature_costs", "setPlatformFeatureCosts", "platform_feature_costs", "Another price list", ROLE_PLATFORM, 0, 201,
     .request = feature_costs_request, .response = feature_costs_made, .handle = feature_costs_set_run},
    {HTTP_POST, "/api/billing/checkout", "beginCheckout", "payments", "Go and pay", ROLES_MANAGE, 0, 201, .request = checkout_request,
     .response = checkout_response, .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(PAYMENTS_UNAVAILABLE),
     .doc = "The answer is a form: the browser sends its fields, as hidden ones and in this order, to `action`. PayFast sends the buyer back to "
	    "/billing/return or /billing/cancelled with ?payment=; the payment is complete when PayFast has told us so, mostly within seconds. A plan "
	    "replaces the one before when it is paid. 409 has a `reason`: same_plan, other_provider, sandbox.",
     .handle = checkout_run},
    {HTTP_POST, "/api/payments/{id}/give_up", "giveUpPayment", "payments", "Come back without having paid", ROLES_MANAGE, 0, 204,
     .problems = PROBLEM_BIT(NOT_FOUND), .doc = "A pending payment is cancelled; money that comes all the same is taken.", .handle = payment_give_up_run},
    {HTTP_POST, "/api/subscription/cancel", "cancelSubscription", "subscription", "Let it end", ROLES_MANAGE, 0, 204, .problems = SUBSCRIPTION_PROBLEMS,
     .doc = "What is paid for stays until it is over, and until shortly before then it can be resumed. PayFast is told by a job. " SUBSCRIPTION_DOC,
     .handle = subscription_cancel_run},
    {HTTP_POST, "/api/subscription/resume", "resumeSubscription", "subscription", "Let it go on", ROLES_MANAGE, 0, 204, .problems = SUBSCRIPTION_PROBLEMS,
     .doc = "After a cancellation or a pause. " SUBSCRIPTION_DOC, .handle = subscription_resume_run},
    {HTTP_POST, "/api/subscription/pause", "pauseSubscription", "subscription", "Leave charges out", ROLES_MANAGE, 0, 204,
     .request = subscription_pause_request, .problems = SUBSCRIPTION_PROBLEMS, .doc = "Nothing is charged and nothing granted. " SUBSCRIPTION_DOC,
     .handle = subscription_pause_run},
    {HTTP_POST, "/api/subscription/change", "changeSubscription", "subscription", "Take a smaller plan", ROLES_MANAGE, 0, 204,
     .request = subscription_change_request, .problems = SUBSCRIPTION_PROBLEMS,
     .doc = "A larger one is begun by a checkout: 409 with the reason needs_checkout. " SUBSCRIPTION_DOC, .handle = subscription_change_run},
    {HTTP_GET, "/api/platform_payments", "listPlatformPayments", "platform_payments", "What all agencies paid", ROLE_PLATFORM, 0, 200,
     .query = platform_payments_query, .response = platform_payments_response, .handle = platform_payments_run},
    {HTTP_POST, "/api/platform_payments/{id}/refund", "refundPayment", "platform_payments", "Give a payment back", ROLE_PLATFORM, 0, 204,
     .request = payment_refund_request, .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT),
     .doc = "All of it, at PayFast, by a job. What it bought is taken back as far as it is still there, and a subscription that it paid for ends.",
     .handle = payment_refund_run},
    {HTTP_POST, "/api/webhooks/payfast", "receivePayfast", "inbound_webhooks", "PayFast says what was paid", 0, ACTION_PUBLIC | ACTION_EMPTY, 200,
     .consumes = "application/x-www-form-urlencoded", .problems = PROBLEM_BIT(PAYMENTS_UNAVAILABLE) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "For PayFast alone: signed with the passphrase, kept as it came and answered at once. A job asks PayFast whether it sent this, and applies it.",
     .handle = payfast_receive_run},
    {.path = NULL}};

static const struct tag tags[] = {{"credits", "What paid work is paid with."},
				  {"plans", "What can be bought, and what it entitles to."},
				  {"subscription", "The agency's plan."},
				  {"platform_plans", "Plans and packs, for platform admins."},
				  {"platform_agencies", "All agencies, for platform admins."},
				  {"platform_credits", "Credits of any agency, for platform admins."},
				  {"platform_subscriptions", "Subscriptions of any agency, for platform admins."},
				  {"platform_feature_costs", "What paid work costs, for platform admins."},
				  {"platform_payments", "What all agencies paid, for platform admins."},
				  {"inbound_webhooks", "The doors through which payment services tell us what was paid."},
				  {NULL, NULL}};

static const struct job_kind jobs[] = {{.name = "billing.expire", .run = expire_run, .platform = true},
				       {.name = "billing.verify", .run = verify_run, .platform = true, .max_attempts = 2, .timeout_s = 1800},
				       {.name = "billing.grant_due", .run = grant_due_run, .platform = true},
				       /* PayFast away for half a day loses nothing */
				       {.name = "payfast.apply", .run = payfast_apply_run, .platform = true, .max_attempts = 24, .timeout_s = 60},
				       {.name = "payfast.sync", .run = payfast_sync_run, .platform = true, .max_attempts = 24, .timeout_s = 120},
				       {.name = "payfast.overdue", .run = payfast_overdue_run, .platform = true, .max_attempts = 2, .timeout_s = 3000},
				       {.name = "payfast.refund", .run = payfast_refund_run, .platform = true, .max_attempts = 12, .timeout_s = 120},
				       {.name = NULL}};

static const struct schedule schedules[] = {{.name = "credits_expire", .cron = "7 * * * *", .kind = "billing.expire"},
					    {.name = "credits_verify", .cron = "20 4 * * *", .kind = "billing.verify"},
					    {.name = "payfast_overdue", .cron = "35 * * * *", .kind = "payfast.overdue"},
					    {.name = "subscriptions", .cron = "*/10 * * * *", .kind = "billing.grant_due"},
					    {.name = NULL}};

const struct module billing_module = {
    .name = "billing", .resources = resources, .actions = actions, .tags = tags, .jobs = jobs, .schedules = schedules, .check = checkout_check};
