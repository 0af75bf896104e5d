/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_INTAKE_JOBS_H
#define STAGEFY_INTAKE_JOBS_H

#include "work/job.h"

/* Looks into a file: its rows go to internal.import_rows, and what its columns may be into the import. Begun again after a crash
 * it writes the same rows. */
enum job_outcome intake_analyse_run(struct job_run *run, struct problem *p);

/* What would become of each row: done to its end, step by step, and undone. */
enum job_outcome intake_preview_run(struct job_run *run, struct problem *p);

/* The rows as records. Each step is one transaction that also notes which rows it has done. */
enum job_outcome intake_run(struct job_run *run, struct problem *p);

enum job_outcome intake_tidy_run(struct job_run *run, struct problem *p);

#endif
