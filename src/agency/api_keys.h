/* SPDX-License-Identifier: Apache-2.0 */
/* What programs come in with: keys, their log, the sandbox of test keys. */
#ifndef STAGEFY_AGENCY_API_KEYS_H
#define STAGEFY_AGENCY_API_KEYS_H

struct call;
struct problem;
struct write;

/* Scopes that exist, addresses and origins that are some: all violations at once. */
int api_keys_check(struct call *c, struct write *w, struct problem *p);

int api_key_make_run(struct call *c, struct problem *p);
int api_key_revoke_run(struct call *c, struct problem *p);
int api_key_scopes_run(struct call *c, struct problem *p);
int api_key_requests_run(struct call *c, struct problem *p);
int sandbox_reset_run(struct call *c, struct problem *p);

#endif
