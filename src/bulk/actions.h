/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done to a bulk change; module.c says under which paths. */
#ifndef STAGEFY_BULK_ACTIONS_H
#define STAGEFY_BULK_ACTIONS_H

struct call;
struct problem;

int bulk_undo_run(struct call *c, struct problem *p);

#endif
