/* SPDX-License-Identifier: Apache-2.0 */
/* The job mail.send: {"mail_id"}. */
#ifndef STAGEFY_MAIL_SEND_H
#define STAGEFY_MAIL_SEND_H

#include "work/job.h"

enum { SEND_ATTEMPTS = 12 };

enum job_outcome send_run(struct job_run *run, struct problem *p);

/* Seconds until the next attempt, after so many. */
double send_pause_s(int attempts);

#endif
