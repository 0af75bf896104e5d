/* SPDX-License-Identifier: Apache-2.0 */
/* A key set (RFC 7517 section 5): its usable keys by kid. Keys that are not understood are skipped, and
 * a kid that stands twice is nobody's. */
#ifndef STAGEFY_AUTH_JWKS_H
#define STAGEFY_AUTH_JWKS_H

#include <stddef.h>

struct jwks;
struct key;
struct problem;

enum { JWKS_MOST_BYTES = 262144, JWKS_MOST_KEYS = 50, JWKS_KID_MOST = 256 };

#define JWKS_ALG(alg) (1u << (alg))

/* Parses a document. `algs` (JWKS_ALG bits) are the algorithms of its issuer: other keys are skipped.
 * `name` says in the log whose set it is. Fails with INTERNAL when the text is no key set or has no
 * usable key: whoever asks keeps the set that it has. The caller frees *out. */
int jwks_parse(const char *name, const char *text, size_t n, unsigned algs, struct jwks **out, struct problem *p);

void jwks_free(struct jwks *set);

/* The key of exactly that kid, or NULL. It lives as long as the set. */
const struct key *jwks_find(const struct jwks *set, const char *kid, size_t kid_size);

size_t jwks_count(const struct jwks *set);

#endif
