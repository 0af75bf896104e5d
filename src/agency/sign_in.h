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
/* First trip of what asks for the password once more: fails with VALIDATION at /current_password when it is another one. */
int sessions_prove_password(struct call *c, const char *password, struct problem *p);

int issuers_run(struct call *c, struct problem *p);
int local_jwks_run(struct call *c, struct problem *p);

#endif
