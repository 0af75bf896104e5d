/* SPDX-License-Identifier: Apache-2.0 */
/* From the text of a token to who it speaks for, without the database. */
#ifndef STAGEFY_AUTH_AUTH_H
#define STAGEFY_AUTH_AUTH_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/principal.h"
#include "auth/reason.h"

struct arena;
struct auth;
struct conf;
struct problem;

/* One for the life of the process. `conf` must outlive it. Loads the key sets that are there. */
struct auth *auth_new(const struct conf *conf);
void auth_free(struct auth *auth);

/* Verifies the `n` bytes of a token: form, key, signature, claims, in that order. On success *out is in the
 * arena. Fails with UNAUTHENTICATED and a member `reason` (reason.h), or with KEYS_UNAVAILABLE and
 * Retry-After when the issuer's keys were never loaded or are being fetched. May wait up to 1.5 s for a
 * fetch, once a minute for the whole pool. */
int auth_verify(struct auth *auth, struct arena *a, const char *token, size_t n, struct principal **out,
		struct problem *p);

/* Reads the `n` bytes of an API key. Whether it is good, app.authenticate_key decides each time; here it only has the
 * form and the checksum of one. Fails with UNAUTHENTICATED and a member `reason`. */
int auth_read_key(struct auth *auth, struct arena *a, const char *text, size_t n, struct principal **out,
		  struct problem *p);

/* A token in the header and one in the cookie: if the one in the cookie is good too and of the same issuer,
 * both must name the same person; else UNAUTHENTICATED. A cookie that is no longer good is ignored. */
int auth_agree(struct auth *auth, struct arena *a, const struct principal *who, const char *cookie, size_t n,
	       struct problem *p);

/* Whether every configured issuer that needs a key set has one: for /api/ready. The name of the first
 * that has none in *missing. */
bool auth_ready(struct auth *auth, const char **missing);

/* What became of the tokens so far: for tests and measurements. */
struct auth_counts {
	unsigned long hits, verified, refused;
};
struct auth_counts auth_counts(const struct auth *auth);

/* Why the last refused token was refused, more exactly than the answer says. */
enum reason auth_last_reason(const struct auth *auth);

#endif
