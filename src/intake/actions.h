/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_INTAKE_ACTIONS_H
#define STAGEFY_INTAKE_ACTIONS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field import_request[], import_query[], analyse_request[], mapping_request[], rows_query[], rows_response[];

/* The value of a parameter of the query, or NULL. */
const char *actions_query(const struct call *c, const char *name);

int import_begin_run(struct call *c, struct problem *p);
int import_analyse_run(struct call *c, struct problem *p);
int import_preview_run(struct call *c, struct problem *p);
int import_run_run(struct call *c, struct problem *p);
int import_undo_run(struct call *c, struct problem *p);
int import_rows_run(struct call *c, struct problem *p);
int import_failed_run(struct call *c, struct problem *p);

#endif
