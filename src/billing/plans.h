/* SPDX-License-Identifier: Apache-2.0 */
/* What can be bought, for everybody; and what platform admins make of it. */
#ifndef STAGEFY_BILLING_PLANS_H
#define STAGEFY_BILLING_PLANS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field plans_response[], features_response[], platform_plan_fields[], platform_plans_response[], plan_request[], plan_changes[];

int plans_run(struct call *c, struct problem *p);
int features_run(struct call *c, struct problem *p);
int platform_plans_run(struct call *c, struct problem *p);
int platform_plan_make_run(struct call *c, struct problem *p);
int platform_plan_change_run(struct call *c, struct problem *p); /* params[0]: id */

#endif
