/* SPDX-License-Identifier: Apache-2.0 */
/* The job mail.tidy: mails are kept for 30 days. */
#ifndef STAGEFY_MAIL_TIDY_H
#define STAGEFY_MAIL_TIDY_H

#include "work/job.h"

enum job_outcome tidy_run(struct job_run *run, struct problem *p);

#endif
