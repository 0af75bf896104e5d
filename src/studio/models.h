/* SPDX-License-Identifier: Apache-2.0 */
/* Models of services, for platform admins. */
#ifndef STAGEFY_STUDIO_MODELS_H
#define STAGEFY_STUDIO_MODELS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field platform_models_response[], platform_model_fields[], platform_model_request[], platform_model_changes[];

int platform_models_run(struct call *c, struct problem *p);
int platform_model_make_run(struct call *c, struct problem *p);
int platform_model_change_run(struct call *c, struct problem *p);

#endif
