/* SPDX-License-Identifier: Apache-2.0 */
/* One search over contacts, properties and deals. */
#ifndef STAGEFY_ESTATE_SEARCH_H
#define STAGEFY_ESTATE_SEARCH_H

#include "serve/action.h"

extern const struct field search_query[], search_response[];

int search_run(struct call *c, struct problem *p);

#endif
