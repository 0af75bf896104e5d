/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <stdio.h>
#include <string.h>

#include "auth/token_cache.h"
#include "base/arena.h"
#include "base/clock.h"

struct fixture {
	struct arena *arena;
	struct token_cache *cache;
};

static int open_cache(void **state)
{
	static struct fixture f;
	f.arena = arena_new(4096);
	f.cache = token_cache_new();
	clock_stop_at(WORLD_NOW * 1000000);
	*state = &f;
	return 0;
}

static int close_cache(void **state)
{
	struct fixture *f = *state;
	token_cache_free(f->cache);
	arena_free(f->arena);
	clock_stop_at(0);
	return 0;
}

/* A digest that lands in the set of that number. */
static const uint8_t *digest(uint32_t set, uint8_t which)
{
	static uint8_t d[32];
	memset(d, which, sizeof d);
	memcpy(d, &set, sizeof set);
	return d;
}

static struct principal person(const char *subject)
{
	return (struct principal){
		.kind = ISSUER_SUPABASE, .issuer = "https://x", .subject = subject, .expires_at = WORLD_NOW + 30};
}

static void test_keeps_every_field(void **state)
{
	struct fixture *f = *state;
	struct principal p = {.kind = ISSUER_CLERK,
			      .issuer = "https://i",
			      .subject = "s",
			      .session = "ss",
			      .org_id = "o",
			      .org_slug = "",
			      .org_name = "on",
			      .org_role = "or",
			      .email = "e@x",
			      .email_verified = true,
			      .full_name = "f",
			      .locale = "l",
			      .anonymous = true,
			      .impersonator = "i",
			      .expires_at = WORLD_NOW + 30,
			      .claims_json = "{}"};
	token_cache_put(f->cache, digest(0, 1), &p);
	assert_non_null(p.cached);
	strcpy(p.cached->agency_id, "a");
	struct principal *q = token_cache_find(f->cache, f->arena, digest(0, 1));
	assert_non_null(q);
	assert_ptr_equal(q->cached, p.cached);
	assert_string_equal(q->cached->agency_id, "a");
	assert_string_equal(q->cached->user_id, "");
	assert_int_equal(q->kind, ISSUER_CLERK);
	assert_string_equal(q->issuer, "https://i");
	assert_string_equal(q->subject, "s");
	assert_string_equal(q->session, "ss");
	assert_string_equal(q->org_id, "o");
	assert_string_equal(q->org_slug, "");
	assert_string_equal(q->org_name, "on");
	assert_string_equal(q->org_role, "or");
	assert_string_equal(q->email, "e@x");
	assert_string_equal(q->full_name, "f");
	assert_string_equal(q->locale, "l");
	assert_string_equal(q->impersonator, "i");
	assert_string_equal(q->claims_json, "{}");
	assert_true(q->email_verified && q->anonymous);
	assert_int_equal(q->expires_at, WORLD_NOW + 30);
}

/* Requests under way side by side: the one's token may take the place of the other's. */
static void test_note_of_another_token(void **state)
{
	struct fixture *f = *state;
	struct principal mine = person("s"), other = person("t");
	token_cache_put(f->cache, digest(0, 0), &mine);
	struct principal *found = token_cache_find(f->cache, f->arena, digest(0, 0));
	assert_non_null(principal_note(&mine));
	assert_ptr_equal(principal_note(found), principal_note(&mine));
	for (unsigned i = 1; i <= TOKEN_CACHE_WAYS; i++) {
		clock_stop_at((WORLD_NOW + (int64_t)i) * 1000000);
		token_cache_put(f->cache, digest(0, (uint8_t)i), &other);
	}
	assert_null(principal_note(&mine));
	assert_null(principal_note(found));
	assert_non_null(principal_note(&other));
}

static void test_absent_stays_absent(void **state)
{
	struct fixture *f = *state;
	struct principal p = person("s"), *q;
	token_cache_put(f->cache, digest(5, 1), &p);
	q = token_cache_find(f->cache, f->arena, digest(5, 1));
	assert_non_null(q);
	assert_null(q->org_id);
	assert_null(q->email);
	assert_null(q->claims_json);
	assert_null(q->impersonator);
	assert_null(token_cache_find(f->cache, f->arena, digest(5, 2)));
	assert_null(token_cache_find(f->cache, f->arena, digest(6, 1)));
}

