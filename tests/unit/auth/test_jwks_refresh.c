/* SPDX-License-Identifier: Apache-2.0 */
/* The loop behind `stagefy keys`, with a scripted issuer and a clock that jumps. */
#include "world.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "auth/issuers.h"
#include "auth/jwks_refresh.h"
#include "auth/want.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/problem.h"
#include "net/fetch.h"

/* What the issuer answers next, and what it was asked. */
static struct {
	int status; /* 0: no answer at all */
	const char *body, *cache_control;
	unsigned calls;
	char url[200];
	int timeout_ms;
	size_t most_bytes;
	bool trusted;
} issuer;

static int fetch(struct arena *a, const struct fetch *f, struct fetch_answer *out, struct problem *p)
{
	issuer.calls++;
	snprintf(issuer.url, sizeof issuer.url, "%s", f->url);
	issuer.timeout_ms = f->timeout_ms;
	issuer.most_bytes = f->most_bytes;
	issuer.trusted = f->trusted;
	if (issuer.status == 0)
		return problem_set(p, PROBLEM_TIMEOUT, "no answer in time");
	out->status = issuer.status;
	out->body = issuer.body;
	out->size = strlen(issuer.body);
	out->headers = issuer.cache_control == NULL
			       ? "HTTP/1.1 200 OK\r\n\r\n"
			       : arena_printf(a, "HTTP/1.1 200 OK\r\ncache-control: %s\r\n\r\n", issuer.cache_control);
	return 0;
}

static int64_t now_s;

static void at(int64_t s)
{
	now_s = s;
	clock_stop_at((WORLD_NOW + s) * 1000000);
}

static const char *set_of(struct world *w)
{
	return jvalue_print(w->arena, jvalue_get(jvalue_get(jvalue_get(w->vectors, "providers"), "clerk"), "jwks"));
}

static int open_world(void **state)
{
	static struct world w;
	world_open(&w);
	w.conf.clerk_issuer = CLERK_ISS;
	w.conf.sign_up = "open";
	memset(&issuer, 0, sizeof issuer);
	issuer.status = 200;
	issuer.body = set_of(&w);
	log_set_level(LOG_ERROR);
	at(0);
	*state = &w;
	return 0;
}

static int close_world(void **state)
{
	world_close(*state);
	return 0;
}

/* Steps each second until the issuer was called again or `most` seconds passed; returns the second. */
static int64_t until_call(struct jwks_refresh *r, int64_t most)
{
	unsigned calls = issuer.calls;
	for (int64_t end = now_s + most; now_s < end;) {
		at(now_s + 1);
		assert_int_equal(jwks_refresh_step(r), JWKS_REFRESH_POLL_MS);
		if (issuer.calls != calls)
			return now_s;
	}
	return -1;
}

static const char *content(struct world *w)
{
	struct problem p;
	char *text;
	size_t n;
	problem_init(&p, w->arena);
	return file_read(w->arena, world_path(w, "clerk.json"), 1 << 20, &text, &n, &p) < 0 ? NULL : text;
}

static void test_first_fetch(void **state)
{
	struct world *w = *state;
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	assert_int_equal(issuer.calls, 1); /* the local issuer has nothing to fetch */
	assert_string_equal(issuer.url, CLERK_ISS "/.well-known/jwks.json");
	assert_int_equal(issuer.timeout_ms, 5000);
	assert_int_equal(issuer.most_bytes, 262144);
	assert_true(issuer.trusted);
	assert_string_equal(content(w), set_of(w));
	jwks_refresh_step(r);
	assert_int_equal(issuer.calls, 1);
	/* 80 % of 300 s, give or take a tenth */
	int64_t when = until_call(r, 400);
	assert_true(when >= 216 && when <= 264);
	jwks_refresh_free(r);
}

static void test_addresses(void **state)
{
	struct world *w = *state;
	w->conf.clerk_issuer = CLERK_ISS "/";
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	assert_string_equal(issuer.url, CLERK_ISS "/.well-known/jwks.json");
	jwks_refresh_free(r);
	unlink(world_path(w, "clerk.json"));
	w->conf.clerk_jwks = "https://keys.example/x.json";
	r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	assert_string_equal(issuer.url, "https://keys.example/x.json");
	jwks_refresh_free(r);
	w->conf.clerk_jwks = "/etc/keys.json";
	r = jwks_refresh_new(&w->conf, fetch);
	assert_int_equal(until_call(r, 1000), -1);
	jwks_refresh_free(r);
}

static void test_life(void **state)
{
	(void)state;
	assert_int_equal(jwks_refresh_life(NULL), 300);
	assert_int_equal(jwks_refresh_life(""), 300);
	assert_int_equal(jwks_refresh_life("no-store"), 300);
	assert_int_equal(jwks_refresh_life("public, max-age=600"), 600);
	assert_int_equal(jwks_refresh_life("Public,MAX-AGE=600"), 600);
	assert_int_equal(jwks_refresh_life("max-age=\"600\""), 600);
	assert_int_equal(jwks_refresh_life("x-max-age=900, max-age=600"), 600);
	assert_int_equal(jwks_refresh_life("s-maxage=900"), 300);
	assert_int_equal(jwks_refresh_life("max-age=0"), 60);
	assert_int_equal(jwks_refresh_life("max-age=59"), 60);
	assert_int_equal(jwks_refresh_life("max-age=86400"), 3600);
	assert_int_equal(jwks_refresh_life("max-age=99999999999999999999"), 3600);
	assert_int_equal(jwks_refresh_life("max-age=-5"), 300);
	assert_int_equal(jwks_refresh_life("max-age"), 300);
	assert_int_equal(jwks_refresh_life(",,, ,"), 300);
}

