/* SPDX-License-Identifier: Apache-2.0 */
/* The job correspondence.receive: {"inbound_id"}: a mail that came in is read, and becomes a message. */
#ifndef STAGEFY_CORRESPONDENCE_RECEIVE_H
#define STAGEFY_CORRESPONDENCE_RECEIVE_H

#include "work/job.h"

enum job_outcome receive_run(struct job_run *run, struct problem *p);

/* The job correspondence.tidy: what no job could read goes after a week. */
enum job_outcome receive_tidy_run(struct job_run *run, struct problem *p);

#endif
