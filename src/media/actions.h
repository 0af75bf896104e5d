/* SPDX-License-Identifier: Apache-2.0 */
/* The actions of this domain and what they take and give. */
#ifndef STAGEFY_MEDIA_ACTIONS_H
#define STAGEFY_MEDIA_ACTIONS_H

#include "rest/call.h"
#include "rest/field.h"

struct problem;

enum { MEDIA_FILES_MOST = 100 }; /* in one presign or commit */

extern const struct field presign_request[], presign_file[], presign_response[], commit_request[], commit_file[],
	reorder_request[], reorder_response[];

int presign_run(struct call *c, struct problem *p);
int commit_run(struct call *c, struct problem *p);
int reorder_run(struct call *c, struct problem *p);
int access_run(struct call *c, struct problem *p);

#endif
