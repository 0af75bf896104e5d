/* SPDX-License-Identifier: Apache-2.0 */
/* Links by mail that prove whose an address is: a forgotten password, the address of an account. */
#ifndef STAGEFY_AGENCY_PROOFS_H
#define STAGEFY_AGENCY_PROOFS_H

#include <stdbool.h>

#include "work/job.h"

struct call;
struct problem;
struct tx;

int forgot_run(struct call *c, struct problem *p);
int reset_run(struct call *c, struct problem *p);
int email_change_run(struct call *c, struct problem *p);
int confirmation_run(struct call *c, struct problem *p);
int confirm_run(struct call *c, struct problem *p);

/* Notes that the person who is signed in by then in this transaction gets a link to confirm its address. `first`: the account
 * is being made, which was counted. */
void proofs_add_confirmation(struct call *c, bool first);

/* The job agency.offer_reset: {"email"}. */
enum job_outcome offer_reset_run(struct job_run *run, struct problem *p);

#endif
