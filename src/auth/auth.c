/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/auth.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "auth/api_key.h"
#include "auth/claims.h"
#include "auth/clerk.h"
#include "auth/gate.h"
#include "auth/issuers.h"
#include "auth/jwks.h"
#include "auth/key.h"
#include "auth/local.h"
#include "auth/supabase.h"
#include "auth/token_cache.h"
#include "auth/want.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"

struct auth {
	struct issuers *issuers;
	struct token_cache *cache;
	struct auth_counts counts;
	enum reason last;
};

/* One token on its way. */
struct attempt {
	struct token token;
	struct issuer *issuer; /* whose key it must be; NULL: nobody's */
	bool no_keys;	       /* that issuer has no key set yet */
	const char *claim;     /* which claim was at fault, for the log */
};

struct auth *auth_new(const struct conf *conf)
{
	struct auth *auth = calloc(1, sizeof *auth);
	if (auth == NULL)
		abort();
	auth->issuers = issuers_new(conf);
	auth->cache = token_cache_new();
	issuers_look(auth->issuers, true);
	return auth;
}

void auth_free(struct auth *auth)
{
	if (auth == NULL)
		return;
	issuers_free(auth->issuers);
	token_cache_free(auth->cache);
	free(auth);
}

struct auth_counts auth_counts(const struct auth *auth)
{
	return auth->counts;
}

enum reason auth_last_reason(const struct auth *auth)
{
	return auth->last;
}

bool auth_ready(struct auth *auth, const char **missing)
{
	issuers_look(auth->issuers, false);
	for (size_t i = 0; i < auth->issuers->count; i++) {
		const struct issuer *issuer = &auth->issuers->list[i];
		if (issuer->keys == NULL && issuer->secret == NULL) {
			*missing = issuer->source.name;
			return false;
		}
	}
	return true;
}

static bool accepts(const struct issuer *i, enum key_alg alg)
{
	return alg == KEY_HS256 ? i->secret != NULL : (i->algs & JWKS_ALG(alg)) != 0;
}

static const struct key *public_key(const struct issuer *i, const struct token *t)
{
	return i->keys == NULL || t->kid == NULL ? NULL : jwks_find(i->keys, t->kid, t->kid_size);
}

/* Whose token this is: `iss` says whose keys are asked, nothing more. When nobody here has that name, the
 * key says who signed it, so that its bearer learns after the signature that the issuer is wrong. */
static struct issuer *route(struct issuers *s, const struct token *t)
{
	const char *iss = jvalue_string(jvalue_get(t->claims, "iss"));
	struct issuer *named = iss == NULL ? NULL : issuers_find(s, iss);
	if (named != NULL)
		return named;
	for (size_t i = 0; i < s->count; i++)
		if (public_key(&s->list[i], t) != NULL || (t->alg == KEY_HS256 && s->list[i].secret != NULL))
			return &s->list[i];
	return NULL;
}

/* A token of nobody here: what is wrong with it, without any key. */
static enum reason nobodys(const struct issuers *s, const struct token *t)
{
	bool accepted = false;
	for (size_t i = 0; i < s->count; i++)
		accepted = accepted || accepts(&s->list[i], t->alg);
	return accepted ? REASON_WRONG_ISSUER : REASON_ALG_NOT_ALLOWED;
}

/* The one key that the token must be signed with. HS256 is only ever the configured secret, and never
 * when kid names a public key. */
static enum reason choose_key(struct attempt *x, const struct key **out)
{
	const struct issuer *i = x->issuer;
	const struct token *t = &x->token;
	if (!accepts(i, t->alg))
		return REASON_ALG_NOT_ALLOWED;
	const struct key *key = public_key(i, t);
	if (key != NULL && key_alg(key) != t->alg)
		return REASON_KEY_MISMATCH;
	if (t->alg == KEY_HS256)
		key = i->secret;
	else if (t->kid == NULL)
		return REASON_MISSING_KID;
	x->no_keys = key == NULL && i->keys == NULL;
	*out = key;
	return key == NULL ? REASON_UNKNOWN_KID : REASON_OK;
}

static enum reason read_claims(struct attempt *x, struct arena *a, struct principal *out)
{
	static void (*const readers[ISSUER_COUNT])(struct claims *, struct principal *) = {
		[ISSUER_CLERK] = clerk_read, [ISSUER_SUPABASE] = supabase_read, [ISSUER_LOCAL] = local_read};
	struct claims c = {
		.arena = a, .object = x->token.claims, .rules = &x->issuer->rules, .now = clock_wall_us() / 1000000};
	readers[x->issuer->source.kind](&c, out);
	x->claim = c.claim;
	return c.reason;
}

static enum reason check(struct auth *auth, struct attempt *x, struct arena *a, struct principal *out)
{
	const struct key *key;
	enum reason reason;
	x->issuer = route(auth->issuers, &x->token);
	if (x->issuer == NULL)
		return nobodys(auth->issuers, &x->token);
	if (x->issuer->source.kind == ISSUER_CLERK && (reason = clerk_check_category(x->token.header)) != REASON_OK)
		return reason;
	if ((reason = choose_key(x, &key)) != REASON_OK)
		return reason;
	if (!key_verify(key, x->token.text, x->token.size, x->token.signature, x->token.signature_size))
		return REASON_BAD_SIGNATURE;
	if ((reason = read_claims(x, a, out)) != REASON_OK)
		return reason;
	out->issuer = x->issuer->rules.issuer;
	out->claims_json = out->kind == ISSUER_LOCAL ? NULL : claims_for_first_sight(a, out);
	return REASON_OK;
}

static void forget_if_changed(struct auth *auth, bool now)
{
	if (issuers_look(auth->issuers, now))
		token_cache_clear(auth->cache);
}

