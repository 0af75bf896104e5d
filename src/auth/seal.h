/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets at rest: XChaCha20-Poly1305 under a key derived from SECRET_KEYS. */
#ifndef STAGEFY_AUTH_SEAL_H
#define STAGEFY_AUTH_SEAL_H

#include <stddef.h>

struct arena;
struct conf;
struct problem;

/* The `n` bytes as a text "s1.<key id>.<base64url>" in the arena. The context says what is sealed and whose
 * it is ("local key <kid>"): under another context it does not open. Fails when SECRET_KEYS is unset. */
int seal_close(struct arena *a, const struct conf *conf, const char *context, const void *plain, size_t n, char **out,
	       struct problem *p);

/* The bytes in the arena with a NUL behind them; the caller wipes them. Fails with INTERNAL when the text was
 * changed, is from another context, or its key is no longer in SECRET_KEYS. */
int seal_open(struct arena *a, const struct conf *conf, const char *context, const char *text, char **plain, size_t *n,
	      struct problem *p);

#endif
