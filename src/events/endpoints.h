/* SPDX-License-Identifier: Apache-2.0 */
/* What making and changing an endpoint have in common. */
#ifndef STAGEFY_EVENTS_ENDPOINTS_H
#define STAGEFY_EVENTS_ENDPOINTS_H

struct arena;
struct call;
struct problem;
struct write;

/* Whether the address is one that may be called, and each name one of an event. */
int endpoints_check(struct call *c, struct write *w, struct problem *p);

/* Under which a secret is sealed. */
const char *endpoints_seal_context(struct arena *a, const char *id);

#endif
