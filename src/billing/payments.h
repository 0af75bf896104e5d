/* SPDX-License-Identifier: Apache-2.0 */
/* Payments as people see them: their agency's, and for platform admins all of them. */
#ifndef STAGEFY_BILLING_PAYMENTS_H
#define STAGEFY_BILLING_PAYMENTS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field platform_payments_query[], platform_payments_response[], payment_refund_request[];

int platform_payments_run(struct call *c, struct problem *p);
int payment_refund_run(struct call *c, struct problem *p);
int payment_give_up_run(struct call *c, struct problem *p);

#endif
