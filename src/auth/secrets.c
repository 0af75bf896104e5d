/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/secrets.h"

#include <string.h>

#include "base/problem.h"
#include "conf/conf.h"

int secrets_derive(const struct conf *conf, const char *purpose, struct secrets *out, struct problem *p)
{
	const struct conf_list *list = &conf->secret_keys;
	if (list->count == 0 || list->count > SECRETS_MOST)
		return problem_set(p, PROBLEM_INTERNAL, "SECRET_KEYS must hold 1 to %d keys", SECRETS_MOST);
	for (size_t i = 0; i < list->count; i++) {
		size_t n = strlen(list->items[i]);
		if (n < SECRETS_LEAST_SIZE || n > SECRETS_MOST_SIZE)
			return problem_set(p, PROBLEM_INTERNAL, "key %zu of SECRET_KEYS must have %d to %d characters",
					   i + 1, SECRETS_LEAST_SIZE, SECRETS_MOST_SIZE);
	}
	out->count = list->count;
	/* HMAC as a PRF, which is all that HKDF's second step is for one block (RFC 5869 section 2.3) */
	for (size_t i = 0; i < list->count; i++)
		digest_hmac(list->items[i], strlen(list->items[i]), purpose, strlen(purpose), out->keys[i]);
	return 0;
}

void secrets_wipe(struct secrets *s)
{
	digest_wipe(s, sizeof *s);
}
