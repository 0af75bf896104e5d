/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/token_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"

/* The texts of a principal that a slot keeps, one after the other with their NULs. */
#define TEXTS(X)                                                                                                       \
	X(subject)                                                                                                     \
	X(session) X(org_id) X(org_slug) X(org_name) X(org_role) X(email) X(full_name) X(locale) X(impersonator)       \
		X(claims_json)

enum text {
#define X(field) TEXT_##field,
	TEXTS(X)
#undef X
		TEXT_COUNT
};

enum { NOWHERE = UINT16_MAX };

struct head {
	uint8_t digest[32];
	int64_t kept_until; /* monotonic: a wall clock that is set back makes nothing live longer */
	int64_t expires_at; /* wall, seconds */
	const char *issuer;
	uint32_t generation; /* of the cache when it was put in; 0: empty */
	uint16_t size;	     /* of all texts */
	uint16_t at[TEXT_COUNT];
	uint8_t kind, email_verified, anonymous;
	struct principal_note note;
};

struct slot {
	struct head head;
	char texts[TOKEN_CACHE_SLOT - sizeof(struct head)];
};

_Static_assert(sizeof(struct slot) == TOKEN_CACHE_SLOT, "a slot has no padding");
_Static_assert(TOKEN_CACHE_SLOT *TOKEN_CACHE_WAYS *TOKEN_CACHE_SETS <= 512 * 1024, "the cache stays within 512 KiB");

struct token_cache {
	uint64_t serial; /* of the token that was put in last */
	uint32_t generation;
	struct slot slots[TOKEN_CACHE_SETS][TOKEN_CACHE_WAYS];
};

size_t token_cache_size(void)
{
	return sizeof(struct token_cache);
}

struct token_cache *token_cache_new(void)
{
	struct token_cache *c = calloc(1, sizeof *c);
	if (c == NULL)
		abort();
	c->generation = 1;
	return c;
}

void token_cache_free(struct token_cache *c)
{
	free(c);
}

void token_cache_clear(struct token_cache *c)
{
	if (++c->generation == 0) { /* no slot may carry a number that comes round again */
		memset(c->slots, 0, sizeof c->slots);
		c->generation = 1;
	}
}

static struct slot *set_of(struct token_cache *c, const uint8_t digest[32])
{
	uint32_t h;
	memcpy(&h, digest, sizeof h);
	return c->slots[h % TOKEN_CACHE_SETS];
}

static bool is_live(const struct token_cache *c, const struct slot *s, int64_t mono, int64_t wall_s)
{
	return s->head.generation == c->generation && mono < s->head.kept_until && wall_s < s->head.expires_at;
}

static struct principal *principal_of(struct slot *s, struct arena *a)
{
	const struct head *h = &s->head;
	struct principal *p = arena_new_one(a, struct principal);
	char *texts = arena_alloc(a, h->size);
	memcpy(texts, s->texts, h->size);
	p->kind = (enum issuer_kind)h->kind;
	p->issuer = h->issuer;
	p->email_verified = h->email_verified != 0;
	p->anonymous = h->anonymous != 0;
	p->expires_at = h->expires_at;
#define X(field) p->field = h->at[TEXT_##field] == NOWHERE ? NULL : texts + h->at[TEXT_##field];
	TEXTS(X)
#undef X
	p->cached = &s->head.note;
	p->serial = h->note.serial;
	return p;
}

struct principal *token_cache_find(struct token_cache *c, struct arena *a, const uint8_t digest[32])
{
	struct slot *set = set_of(c, digest);
	int64_t mono = clock_mono_us(), wall_s = clock_wall_us() / 1000000;
	for (int i = 0; i < TOKEN_CACHE_WAYS; i++)
		if (memcmp(set[i].head.digest, digest, 32) == 0 && is_live(c, &set[i], mono, wall_s))
			return principal_of(&set[i], a);
	return NULL;
}

/* A slot of the set that holds this digest or nothing of use, else the one that would end first. */
static struct slot *slot_for(struct token_cache *c, const uint8_t digest[32], int64_t mono, int64_t wall_s)
{
	struct slot *set = set_of(c, digest), *first = &set[0];
	for (int i = 0; i < TOKEN_CACHE_WAYS; i++) {
		if (!is_live(c, &set[i], mono, wall_s) || memcmp(set[i].head.digest, digest, 32) == 0)
			return &set[i];
		if (set[i].head.kept_until < first->head.kept_until)
			first = &set[i];
	}
	return first;
}

static bool fits(const struct principal *p)
{
	size_t n = 0;
#define X(field) n += p->field == NULL ? 0 : strlen(p->field) + 1;
	TEXTS(X)
#undef X
	return n <= sizeof((struct slot *)NULL)->texts;
}

static uint16_t add_text(struct slot *s, const char *text)
{
	uint16_t at = s->head.size;
	if (text == NULL)
		return NOWHERE;
	size_t n = strlen(text) + 1;
	memcpy(s->texts + at, text, n);
	s->head.size = (uint16_t)(at + n);
	return at;
}

void token_cache_put(struct token_cache *c, const uint8_t digest[32], struct principal *p)
{
	int64_t mono = clock_mono_us(), wall_s = clock_wall_us() / 1000000;
	p->cached = NULL;
	if (p->expires_at <= wall_s || !fits(p))
		return;
	struct slot *s = slot_for(c, digest, mono, wall_s);
	memset(&s->head, 0, sizeof s->head);
	memcpy(s->head.digest, digest, 32);
	s->head.kept_until = mono + (int64_t)TOKEN_CACHE_KEEP_S * 1000000;
	s->head.expires_at = p->expires_at;
	s->head.issuer = p->issuer;
	s->head.generation = c->generation;
	s->head.kind = (uint8_t)p->kind;
	s->head.email_verified = p->email_verified;
	s->head.anonymous = p->anonymous;
#define X(field) s->head.at[TEXT_##field] = add_text(s, p->field);
	TEXTS(X)
#undef X
	s->head.note.serial = ++c->serial;
	p->cached = &s->head.note;
	p->serial = c->serial;
}
