/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/password.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "auth/slots.h"
#include "base/lanes.h"
#include "base/problem.h"
#include "base/turns.h"
#include "base/utf8.h"
#include "conf/conf.h"

_Static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "room for what libsodium writes");

/* A hash of nothing anybody knows, with today's costs: salt and result are random bytes. */
#define NOBODYS_HASH "$argon2id$v=19$m=65536,t=2,p=1$Qm5WcTh3ZkxzUjJ5S3RYYQ$mC4xqv3O0rVnJYb8k1dT2hUeW5sGzPpLqA7iXo9cFEM"

int password_check_rules(const char *password, size_t n, const char *email, const char *pointer, struct problem *p)
{
	int rc = 0;
	if (memchr(password, '\0', n) != NULL || !utf8_valid(password, n))
		return problem_violation(p, pointer, "bad_characters", NULL, "must be text without NUL characters");
	size_t length = utf8_length(password, n);
	if (length < PASSWORD_LEAST)
		rc = problem_violation(p, pointer, "too_short", "{\"min\":10}", "must have at least %d characters",
				       PASSWORD_LEAST);
	if (length > PASSWORD_MOST)
		rc = problem_violation(p, pointer, "too_long", "{\"max\":200}", "must have at most %d characters",
				       PASSWORD_MOST);
	if (email != NULL && strlen(email) == n && strncasecmp(email, password, n) == 0)
		rc = problem_violation(p, pointer, "same_as_email", NULL, "must not be the e-mail address");
	return rc;
}

static int take_core(const struct conf *conf, int *slot, struct problem *p)
{
	if (sodium_init() < 0)
		abort();
	lanes_clear();
	turns_give();
	return slots_take(conf->runtime_dir, "hash", slots_cores(), PASSWORD_WAIT_MS, slot, p);
}

int password_hash(const struct conf *conf, const char *password, size_t n, char out[PASSWORD_HASH_SIZE],
		  struct problem *p)
{
	int slot;
	char hash[PASSWORD_HASH_SIZE];
	if (take_core(conf, &slot, p) < 0)
		return -1;
	int rc = crypto_pwhash_str_alg(hash, password, n, PASSWORD_PASSES, PASSWORD_MEMORY,
				       crypto_pwhash_ALG_ARGON2ID13);
	slots_release(slot);
	if (rc < 0)
		return problem_set(p, PROBLEM_OVERLOADED, NULL); /* the memory was not to be had */
	memcpy(out, hash, sizeof hash);
	return 0;
}

int password_verify(const struct conf *conf, const char *hash, const char *password, size_t n, bool *ok,
		    struct problem *p)
{
	int slot;
	if (take_core(conf, &slot, p) < 0)
		return -1;
	bool same = crypto_pwhash_str_verify(hash == NULL ? NOBODYS_HASH : hash, password, n) == 0;
	slots_release(slot);
	*ok = same && hash != NULL;
	return 0;
}

bool password_is_outdated(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, PASSWORD_PASSES, PASSWORD_MEMORY) != 0;
}
