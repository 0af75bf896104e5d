/* SPDX-License-Identifier: Apache-2.0 */
/* What people do with a run, and with what came of it. */
#ifndef STAGEFY_STUDIO_PROJECTS_H
#define STAGEFY_STUDIO_PROJECTS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field project_accept_request[], project_reject_request[], project_restored_response[], project_spend_query[], project_spend_response[];

int project_cancel_run(struct call *c, struct problem *p);
int project_retry_run(struct call *c, struct problem *p);
int project_accept_run(struct call *c, struct problem *p);
int project_reject_run(struct call *c, struct problem *p);
int project_restore_original_run(struct call *c, struct problem *p);
int project_spend_run(struct call *c, struct problem *p);

#endif
