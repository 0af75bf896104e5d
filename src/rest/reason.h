/* SPDX-License-Identifier: Apache-2.0 */
/* Why a platform admin does something: a field of each such request, and a statement in front of what it does. */
#ifndef STAGEFY_REST_REASON_H
#define STAGEFY_REST_REASON_H

#include "rest/field.h"

struct call;
struct write;

#define REASON "reason"
#define REASON_FIELD                                                                                                       \
	{                                                                                                                  \
		REASON, FIELD_TEXT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 3, .most = 500,                              \
		    .doc = "Why; it stands in the audit log.", .example = "\"Agreed by phone on 12 May\""                 \
	}

void reason_add(struct call *c, const struct write *w);

#endif
