/* SPDX-License-Identifier: Apache-2.0 */
/* What suits whom: properties for a buyer's request, requests for a property. */
#ifndef STAGEFY_ESTATE_MATCHES_H
#define STAGEFY_ESTATE_MATCHES_H

#include "serve/action.h"

extern const struct field matches_query[], matches_response[];

int request_matches_run(struct call *c, struct problem *p);
int property_matches_run(struct call *c, struct problem *p);

#endif
