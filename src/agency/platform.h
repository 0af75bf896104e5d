/* SPDX-License-Identifier: Apache-2.0 */
/* People of all agencies, for platform admins, and what platform admins did. The functions behind it refuse whoever may not. */
#ifndef STAGEFY_AGENCY_PLATFORM_H
#define STAGEFY_AGENCY_PLATFORM_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field platform_users_query[], platform_users_response[], platform_user_request[], platform_audit_query[], platform_audit_response[];

int platform_users_run(struct call *c, struct problem *p);
int platform_user_deactivate_run(struct call *c, struct problem *p); /* params[0]: id */
int platform_user_reactivate_run(struct call *c, struct problem *p); /* params[0]: id */
int platform_audit_run(struct call *c, struct problem *p);

#endif
