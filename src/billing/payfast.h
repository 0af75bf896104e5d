/* SPDX-License-Identifier: Apache-2.0 */
/* What PayFast says (the door and the job behind it), and the jobs that tell it something. */
#ifndef STAGEFY_BILLING_PAYFAST_H
#define STAGEFY_BILLING_PAYFAST_H

#include "work/job.h"

struct call;
struct problem;

/* POST /api/webhooks/payfast */
int payfast_receive_run(struct call *c, struct problem *p);

/* payfast.apply: what was received is checked, confirmed by PayFast and applied. */
enum job_outcome payfast_apply_run(struct job_run *run, struct problem *p);

/* payfast.sync: PayFast's subscription becomes what ours is. payfast.overdue: charges that nobody has heard of. payfast.refund. */
enum job_outcome payfast_sync_run(struct job_run *run, struct problem *p);
enum job_outcome payfast_overdue_run(struct job_run *run, struct problem *p);
enum job_outcome payfast_refund_run(struct job_run *run, struct problem *p);

#endif