/* Until the issuer's file changes, or WANT_WAIT_MS are over. */
static void wait_for_keys(const struct issuer *i)
{
	int64_t until = clock_mono_us() + WANT_WAIT_MS * 1000;
	const struct timespec pause = {.tv_nsec = 20000000};
	while (file_stamp(i->source.path) == i->stamp && clock_mono_us() < until)
		nanosleep(&pause, NULL);
}

/* A kid that a real issuer would write; nothing else is worth a question. */
static bool is_plausible_kid(const struct token *t)
{
	for (size_t i = 0; i < t->kid_size; i++)
		if (t->kid[i] <= ' ' || t->kid[i] > '~')
			return false;
	return t->kid_size > 0;
}

/* The token's issuer may have made a key since we last asked. Returns whether to look again; *busy when
 * somebody else's question is under way. */
static bool ask_for_keys(struct auth *auth, const struct attempt *x, bool *busy)
{
	*busy = false;
	if (x->issuer == NULL || x->issuer->source.want == NULL || x->no_keys || !is_plausible_kid(&x->token))
		return false;
	enum want w = want_ask(x->issuer->source.want);
	*busy = w == WANT_FRESH;
	if (w != WANT_ASKED)
		return false;
	wait_for_keys(x->issuer);
	forget_if_changed(auth, true);
	return true;
}

static void log_refused(const struct attempt *x, enum reason reason)
{
	struct log_line l;
	log_begin(&l, LOG_DEBUG, "token_refused");
	log_text(&l, "reason", reason_word(reason));
	log_text(&l, "claim", x->claim);
	log_text(&l, "issuer", x->issuer == NULL ? NULL : x->issuer->source.name);
	log_end(&l);
}

static int refuse(struct auth *auth, const struct attempt *x, enum reason reason, bool busy, struct problem *p)
{
	auth->counts.refused++;
	auth->last = reason;
	log_refused(x, reason);
	if (reason == REASON_UNKNOWN_KID && (busy || x->no_keys))
		return problem_set(p, PROBLEM_KEYS_UNAVAILABLE, NULL);
	return reason_refuse(reason, p);
}

static int verify(struct auth *auth, struct arena *a, const char *token, size_t n, struct principal *out,
		  struct problem *p)
{
	struct attempt x = {0};
	bool busy = false;
	enum reason reason = gate_read(a, token, n, &x.token);
	if (reason == REASON_OK)
		reason = check(auth, &x, a, out);
	if (reason == REASON_UNKNOWN_KID && ask_for_keys(auth, &x, &busy))
		reason = check(auth, &x, a, out);
	return reason == REASON_OK ? 0 : refuse(auth, &x, reason, busy, p);
}

int auth_verify(struct auth *auth, struct arena *a, const char *token, size_t n, struct principal **out,
		struct problem *p)
{
	uint8_t digest[DIGEST_SIZE];
	struct principal *who = NULL;
	forget_if_changed(auth, false);
	if (n <= GATE_MOST_BYTES) {
		digest_sha256(token, n, digest);
		who = token_cache_find(auth->cache, a, digest);
	}
	if (who != NULL) {
		auth->counts.hits++;
	} else {
		who = arena_new_one(a, struct principal);
		if (verify(auth, a, token, n, who, p) < 0)
			return -1;
		auth->counts.verified++;
		token_cache_put(auth->cache, digest, who);
	}
	*out = who;
	return 0;
}

/* Remembered for its note alone. */
static struct principal *key_principal(struct auth *auth, struct arena *a, const struct api_key *key)
{
	char hex[DIGEST_HEX_SIZE];
	struct principal *who = token_cache_find(auth->cache, a, key->digest);
	if (who == NULL) {
		who = arena_new_one(a, struct principal);
		who->kind = ISSUER_COUNT;
		who->issuer = "";
		who->expires_at = clock_wall_us() / 1000000 + TOKEN_CACHE_KEEP_S;
		token_cache_put(auth->cache, key->digest, who);
	}
	encode_hex(key->digest, DIGEST_SIZE, hex);
	who->key_prefix = arena_strdup(a, key->prefix);
	who->key_digest = arena_printf(a, "\\x%s", hex);
	return who;
}

int auth_read_key(struct auth *auth, struct arena *a, const char *text, size_t n, struct principal **out,
		  struct problem *p)
{
	struct api_key key;
	enum api_key_fault fault = api_key_read(text, n, &key);
	if (fault != API_KEY_OK)
		return reason_refuse(fault == API_KEY_UNKNOWN_PREFIX ? REASON_UNKNOWN_API_KEY : REASON_MALFORMED_API_KEY, p);
	*out = key_principal(auth, a, &key);
	digest_wipe(&key, sizeof key);
	return 0;
}

/* Neither asks for keys nor remembers: `who->cached` must stay what it is. */
static struct principal *verify_quietly(struct auth *auth, struct arena *a, const char *token, size_t n)
{
	uint8_t digest[DIGEST_SIZE];
	struct attempt x = {0};
	if (n > GATE_MOST_BYTES)
		return NULL;
	digest_sha256(token, n, digest);
	struct principal *who = token_cache_find(auth->cache, a, digest);
	if (who != NULL)
		return who;
	who = arena_new_one(a, struct principal);
	return gate_read(a, token, n, &x.token) == REASON_OK && check(auth, &x, a, who) == REASON_OK ? who : NULL;
}

int auth_agree(struct auth *auth, struct arena *a, const struct principal *who, const char *cookie, size_t n,
	       struct problem *p)
{
	const struct principal *other = verify_quietly(auth, a, cookie, n);
	if (other == NULL || other->kind != who->kind || strcmp(other->subject, who->subject) == 0)
		return 0;
	return reason_refuse(REASON_CREDENTIALS_DISAGREE, p);
}
