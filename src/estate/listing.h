/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to know of a property beside its row: what publishing it needs, and what it was offered at. */
#ifndef STAGEFY_ESTATE_LISTING_H
#define STAGEFY_ESTATE_LISTING_H

#include "serve/action.h"

extern const struct field publishing_response[], prices_response[];

int publishing_run(struct call *c, struct problem *p);
int prices_run(struct call *c, struct problem *p);

#endif
