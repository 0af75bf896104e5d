/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords of the local issuer: rules, hashes (argon2id), and never more of them at once than cores. */
#ifndef STAGEFY_AUTH_PASSWORD_H
#define STAGEFY_AUTH_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

struct conf;
struct problem;

enum {
	PASSWORD_LEAST = 10, /* characters; NIST SP 800-63B section 5.1.1 asks for 8 and for no rules of composition */
	PASSWORD_MOST = 200,
	PASSWORD_HASH_SIZE = 128, /* with the NUL */
	/* RFC 9106 section 4, second choice: 64 MiB, which a machine with 16 workers can give at once; two
	 * passes instead of three bring it to some 80 ms on one core of an ordinary server. */
	PASSWORD_MEMORY = 64 << 20,
	PASSWORD_PASSES = 2,
	PASSWORD_WAIT_MS = 2000 /* for a free core: half of what a client waits before it gives up */
};

/* Whether the password may be set: 10 to 200 characters, no NUL, not the e-mail (NULL: none to compare).
 * Each violated rule is a violation at `pointer`. Returns -1 when there was one. */
int password_check_rules(const char *password, size_t n, const char *email, const char *pointer, struct problem *p);

/* The hash to store. Fails with OVERLOADED when no core is free in time. */
int password_hash(const struct conf *conf, const char *password, size_t n, char out[PASSWORD_HASH_SIZE],
		  struct problem *p);

/* Whether the password belongs to the hash, in *ok. `hash` NULL (nobody has this e-mail) takes the same time
 * and is never ok. Fails with OVERLOADED when no core is free in time. */
int password_verify(const struct conf *conf, const char *hash, const char *password, size_t n, bool *ok,
		    struct problem *p);

/* Whether the hash was made with other costs than today's: hash anew after a successful sign-in. */
bool password_is_outdated(const char *hash);

#endif
