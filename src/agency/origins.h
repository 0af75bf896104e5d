/* SPDX-License-Identifier: Apache-2.0 */
/* Sites whose pages may use the API: allowed_origins of an agency and of a key. */
#ifndef STAGEFY_AGENCY_ORIGINS_H
#define STAGEFY_AGENCY_ORIGINS_H

struct call;
struct problem;
struct write;

/* Refuses, before a write, what no browser would send as an origin; all violations at once, beside those there are. */
int origins_check(struct call *c, struct write *w, struct problem *p);

#endif
