/* SPDX-License-Identifier: Apache-2.0 */
/* The job that makes the variants of a picture (media/variants.h) and puts them beside it. */
#ifndef STAGEFY_MEDIA_DERIVE_H
#define STAGEFY_MEDIA_DERIVE_H

#include "work/job.h"

/* The path of stagefy-image: in $STAGEFY_LIBEXECDIR if that is set, else where it was installed. For launcher_start(). */
const char *derive_program(void);

/* Payload {"media_id"}. Running it again writes the same files under the same keys. */
enum job_outcome derive_run(struct job_run *run, struct problem *p);

#endif