static void test_cache_control(void **state)
{
	struct world *w = *state;
	issuer.cache_control = "public, max-age=600";
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	int64_t when = until_call(r, 1000);
	assert_true(when >= 432 && when <= 528);
	jwks_refresh_free(r);
}

/* Bad answers leave the file, and are tried again in steps of 2, 4, 8 … to 300 s. */
static void test_failures(void **state)
{
	struct world *w = *state;
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	const char *good = content(w);
	static const struct {
		int status;
		const char *body;
	} bad[] = {{0, ""},
		   {500, "{}"},
		   {200, ""},
		   {200, "<html>"},
		   {200, "{\"keys\":[]}"},
		   {404, NULL},
		   {302, NULL},
		   {200, "{\"keys\":{}}"},
		   {200, "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"AA\"}]}"},
		   {0, ""},
		   {0, ""}};
	static const int steps[] = {2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
	int64_t last = 0;
	for (size_t i = 0; i < 11; i++) {
		issuer.status = bad[i].status;
		issuer.body = bad[i].body == NULL ? good : bad[i].body;
		int64_t when = until_call(r, 400);
		assert_true(when > 0);
		if (i > 0)
			assert_int_equal(when - last, steps[i - 1]);
		last = when;
		assert_string_equal(content(w), good);
	}
	issuer.status = 200;
	issuer.body = good;
	assert_int_equal(until_call(r, 400) - last, 300);
	last = now_s;
	int64_t when = until_call(r, 400) - last;
	assert_true(when >= 216 && when <= 264);
	jwks_refresh_free(r);
}

/* Before any set was loaded, workers cannot work: two seconds, not minutes. */
static void test_failure_at_start(void **state)
{
	struct world *w = *state;
	issuer.status = 0;
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	assert_int_equal(issuer.calls, 1);
	assert_null(content(w));
	issuer.status = 200;
	assert_int_equal(until_call(r, 10), 2);
	assert_non_null(content(w));
	jwks_refresh_free(r);
}

static void test_restart(void **state)
{
	struct world *w = *state;
	world_write(w, "clerk.json", set_of(w));
	world_age(w, "clerk.json", 100);
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	int64_t when = until_call(r, 400);
	assert_true(when >= 116 && when <= 164);
	jwks_refresh_free(r);
	world_age(w, "clerk.json", 5000);
	r = jwks_refresh_new(&w->conf, fetch);
	unsigned calls = issuer.calls;
	jwks_refresh_step(r);
	assert_int_equal(issuer.calls, calls + 1);
	jwks_refresh_free(r);
}

static void test_wants(void **state)
{
	struct world *w = *state;
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	at(30);
	assert_int_equal(want_ask(world_path(w, "clerk.want")), WANT_ASKED);
	assert_int_equal(until_call(r, 100), 60); /* asked at 30, but the last fetch was at 0 */
	at(121);
	assert_int_equal(want_ask(world_path(w, "clerk.want")), WANT_ASKED);
	jwks_refresh_step(r);
	assert_int_equal(issuer.calls, 3); /* at once */
	/* one ask, one fetch */
	int64_t when = until_call(r, 400) - 121;
	assert_true(when >= 216 && when <= 264);
	jwks_refresh_free(r);
}

static void test_clock_set_back(void **state)
{
	struct world *w = *state;
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	at(-86400);
	jwks_refresh_step(r);
	assert_int_equal(issuer.calls, 2);
	jwks_refresh_step(r);
	assert_int_equal(issuer.calls, 2);
	jwks_refresh_free(r);
}

/* A set that replaces another is the whole truth: keys that are gone are gone. */
static void test_new_set(void **state)
{
	struct world *w = *state;
	struct jwks_refresh *r = jwks_refresh_new(&w->conf, fetch);
	jwks_refresh_step(r);
	const struct jvalue *keys =
		jvalue_get(jvalue_get(jvalue_get(jvalue_get(w->vectors, "providers"), "clerk"), "jwks"), "keys");
	issuer.body = arena_printf(w->arena, "{\"keys\":[%s]}", jvalue_print(w->arena, jvalue_at(keys, 1)));
	assert_true(until_call(r, 400) > 0);
	assert_string_equal(content(w), issuer.body);
	jwks_refresh_free(r);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {TEST(test_first_fetch),   TEST(test_addresses), TEST(test_life),
					   TEST(test_cache_control), TEST(test_failures),  TEST(test_failure_at_start),
					   TEST(test_restart),	     TEST(test_wants),	   TEST(test_clock_set_back),
					   TEST(test_new_set)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
