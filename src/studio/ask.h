/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for runs of tools. */
#ifndef STAGEFY_STUDIO_ASK_H
#define STAGEFY_STUDIO_ASK_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field photo_edit_request[], video_request[], template_request[], asked_response[], quote_response[];

int photo_edit_run(struct call *c, struct problem *p);
int video_run(struct call *c, struct problem *p);
int template_run(struct call *c, struct problem *p);
int quote_run(struct call *c, struct problem *p);

#endif
