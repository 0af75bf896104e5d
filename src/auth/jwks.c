/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/jwks.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "auth/key.h"
#include "base/arena.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"

struct entry {
	char *kid;
	size_t kid_size;
	struct key *key;
};

struct jwks {
	size_t count;
	struct entry entries[JWKS_MOST_KEYS];
};

void jwks_free(struct jwks *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; i < set->count; i++) {
		key_free(set->entries[i].key);
		free(set->entries[i].kid);
	}
	free(set);
}

size_t jwks_count(const struct jwks *set)
{
	return set->count;
}

const struct key *jwks_find(const struct jwks *set, const char *kid, size_t kid_size)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct entry *e = &set->entries[i];
		if (e->kid_size == kid_size && memcmp(e->kid, kid, kid_size) == 0)
			return e->key;
	}
	return NULL;
}

/* The kid as it stands in a key of the document, or NULL. */
static const char *kid_of(const struct jvalue *jwk, size_t *size)
{
	const struct jvalue *kid = jvalue_get(jwk, "kid");
	*size = jvalue_string_size(kid);
	return *size > 0 && *size <= JWKS_KID_MOST ? jvalue_string(kid) : NULL;
}

static bool is_twice(const struct jvalue *keys, const char *kid, size_t kid_size)
{
	unsigned times = 0;
	for (size_t i = 0; i < jvalue_size(keys); i++) {
		size_t n;
		const char *other = kid_of(jvalue_at(keys, i), &n);
		times += other != NULL && n == kid_size && memcmp(other, kid, n) == 0;
	}
	return times > 1;
}

static void log_skipped(const char *name, const char *kid, const char *why)
{
	struct log_line l;
	log_begin(&l, LOG_WARN, "jwks_key_skipped");
	log_text(&l, "issuer", name);
	log_text(&l, "kid", kid);
	log_text(&l, "why", why);
	log_end(&l);
}

static void add_key(struct jwks *set, struct arena *a, const char *name, const struct jvalue *keys,
		    const struct jvalue *jwk, unsigned algs)
{
	size_t kid_size;
	const char *kid = kid_of(jwk, &kid_size), *why = NULL;
	struct key *key = NULL;
	if (kid == NULL)
		why = "it has no kid of 1 to 256 bytes";
	else if (is_twice(keys, kid, kid_size))
		why = "its kid stands twice";
	else
		key = key_from_jwk(a, jwk, &why);
	if (key != NULL && (algs & JWKS_ALG(key_alg(key))) == 0) {
		key_free(key);
		key = NULL;
		why = "its issuer does not sign with its algorithm";
	}
	if (key == NULL) {
		log_skipped(name, kid, why);
		return;
	}
	struct entry *e = &set->entries[set->count++];
	e->key = key;
	e->kid_size = kid_size;
	e->kid = strdup(kid); /* no NUL within: the JSON gate refuses it */
	if (e->kid == NULL)
		abort();
}

static int read_keys(struct arena *a, const char *name, const char *text, size_t n, unsigned algs, struct jwks *set,
		     struct problem *p)
{
	const struct jvalue *doc, *keys;
	struct json_fault fault;
	if (n > JWKS_MOST_BYTES)
		return problem_set(p, PROBLEM_INTERNAL, "the key set of '%s' is larger than 256 KiB", name);
	if (jvalue_parse(a, text, n, &doc, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "the key set of '%s' %s at byte %zu", name,
				   jvalue_fault_text(fault.kind), fault.offset);
	keys = jvalue_get(doc, "keys");
	if (jvalue_kind(keys) != JSON_ARRAY)
		return problem_set(p, PROBLEM_INTERNAL, "the key set of '%s' has no array `keys`", name);
	if (jvalue_size(keys) > JWKS_MOST_KEYS)
		return problem_set(p, PROBLEM_INTERNAL, "the key set of '%s' has more than 50 keys", name);
	for (size_t i = 0; i < jvalue_size(keys); i++)
		add_key(set, a, name, keys, jvalue_at(keys, i), algs);
	if (set->count == 0)
		return problem_set(p, PROBLEM_INTERNAL, "the key set of '%s' has no usable key", name);
	return 0;
}

int jwks_parse(const char *name, const char *text, size_t n, unsigned algs, struct jwks **out, struct problem *p)
{
	struct arena *a = arena_new(16384);
	struct jwks *set = calloc(1, sizeof *set);
	if (set == NULL)
		abort();
	int rc = read_keys(a, name, text, n, algs, set, p);
	arena_free(a);
	if (rc < 0)
		jwks_free(set);
	else
		*out = set;
	return rc;
}
