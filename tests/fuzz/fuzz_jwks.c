/* SPDX-License-Identifier: Apache-2.0 */
/* Key sets: what parses can be used, and never takes a signature of nobody. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/jwks.h"
#include "auth/key.h"
#include "base/arena.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static void use_key(const struct key *k)
{
	static const uint8_t nothing[1024];
	static const size_t sizes[] = {0, 1, 32, 63, 64, 65, 256, 512, 1024};
	must(key_alg(k) != KEY_HS256, "a key set holds no secret");
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		must(!key_verify(k, "text", 4, nothing, sizes[i]) || key_alg(k) == KEY_EDDSA,
		     "zeros are no signature"); /* but under an Ed25519 key of small order, which is the issuer's own
						   doing */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *a;
	const unsigned algs = JWKS_ALG(KEY_RS256) | JWKS_ALG(KEY_ES256) | JWKS_ALG(KEY_EDDSA);
	const char *text = (const char *)data;
	const struct jvalue *doc;
	struct json_fault fault;
	struct jwks *set;
	struct problem p;
	if (a == NULL) {
		a = arena_new(65536);
		log_set_level(LOG_ERROR);
	}
	problem_init(&p, a);
	if (jwks_parse("fuzz", text, size, algs, &set, &p) == 0) {
		size_t found = 0;
		must(jvalue_parse(a, text, size, &doc, &fault) == 0, "a key set is JSON");
		const struct jvalue *keys = jvalue_get(doc, "keys");
		for (size_t i = 0; i < jvalue_size(keys); i++) {
			const struct jvalue *kid = jvalue_get(jvalue_at(keys, i), "kid");
			const struct key *k = jvalue_string(kid) == NULL
						      ? NULL
						      : jwks_find(set, jvalue_string(kid), jvalue_string_size(kid));
			if (k != NULL)
				use_key(k);
			found += k != NULL;
		}
		must(found == jwks_count(set) && found > 0, "each key is found by its kid alone");
		jwks_free(set);
	} else {
		must(p.code == PROBLEM_INTERNAL && p.detail != NULL, "a fault is told");
	}
	arena_reset(a);
	return 0;
}
