/* SPDX-License-Identifier: Apache-2.0 */
/* What the day asks of the caller, in one request. */
#ifndef STAGEFY_ESTATE_TODAY_H
#define STAGEFY_ESTATE_TODAY_H

#include "serve/action.h"

extern const struct field today_response[];

int today_run(struct call *c, struct problem *p);

#endif
