/* SPDX-License-Identifier: Apache-2.0 */
/* The nightly job that compares the stores with the table, both ways. */
#ifndef STAGEFY_MEDIA_SWEEP_H
#define STAGEFY_MEDIA_SWEEP_H

#include "work/job.h"

/* Of the platform, without a payload. Its result counts what it saw and did:
 *
 *   stores    those that were swept: one that has files, but no options here, is passed over with a line in the log
 *   files     in the stores, but for pending uploads (media/tidy.h)
 *   strays    of these, which no row names: noted, and removed after STRAYS_KEEP_DAYS
 *   lost      rows whose file is not there: marked (missing_since), nothing else
 *   found     rows that were marked, and have their file again
 *   asked     pictures for which media.derive was asked: they had no variants, old ones, or lacked one
 *   removed   files that had been strays for long enough */
enum job_outcome sweep_run(struct job_run *run, struct problem *p);

#endif
