/* SPDX-License-Identifier: Apache-2.0 */
/* The platform's own routes: health and self-description. */
#ifndef STAGEFY_SERVE_PLATFORM_H
#define STAGEFY_SERVE_PLATFORM_H

#include "serve/module.h"

extern const struct module platform_module;

int platform_live(struct call *c, struct problem *p);
int platform_health(struct call *c, struct problem *p);
int platform_ready(struct call *c, struct problem *p);
int platform_openapi(struct call *c, struct problem *p);

#endif
