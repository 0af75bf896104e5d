/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asking: the credential of a request, and the statement that lets them in. */
#ifndef STAGEFY_SERVE_IDENTIFY_H
#define STAGEFY_SERVE_IDENTIFY_H

#include <stdbool.h>

#include "auth/reason.h"

struct exchange;
struct problem;

/* Finds and verifies the credential; sets call.principal. */
int identify_caller(struct exchange *x, struct problem *p);

/* Puts app.authenticate, or its sibling for keys, in front of the transaction. */
void identify_admit(struct exchange *x);

/* Why the database knows nobody by a credential that was well made: a session that has ended, or what it said of a key. */
enum reason identify_refused(const struct exchange *x, const struct problem *p);

/* After a refusal: whether the agency that a token's note suggested no longer fits, so that asking again
 * without it may succeed. */
bool identify_forget_agency(struct exchange *x, const struct problem *p);

/* Whether the header Origin names this installation's own pages. */
bool identify_is_own_origin(const struct exchange *x);

/* A request whose credential is a cookie must come from the dashboard's own origin. */
int identify_own_origin(const struct exchange *x, struct problem *p);

#endif
