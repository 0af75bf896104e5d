/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_MAIL_PLATFORM_MAILS_H
#define STAGEFY_MAIL_PLATFORM_MAILS_H

#include "rest/field.h"

struct call;
struct problem;

extern const struct field platform_mails_fields[];

int platform_mails_run(struct call *c, struct problem *p);

#endif
