/* SPDX-License-Identifier: Apache-2.0 */
/* Files that come by no upload: another domain fetched them, or has them out of a mail. */
#ifndef STAGEFY_MEDIA_KEEP_H
#define STAGEFY_MEDIA_KEEP_H

#include "rest/resource.h"

/* As struct resource_files has it: by its content it is of a type that UPLOAD_TYPES allows, whole, and of no more pixels than can be
 * shown. */
int keep_file(struct job_run *run, struct arena *a, const struct resource_file *f, struct resource_stored *out, struct problem *p);

#endif
