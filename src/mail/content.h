/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/mails/{id}/content and its like for the platform's mails: what a mail says, as it goes out. */
#ifndef STAGEFY_MAIL_CONTENT_H
#define STAGEFY_MAIL_CONTENT_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field content_fields[];

int content_run(struct call *c, struct problem *p);
int content_platform_run(struct call *c, struct problem *p);

#endif
