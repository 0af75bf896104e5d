/* SPDX-License-Identifier: Apache-2.0 */
/* Clerk's session tokens, layouts v1 and v2. The rules follow its back-end SDK (verify.ts, assertions.ts,
 * jwtPayloadParser.ts) and are stricter where SDK and documentation differ. */
#ifndef STAGEFY_AUTH_CLERK_H
#define STAGEFY_AUTH_CLERK_H

#include <stddef.h>

#include "auth/claims.h"

/* Whether the header's `cat` is that of a session: template and machine tokens bear the same signature.
 * May be asked before the signature is checked. */
enum reason clerk_check_category(const struct jvalue *header);

/* Judges the claims and fills *out. The fault is in c->reason. */
void clerk_read(struct claims *c, struct principal *out);

struct clerk_permissions {
	const char **items; /* "org:listings:read" */
	size_t count;
};

/* The permissions of the active organization: v2 packs them into `fea`, `o.per` and `o.fpm`. A feature
 * without a scope is a fault (BAD_CLAIM_VALUE). Without an organization there are none. */
enum reason clerk_read_permissions(struct arena *a, const struct jvalue *claims, struct clerk_permissions *out);

#endif
