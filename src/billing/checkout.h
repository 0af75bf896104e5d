/* SPDX-License-Identifier: Apache-2.0 */
/* The way to PayFast: a payment that waits, and the form that the browser sends there. And what is asked of a subscription that
 * PayFast charges. */
#ifndef STAGEFY_BILLING_CHECKOUT_H
#define STAGEFY_BILLING_CHECKOUT_H

#include "rest/field.h"

struct call;
struct conf;
struct problem;

extern const struct field checkout_request[], checkout_response[], subscription_pause_request[], subscription_change_request[];

int checkout_run(struct call *c, struct problem *p);
int subscription_cancel_run(struct call *c, struct problem *p);
int subscription_resume_run(struct call *c, struct problem *p);
int subscription_pause_run(struct call *c, struct problem *p);
int subscription_change_run(struct call *c, struct problem *p);

/* Whether PAYFAST_ options make sense together. */
int checkout_check(const struct conf *conf, struct problem *p);

#endif
