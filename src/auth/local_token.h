/* SPDX-License-Identifier: Apache-2.0 */
/* What the local issuer makes: signing keys, access tokens of ten minutes, refresh tokens. Storing them is
 * for the database. */
#ifndef STAGEFY_AUTH_LOCAL_TOKEN_H
#define STAGEFY_AUTH_LOCAL_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct arena;
struct conf;
struct problem;

enum {
	LOCAL_TOKEN_LIFE_S = 600,
	LOCAL_TOKEN_REFRESH_SIZE = 44 /* base64url of 32 random bytes, and the NUL */
};

struct local_key {
	const char *kid;	    /* thumbprint of the public key (RFC 7638) */
	const char *public_jwk;	    /* JSON, for local.json and /api/auth/jwks.json */
	const char *sealed_private; /* by seal_close() */
};

/* A new ES256 key. Fails when SECRET_KEYS is unset. */
int local_token_make_key(struct arena *a, const struct conf *conf, struct local_key *out, struct problem *p);

/* An access token for a user and a session (UUIDs), signed now. Fails with INTERNAL when the private key does
 * not open. */
int local_token_sign(struct arena *a, const struct conf *conf, const struct local_key *key, const char *user_id,
		     const char *session_id, char **out, struct problem *p);

/* A refresh token for the cookie, and what is stored of it. */
void local_token_make_refresh(char text[LOCAL_TOKEN_REFRESH_SIZE], uint8_t digest[DIGEST_SIZE]);

/* What is stored of a refresh token that came back; -1 when it cannot be one. */
int local_token_refresh_digest(const char *text, size_t n, uint8_t digest[DIGEST_SIZE]);

#endif
