/* SPDX-License-Identifier: Apache-2.0 */
/* A key that verifies: parsed once from a JWK (RFC 7517, 7518, 8037) or a shared secret, used for
 * every token. It knows the one algorithm it is for; a token's `alg` is compared with that. */
#ifndef STAGEFY_AUTH_KEY_H
#define STAGEFY_AUTH_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct jvalue;
struct key;

enum key_alg { KEY_RS256, KEY_ES256, KEY_EDDSA, KEY_HS256, KEY_ALG_COUNT };

enum { KEY_SECRET_LEAST = 32, KEY_SECRET_MOST = 4096 }; /* bytes; RFC 7518 section 3.2 asks for 32 */

/* The algorithm of exactly that name (RFC 7518 section 3.1, RFC 8037); false for all others. */
bool key_alg_from(const char *name, enum key_alg *out);
const char *key_alg_name(enum key_alg alg);

/* The key of one public JWK, or NULL with a sentence in *why. Refused: other key types, private or
 * symmetric members, another use, weak parameters (facts in key.c). The caller frees it; `scratch` may
 * go afterwards. */
struct key *key_from_jwk(struct arena *scratch, const struct jvalue *jwk, const char **why);

/* A secret of KEY_SECRET_LEAST to KEY_SECRET_MOST bytes for HS256, copied; NULL outside these bounds. */
struct key *key_from_secret(const char *text, size_t n);

void key_free(struct key *k);

enum key_alg key_alg(const struct key *k);

/* Whether `signature` is this key's signature over the `n` bytes, in the form of JWS (RFC 7515, 7518). */
bool key_verify(const struct key *k, const void *data, size_t n, const uint8_t *signature, size_t signature_size);

#endif
