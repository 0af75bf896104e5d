/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/issuers.h"

#include <stdlib.h>
#include <string.h>

#include "auth/jwks.h"
#include "auth/key.h"
#include "auth/local.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"

enum { LOOK_EVERY_US = 250000 };

static const struct {
	const char *name;
	unsigned algs;
} kinds[ISSUER_COUNT] = {
	[ISSUER_CLERK] = {"clerk", JWKS_ALG(KEY_RS256)},
	[ISSUER_SUPABASE] = {"supabase", JWKS_ALG(KEY_ES256) | JWKS_ALG(KEY_RS256) | JWKS_ALG(KEY_EDDSA)},
	[ISSUER_LOCAL] = {"local", JWKS_ALG(KEY_ES256)},
};

unsigned issuers_algs(enum issuer_kind kind)
{
	return kinds[kind].algs;
}

static bool is_url(const char *s)
{
	return strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0;
}

/* Issuers write their `iss` without a slash at the end; people who copy an address may not. */
static const char *without_slash(struct arena *a, const char *s)
{
	size_t n = strlen(s);
	while (n > 0 && s[n - 1] == '/')
		n--;
	return arena_strndup(a, s, n);
}

const char *issuers_local_issuer(struct arena *a, const struct conf *conf)
{
	return without_slash(a, conf->public_url);
}

/* `jwks` is the option: an address, a file, or NULL for the issuer's well-known address. */
static struct issuer_source remote(struct arena *a, const struct conf *conf, enum issuer_kind kind, const char *issuer,
				   const char *jwks)
{
	struct issuer_source s = {.kind = kind, .name = kinds[kind].name, .issuer = without_slash(a, issuer)};
	if (jwks != NULL && !is_url(jwks)) {
		s.path = jwks;
		return s;
	}
	s.url = jwks != NULL ? jwks : arena_printf(a, "%s/.well-known/jwks.json", s.issuer);
	s.path = arena_printf(a, "%s/%s.json", conf->keys_dir, s.name);
	s.want = arena_printf(a, "%s/%s.want", conf->keys_dir, s.name);
	return s;
}

size_t issuers_sources(struct arena *a, const struct conf *conf, struct issuer_source out[ISSUER_COUNT])
{
	size_t n = 0;
	if (conf->clerk_issuer != NULL)
		out[n++] = remote(a, conf, ISSUER_CLERK, conf->clerk_issuer, conf->clerk_jwks);
	if (conf->supabase_issuer != NULL)
		out[n++] = remote(a, conf, ISSUER_SUPABASE, conf->supabase_issuer, conf->supabase_jwks);
	if (conf->sign_up == NULL || strcmp(conf->sign_up, "off") != 0)
		out[n++] = (struct issuer_source){.kind = ISSUER_LOCAL,
						  .name = kinds[ISSUER_LOCAL].name,
						  .issuer = issuers_local_issuer(a, conf),
						  .path = arena_printf(a, "%s/local.json", conf->keys_dir)};
	return n;
}

static struct key *legacy_secret(const struct conf *conf)
{
	if (conf->supabase_jwt_secret == NULL)
		return NULL;
	struct key *k = key_from_secret(conf->supabase_jwt_secret, strlen(conf->supabase_jwt_secret));
	if (k == NULL)
		log_event(LOG_ERROR, "secret_refused",
			  "SUPABASE_JWT_SECRET must have %d to %d characters: HS256 tokens are not accepted",
			  KEY_SECRET_LEAST, KEY_SECRET_MOST);
	return k;
}

static void set_rules(struct issuer *i, const struct conf *conf)
{
	i->algs = issuers_algs(i->source.kind);
	i->rules.issuer = i->source.issuer;
	switch (i->source.kind) {
	case ISSUER_CLERK:
		i->rules.parties = conf->clerk_authorized_parties.items;
		i->rules.party_count = conf->clerk_authorized_parties.count;
		break;
	case ISSUER_SUPABASE:
		i->rules.audience = conf->supabase_audience == NULL ? "authenticated" : conf->supabase_audience;
		i->secret = legacy_secret(conf);
		break;
	case ISSUER_LOCAL:
		i->rules.audience = LOCAL_AUDIENCE;
		break;
	case ISSUER_COUNT:
		break;
	}
}

struct issuers *issuers_new(const struct conf *conf)
{
	struct issuer_source sources[ISSUER_COUNT];
	struct issuers *s = calloc(1, sizeof *s);
	if (s == NULL)
		abort();
	s->arena = arena_new(4096);
	s->count = issuers_sources(s->arena, conf, sources);
	for (size_t i = 0; i < s->count; i++) {
		s->list[i].source = sources[i];
		set_rules(&s->list[i], conf);
	}
	return s;
}

void issuers_free(struct issuers *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		key_free(s->list[i].secret);
		jwks_free(s->list[i].keys);
	}
	arena_free(s->arena);
	free(s);
}

struct issuer *issuers_find(struct issuers *s, const char *iss)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->list[i].rules.issuer, iss) == 0)
			return &s->list[i];
	return NULL;
}

/* Returns whether the keys changed; the same text under a new time changes nothing. */
static bool load(struct issuer *i, struct arena *a, struct problem *p, int *rc)
{
	char *text;
	size_t size;
	struct jwks *keys;
	uint8_t digest[DIGEST_SIZE];
	*rc = file_read(a, i->source.path, JWKS_MOST_BYTES, &text, &size, p);
	if (*rc < 0)
		return false;
	digest_sha256(text, size, digest);
	if (i->keys != NULL && memcmp(digest, i->digest, sizeof digest) == 0)
		return false;
	*rc = jwks_parse(i->source.name, text, size, i->algs, &keys, p);
	if (*rc < 0)
		return false;
	jwks_free(i->keys);
	i->keys = keys;
	memcpy(i->digest, digest, sizeof digest);
	return true;
}

static bool look_at(struct issuer *i)
{
	struct problem p;
	int rc;
	uint64_t stamp = file_stamp(i->source.path);
	if (stamp == i->stamp || stamp == 0)
		return false; /* a file that is gone takes no keys with it */
	i->stamp = stamp;
	struct arena *a = arena_new(16384);
	problem_init(&p, a);
	bool changed = load(i, a, &p, &rc);
	if (rc < 0)
		log_event(LOG_WARN, "key_set_refused", "%s; the keys at hand stay", p.detail);
	arena_free(a);
	return changed;
}

bool issuers_look(struct issuers *s, bool now)
{
	int64_t t = clock_mono_us();
	bool changed = false;
	if (!now && s->looked_at != 0 && t - s->looked_at < LOOK_EVERY_US)
		return false;
	s->looked_at = t;
	for (size_t i = 0; i < s->count; i++)
		changed |= look_at(&s->list[i]);
	return changed;
}
