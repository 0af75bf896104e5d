/* SPDX-License-Identifier: Apache-2.0 */
/* GET and PATCH /api/credits: what there is, until when, and what things cost. */
#ifndef STAGEFY_BILLING_CREDITS_H
#define STAGEFY_BILLING_CREDITS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field credits_fields[], credits_request[];

int credits_run(struct call *c, struct problem *p);
int credits_update_run(struct call *c, struct problem *p);

#endif
