/* SPDX-License-Identifier: Apache-2.0 */
/* Which credential of a request counts. Works on plain texts, so that nothing of HTTP is needed to test it. */
#ifndef STAGEFY_AUTH_CREDENTIAL_H
#define STAGEFY_AUTH_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

struct problem;

enum credential_kind {
	CREDENTIAL_NONE,  /* nothing was sent */
	CREDENTIAL_TOKEN, /* for auth_verify() */
	CREDENTIAL_API_KEY /* for auth_read_key() */
};

struct credential_input {
	const char *const *authorization; /* every Authorization value as it came */
	size_t authorization_count;
	const char *const *api_keys; /* every X-API-Key value as it came */
	size_t api_key_count;
	const char *const *cookies; /* every Cookie value as it came */
	size_t cookie_count;
	const char *method, *origin;	    /* origin NULL: no such header */
	const char *const *allowed_origins; /* "https://app.example.org", exact */
	size_t allowed_count;
	bool clerk; /* whether Clerk is configured: only then does __session mean anything */
};

/* Texts point into the input and have no NUL behind them. */
struct credential {
	enum credential_kind kind;
	const char *text;
	size_t size;
	bool from_cookie;
	const char *cookie; /* a __session beside a token in Authorization, for auth_agree(); else NULL */
	size_t cookie_size;
};

/* A header wins over the cookie; the query string never counts. Fails with MALFORMED_REQUEST when two
 * headers (Authorization, X-API-Key) or two __session cookies came, with UNAUTHENTICATED when the header cannot be read,
 * with ORIGIN_NOT_ALLOWED when a cookie would write from another site. */
int credential_choose(const struct credential_input *in, struct credential *out, struct problem *p);

#endif
