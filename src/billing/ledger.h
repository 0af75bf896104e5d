/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps the ledger: credits run out in time, and each night its sums are made anew. */
#ifndef STAGEFY_BILLING_LEDGER_H
#define STAGEFY_BILLING_LEDGER_H

#include "work/job.h"

enum job_outcome expire_run(struct job_run *run, struct problem *p);
enum job_outcome verify_run(struct job_run *run, struct problem *p);

#endif
