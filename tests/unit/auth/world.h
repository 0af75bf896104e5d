/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of auth/ share: the vectors, a folder for key sets, and a forge for tokens that nobody
 * else would sign. */
#ifndef STAGEFY_TESTS_AUTH_WORLD_H
#define STAGEFY_TESTS_AUTH_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "auth/auth.h"
#include "auth/reason.h"
#include "base/jvalue.h"
#include "conf/conf.h"

#define WORLD_NOW INT64_C(1760000100)
#define CLERK_ISS "https://clerk.stagefy.example"
#define CLERK_KID "ins_2aStagefyProdKey00000000001"
#define SUPABASE_ISS "https://abcdefghijklmnopqrst.supabase.co/auth/v1"
#define SUPABASE_EC_KID "3a18cfe2-7226-43b0-bbb4-7c5242f24001"
#define SUPABASE_RSA_KID "3a18cfe2-7226-43b0-bbb4-7c5242f24003"
#define LEGACY_SECRET "super-secret-jwt-token-with-at-least-32-characters-long"

struct world {
	struct arena *arena;
	char dir[64];
	struct conf conf;
	const struct jvalue *vectors; /* jwt.json */
};

/* An arena, an empty folder as KEYS_DIR and RUNTIME_DIR, the clock stopped at WORLD_NOW, no issuer. */
void world_open(struct world *w);
void world_close(struct world *w);

/* The options of a provider of the vectors, its key set in the folder, and the minute's ask spent. */
void world_provider(struct world *w, const char *name);

void world_write(struct world *w, const char *name, const char *text);
const char *world_path(struct world *w, const char *name);

/* Sets the modification time of a file of the folder, in seconds before now by the real clock. */
void world_age(struct world *w, const char *name, int seconds);

/* Verifies; the reason it was refused for (NULL when accepted), as the log has it. */
const char *world_verify(struct world *w, struct auth *auth, const char *token, size_t n, struct principal **out);

/* A token signed with a key of test_private_keys_pkcs8_pem by the algorithm of that name (RS256, RS384,
 * PS256, ES256, EdDSA, …), whatever the header says. */
char *world_sign(struct world *w, const char *key, const char *alg, const char *header, const char *payload);
char *world_sign_n(struct world *w, const char *key, const char *alg, const char *header, size_t header_size,
		   const char *payload, size_t payload_size);
char *world_sign_hs256(struct world *w, const char *secret, size_t n, const char *header, const char *payload);

/* A good header and good claims; `changes` is NULL or members that replace those of the same name
 * ("\"exp\":5"), or drop them ("!exp"), several split by newlines. */
char *world_clerk_claims(struct world *w, const char *changes);
char *world_supabase_claims(struct world *w, const char *changes);
#define CLERK_HEADER "{\"alg\":\"RS256\",\"kid\":\"" CLERK_KID "\",\"typ\":\"JWT\"}"
#define SUPABASE_HEADER "{\"alg\":\"ES256\",\"kid\":\"" SUPABASE_EC_KID "\",\"typ\":\"JWT\"}"

#endif
