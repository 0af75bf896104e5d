/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that were verified within the last minute, by the SHA-256 of their text: a hit saves the
 * signature. Fixed memory; what does not fit a slot is verified each time. */
#ifndef STAGEFY_AUTH_TOKEN_CACHE_H
#define STAGEFY_AUTH_TOKEN_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/principal.h"

struct arena;
struct token_cache;

enum { TOKEN_CACHE_KEEP_S = 60, TOKEN_CACHE_SLOT = 656, TOKEN_CACHE_WAYS = 4, TOKEN_CACHE_SETS = 192 };

struct token_cache *token_cache_new(void);
void token_cache_free(struct token_cache *c);

/* What was put in under this digest, copied into the arena, or NULL: never there, expired, older than
 * TOKEN_CACHE_KEEP_S, or pushed out. */
struct principal *token_cache_find(struct token_cache *c, struct arena *a, const uint8_t digest[32]);

/* Remembers `p` until its expiry, at most TOKEN_CACHE_KEEP_S, and sets p->cached; leaves that NULL when it
 * does not fit. p->issuer must outlive the cache. */
void token_cache_put(struct token_cache *c, const uint8_t digest[32], struct principal *p);

/* Forgets all. */
void token_cache_clear(struct token_cache *c);

/* Bytes of memory in all. */
size_t token_cache_size(void);

#endif
