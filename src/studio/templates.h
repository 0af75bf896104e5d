/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_STUDIO_TEMPLATES_H
#define STAGEFY_STUDIO_TEMPLATES_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field preview_request[], preview_response[];
int template_preview_run(struct call *c, struct problem *p);

#endif
