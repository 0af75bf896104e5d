/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of /api/me, invitations, memberships, and what they did. */
#ifndef STAGEFY_AGENCY_PEOPLE_H
#define STAGEFY_AGENCY_PEOPLE_H

struct call;
struct problem;

int me_read_run(struct call *c, struct problem *p);
int me_update_run(struct call *c, struct problem *p);
int invite_run(struct call *c, struct problem *p);
int accept_run(struct call *c, struct problem *p);
int preview_run(struct call *c, struct problem *p);
int leave_run(struct call *c, struct problem *p);
int changes_run(struct call *c, struct problem *p);

#endif
