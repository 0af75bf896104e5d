/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of /api/auth: the local issuer, and what clients need to know of the others. */
#ifndef STAGEFY_AGENCY_SIGN_IN_H
#define STAGEFY_AGENCY_SIGN_IN_H

struct call;
struct problem;

int sign_in_run(struct call *c, struct problem *p);
int sign_up_run(struct call *c, struct problem *p);
int refresh_run(struct call *c, struct problem *p);
int sign_out_run(struct call *c, struct problem *p);
int password_change_run(struct call *c, struct problem *p);
int sessions_list_run(struct call *c, struct problem *p);
int sessions_end_run(struct call *c, struct problem *p);
int issuers_run(struct call *c, struct problem *p);
int local_jwks_run(struct call *c, struct problem *p);

#endif
