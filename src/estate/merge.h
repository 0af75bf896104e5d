/* SPDX-License-Identifier: Apache-2.0 */
/* The same person twice: who may be, putting the two together, taking them apart again, and saying that they are two. */
#ifndef STAGEFY_ESTATE_MERGE_H
#define STAGEFY_ESTATE_MERGE_H

#include "serve/action.h"

extern const struct field duplicates_query[], duplicates_response[], merge_request[], dismiss_request[];

int duplicates_run(struct call *c, struct problem *p);
int contact_merge_run(struct call *c, struct problem *p);
int contact_unmerge_run(struct call *c, struct problem *p);
int duplicate_dismiss_run(struct call *c, struct problem *p);
int duplicate_undismiss_run(struct call *c, struct problem *p);

#endif
