/* SPDX-License-Identifier: Apache-2.0 */
/* Who a verified token, or a well-formed API key, says is asking. What they may do is decided by app.authenticate, which takes
 * issuer, subject, session, org_id and claims_json from here. Everything lives as long as the request's
 * arena, except `cached`. */
#ifndef STAGEFY_AUTH_PRINCIPAL_H
#define STAGEFY_AUTH_PRINCIPAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"

enum issuer_kind { ISSUER_CLERK, ISSUER_SUPABASE, ISSUER_LOCAL, ISSUER_COUNT /* of an API key: none */ };

/* What the dispatcher may note about a token it has seen before: a hint for rate buckets and logs,
 * never a right. Empty strings until set. */
struct principal_note {
	char user_id[UUID_TEXT_SIZE], agency_id[UUID_TEXT_SIZE];
	uint64_t origin;	/* the last other site whose pages it was let in from, see serve/cross_origin.h; 0: none */
	uint64_t agency_bucket; /* of the agency that it was let into the last time, see serve/limits.h; 0: not known */
	uint64_t serial;	/* of the token that it is about */
};

struct principal {
	enum issuer_kind kind;
	const char *issuer;  /* `iss`, as the option has it */
	const char *subject; /* `sub` */
	const char *session; /* sid of a local token, a UUID; NULL for the other issuers */

	/* An API key instead of a token: its public beginning, and the SHA-256 of the whole as Postgres writes bytes. Nothing
	 * else is known of it here. NULL for tokens. */
	const char *key_prefix, *key_digest;

	/* Clerk's active organization; NULL without one. Role with its prefix: "org:admin". */
	const char *org_id, *org_slug, *org_name, *org_role;

	const char *email;   /* NULL when the token has none */
	bool email_verified; /* only when the issuer signed that it is */
	const char *full_name, *locale;
	bool anonymous;		  /* a Supabase guest: not for writes */
	const char *impersonator; /* act.sub: somebody else who acts as this person; NULL ordinarily */
	int64_t expires_at;	  /* seconds since 1970 */

	/* p_claims of app.authenticate: a JSON object; NULL for local tokens, whose user exists already. */
	const char *claims_json;

	/* The note kept with the remembered token, or NULL when it is not remembered; asked for by principal_note(). */
	struct principal_note *cached;
	uint64_t serial;
};

/* NULL when there is none, or when its place was given to another token: requests that are under way side by side verify
 * tokens of their own. */
static inline struct principal_note *principal_note(const struct principal *p)
{
	return p->cached != NULL && p->cached->serial == p->serial ? p->cached : NULL;
}

#endif
