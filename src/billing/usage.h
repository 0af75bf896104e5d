/* SPDX-License-Identifier: Apache-2.0 */
/* GET and POST /api/credits/usage. */
#ifndef STAGEFY_BILLING_USAGE_H
#define STAGEFY_BILLING_USAGE_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field usage_query[], usage_fields[], spend_request[];

int usage_run(struct call *c, struct problem *p);
int spend_run(struct call *c, struct problem *p);

#endif
