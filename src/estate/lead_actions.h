/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with leads: entering one, taking one, and returning what nobody has taken. */
#ifndef STAGEFY_ESTATE_LEAD_ACTIONS_H
#define STAGEFY_ESTATE_LEAD_ACTIONS_H

#include "serve/action.h"
#include "work/job.h"

extern const struct field lead_request[];

int lead_take_run(struct call *c, struct problem *p);
int lead_claim_run(struct call *c, struct problem *p);

enum job_outcome leads_return_run(struct job_run *run, struct problem *p);

#endif
