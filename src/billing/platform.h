/* SPDX-License-Identifier: Apache-2.0 */
/* What platform admins see and do about what agencies have and pay. The functions behind it refuse whoever may not. */
#ifndef STAGEFY_BILLING_PLATFORM_H
#define STAGEFY_BILLING_PLATFORM_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field platform_agencies_query[], platform_agencies_response[], credit_adjustment_request[], credit_adjustment_response[],
    platform_subscriptions_query[], platform_subscriptions_response[], subscription_gift_request[], subscription_status_request[], subscription_made[],
    feature_costs_response[], feature_costs_request[], feature_costs_made[];

int platform_agencies_run(struct call *c, struct problem *p);
int platform_credits_run(struct call *c, struct problem *p);
int platform_subscriptions_run(struct call *c, struct problem *p);
int platform_subscription_make_run(struct call *c, struct problem *p);
int platform_subscription_status_run(struct call *c, struct problem *p); /* params[0]: id */
int feature_costs_run(struct call *c, struct problem *p);
int feature_costs_set_run(struct call *c, struct problem *p);

#endif
