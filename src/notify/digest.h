/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_NOTIFY_DIGEST_H
#define STAGEFY_NOTIFY_DIGEST_H

#include "work/job.h"

/* notify.ask_digests: looks who has something to be mailed, and asks for a job notify.digest for each. */
enum job_outcome ask_digests_run(struct job_run *run, struct problem *p);

/* notify.digest: one mail to one person, payload {"user_id"}. */
enum job_outcome digest_run(struct job_run *run, struct problem *p);

/* notify.tidy: what was read long ago goes. */
enum job_outcome forget_read_run(struct job_run *run, struct problem *p);

#endif
