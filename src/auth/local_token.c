/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/local_token.h"

#include <stdlib.h>
#include <string.h>
#include <jwt.h>

#include "auth/issuers.h"
#include "auth/key_pair.h"
#include "auth/local.h"
#include "auth/seal.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/problem.h"
#include "base/uuid.h"

static const char *base64url(struct arena *a, const void *p, size_t n)
{
	struct buf b;
	buf_init(&b, a, n * 4 / 3 + 8);
	encode_base64url(&b, p, n);
	return arena_strndup(a, b.data, b.size);
}

/* RFC 7638 section 3: the required members in the order of their names, without white space. */
static const char *thumbprint(struct arena *a, const char *x, const char *y)
{
	uint8_t digest[DIGEST_SIZE];
	const char *text = arena_printf(a, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}", x, y);
	digest_sha256(text, strlen(text), digest);
	return base64url(a, digest, sizeof digest);
}

static const char *seal_context(struct arena *a, const char *kid)
{
	return arena_printf(a, "local key %s", kid);
}

int local_token_make_key(struct arena *a, const struct conf *conf, struct local_key *out, struct problem *p)
{
	struct key_pair pair;
	char *sealed;
	key_pair_make(a, &pair);
	const char *x = base64url(a, pair.x, sizeof pair.x), *y = base64url(a, pair.y, sizeof pair.y);
	const char *kid = thumbprint(a, x, y);
	int rc = seal_close(a, conf, seal_context(a, kid), pair.pem, pair.pem_size, &sealed, p);
	digest_wipe(pair.pem, pair.pem_size);
	if (rc < 0)
		return -1;
	out->kid = kid;
	out->sealed_private = sealed;
	out->public_jwk =
		arena_printf(a,
			     "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"%s\","
			     "\"x\":\"%s\",\"y\":\"%s\"}",
			     kid, x, y);
	return 0;
}

static int add_claims(jwt_t *jwt, struct arena *a, const struct conf *conf, const char *user_id, const char *session_id)
{
	char id[UUID_TEXT_SIZE];
	long now = (long)(clock_wall_us() / 1000000);
	uuid_v7(id);
	return jwt_add_grant(jwt, "iss", issuers_local_issuer(a, conf)) || jwt_add_grant(jwt, "aud", LOCAL_AUDIENCE) ||
	       jwt_add_grant(jwt, "sub", user_id) || jwt_add_grant(jwt, "sid", session_id) ||
	       jwt_add_grant(jwt, "jti", id) || jwt_add_grant_int(jwt, "iat", now) ||
	       jwt_add_grant_int(jwt, "exp", now + LOCAL_TOKEN_LIFE_S);
}

int local_token_sign(struct arena *a, const struct conf *conf, const struct local_key *key, const char *user_id,
		     const char *session_id, char **out, struct problem *p)
{
	char *pem, *token = NULL;
	size_t n;
	jwt_t *jwt;
	if (seal_open(a, conf, seal_context(a, key->kid), key->sealed_private, &pem, &n, p) < 0)
		return -1;
	if (jwt_new(&jwt) != 0)
		abort();
	if (jwt_set_alg(jwt, JWT_ALG_ES256, (const unsigned char *)pem, (int)n) == 0 &&
	    jwt_add_header(jwt, "kid", key->kid) == 0 && add_claims(jwt, a, conf, user_id, session_id) == 0)
		token = jwt_encode_str(jwt);
	digest_wipe(pem, n);
	jwt_free(jwt);
	if (token == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "the token cannot be signed with the key '%s'", key->kid);
	*out = arena_strdup(a, token);
	free(token);
	return 0;
}

void local_token_make_refresh(char text[LOCAL_TOKEN_REFRESH_SIZE], uint8_t digest[DIGEST_SIZE])
{
	uint8_t bytes[32];
	char room[LOCAL_TOKEN_REFRESH_SIZE + 8]; /* the encoder asks for a little more than it writes */
	struct buf b = {.data = room, .size = 0, .room = sizeof room, .arena = NULL};
	digest_random(bytes, sizeof bytes);
	encode_base64url(&b, bytes, sizeof bytes);
	memcpy(text, room, LOCAL_TOKEN_REFRESH_SIZE - 1);
	text[LOCAL_TOKEN_REFRESH_SIZE - 1] = '\0';
	digest_sha256(text, LOCAL_TOKEN_REFRESH_SIZE - 1, digest);
}

int local_token_refresh_digest(const char *text, size_t n, uint8_t digest[DIGEST_SIZE])
{
	uint8_t bytes[LOCAL_TOKEN_REFRESH_SIZE];
	if (n != LOCAL_TOKEN_REFRESH_SIZE - 1 || encode_unbase64url(text, n, bytes) != 32)
		return -1;
	digest_sha256(text, n, digest);
	return 0;
}