static void test_expiry(void **state)
{
	struct fixture *f = *state;
	struct principal p = person("s");
	token_cache_put(f->cache, digest(0, 1), &p);
	clock_stop_at((WORLD_NOW + 29) * 1000000 + 999999);
	assert_non_null(token_cache_find(f->cache, f->arena, digest(0, 1)));
	clock_stop_at((WORLD_NOW + 30) * 1000000);
	assert_null(token_cache_find(f->cache, f->arena, digest(0, 1)));
	token_cache_put(f->cache, digest(0, 2), &p); /* already over */
	assert_null(p.cached);
	assert_null(token_cache_find(f->cache, f->arena, digest(0, 2)));
}

static void test_clear(void **state)
{
	struct fixture *f = *state;
	struct principal p = person("s");
	token_cache_put(f->cache, digest(0, 1), &p);
	token_cache_clear(f->cache);
	assert_null(token_cache_find(f->cache, f->arena, digest(0, 1)));
	token_cache_put(f->cache, digest(0, 1), &p);
	assert_non_null(token_cache_find(f->cache, f->arena, digest(0, 1)));
	assert_string_equal(p.cached->user_id, "");
}

/* A full set gives up its oldest; the same token takes no second slot. */
static void test_eviction(void **state)
{
	struct fixture *f = *state;
	struct principal p = person("s");
	for (unsigned i = 1; i <= TOKEN_CACHE_WAYS; i++) {
		token_cache_put(f->cache, digest(7, (uint8_t)i), &p);
		token_cache_put(f->cache, digest(7, (uint8_t)i), &p);
	}
	for (unsigned i = 1; i <= TOKEN_CACHE_WAYS; i++)
		assert_non_null(token_cache_find(f->cache, f->arena, digest(7, (uint8_t)i)));
	token_cache_put(f->cache, digest(7, 99), &p);
	assert_non_null(token_cache_find(f->cache, f->arena, digest(7, 99)));
	assert_null(token_cache_find(f->cache, f->arena, digest(7, 1)));
	for (unsigned i = 2; i <= TOKEN_CACHE_WAYS; i++)
		assert_non_null(token_cache_find(f->cache, f->arena, digest(7, (uint8_t)i)));
}

/* What does not fit is not kept, at the exact bound. */
static void test_size(void **state)
{
	struct fixture *f = *state;
	char long_text[TOKEN_CACHE_SLOT + 1];
	size_t most = 0;
	for (size_t n = 1; n < TOKEN_CACHE_SLOT; n++) {
		memset(long_text, 'x', n);
		long_text[n] = '\0';
		struct principal p = person(long_text), *q;
		token_cache_put(f->cache, digest(0, 1), &p);
		if (p.cached == NULL)
			continue;
		assert_int_equal(most, n - 1);
		most = n;
		q = token_cache_find(f->cache, f->arena, digest(0, 1));
		assert_string_equal(q->subject, long_text);
	}
	assert_true(most > 400);
	assert_true(token_cache_size() <= 512 * 1024);
}

/* Many more tokens than slots: what is found is right. */
static void test_churn(void **state)
{
	struct fixture *f = *state;
	unsigned found = 0;
	for (uint32_t i = 0; i < 20000; i++) {
		char subject[16];
		uint8_t d[32] = {0};
		uint32_t h = i * 2654435761u;
		memcpy(d, &h, 4);
		memcpy(d + 8, &i, 4);
		snprintf(subject, sizeof subject, "%u", i);
		struct principal p = person(subject), *q;
		token_cache_put(f->cache, d, &p);
		uint32_t back = i < 100 ? i : i - 100;
		h = back * 2654435761u;
		memcpy(d, &h, 4);
		memcpy(d + 8, &back, 4);
		q = token_cache_find(f->cache, f->arena, d);
		snprintf(subject, sizeof subject, "%u", back);
		if (q != NULL) {
			assert_string_equal(q->subject, subject);
			found++;
		}
		if (i % 1000 == 0)
			arena_reset(f->arena);
	}
	assert_true(found > 19000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_cache, close_cache)
	const struct CMUnitTest tests[] = {TEST(test_keeps_every_field),
					   TEST(test_note_of_another_token),
					   TEST(test_absent_stays_absent),
					   TEST(test_expiry),
					   TEST(test_clear),
					   TEST(test_eviction),
					   TEST(test_size),
					   TEST(test_churn)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
