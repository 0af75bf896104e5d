/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/jwks_refresh.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "auth/issuers.h"
#include "auth/jwks.h"
#include "auth/jwks_file.h"
#include "auth/want.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/problem.h"
#include "net/fetch.h"

enum { FAILURE_LEAST_S = 2, FAILURE_MOST_S = 300 };

/* All times are wall time in microseconds. */
struct set {
	struct issuer_source source;
	int64_t tried_at; /* the last fetch, good or not; 0: never */
	int64_t due_at;
	unsigned failures; /* in a row */
};

struct jwks_refresh {
	struct set sets[ISSUER_COUNT];
	size_t count;
	jwks_refresh_fetch *fetch;
	struct arena *arena, *scratch;
};

static int64_t seconds(int64_t s)
{
	return s * 1000000;
}

/* 80 % of the life, give or take a tenth of that: pools that started together drift apart. */
static int64_t early(int64_t life_us)
{
	uint16_t r;
	digest_random(&r, sizeof r);
	int64_t base = life_us * 8 / 10;
	return base - base / 10 + (base / 5) * r / UINT16_MAX;
}

static int64_t modified_at(const char *path)
{
	struct stat s;
	return stat(path, &s) < 0 ? 0 : (int64_t)s.st_mtim.tv_sec * 1000000 + s.st_mtim.tv_nsec / 1000;
}

/* A file from before a restart counts as fetched when it was written. */
static void take_up(struct set *s, const struct issuer_source *source)
{
	s->source = *source;
	s->tried_at = modified_at(source->path);
	s->due_at = s->tried_at == 0 ? 0 : s->tried_at + early(seconds(JWKS_REFRESH_LIFE_S));
}

struct jwks_refresh *jwks_refresh_new(const struct conf *conf, jwks_refresh_fetch *fetch)
{
	struct issuer_source sources[ISSUER_COUNT];
	struct jwks_refresh *r = calloc(1, sizeof *r);
	if (r == NULL)
		abort();
	r->fetch = fetch;
	r->arena = arena_new(4096);
	r->scratch = arena_new(16384);
	size_t n = issuers_sources(r->arena, conf, sources);
	for (size_t i = 0; i < n; i++)
		if (sources[i].url != NULL)
			take_up(&r->sets[r->count++], &sources[i]);
	return r;
}

void jwks_refresh_free(struct jwks_refresh *r)
{
	if (r == NULL)
		return;
	arena_free(r->arena);
	arena_free(r->scratch);
	free(r);
}

/* The number of `max-age` among the directives (RFC 9111 section 5.2), or -1. */
static long max_age(const char *s)
{
	static const char name[] = "max-age=";
	while (*s != '\0') {
		s += strspn(s, " \t,");
		if (strncasecmp(s, name, sizeof name - 1) == 0) {
			const char *digits = s + sizeof name - 1;
			digits += *digits == '"';
			size_t n = strspn(digits, "0123456789");
			return n == 0 ? -1 : n > 9 ? JWKS_REFRESH_LIFE_MOST_S : strtol(digits, NULL, 10);
		}
		s += strcspn(s, ",");
	}
	return -1;
}

int jwks_refresh_life(const char *cache_control)
{
	long life = cache_control == NULL ? -1 : max_age(cache_control);
	if (life < 0)
		life = JWKS_REFRESH_LIFE_S;
	if (life < JWKS_REFRESH_LIFE_LEAST_S)
		life = JWKS_REFRESH_LIFE_LEAST_S;
	return life > JWKS_REFRESH_LIFE_MOST_S ? JWKS_REFRESH_LIFE_MOST_S : (int)life;
}

static int fetch_set(struct jwks_refresh *r, const struct set *s, int *life, struct problem *p)
{
	static const char *const headers[] = {"Accept: application/json", NULL};
	const struct fetch request = {.method = "GET",
				      .url = s->source.url,
				      .headers = headers,
				      .timeout_ms = JWKS_REFRESH_TIMEOUT_MS,
				      .most_bytes = JWKS_MOST_BYTES,
				      .trusted = true};
	struct fetch_answer answer;
	if (r->fetch(r->scratch, &request, &answer, p) < 0)
		return -1;
	if (answer.status != 200)
		return problem_set(p, PROBLEM_BAD_GATEWAY, "it answered %d", answer.status);
	*life = jwks_refresh_life(fetch_header(r->scratch, &answer, "Cache-Control"));
	return jwks_file_write(&s->source, answer.body, answer.size, p);
}

static int64_t pause_after(unsigned failures)
{
	int64_t s = FAILURE_LEAST_S;
	for (unsigned i = 1; i < failures && s < FAILURE_MOST_S; i++)
		s *= 2;
	return seconds(s < FAILURE_MOST_S ? s : FAILURE_MOST_S);
}

static void log_fetch(const struct set *s, const struct problem *p, int64_t now)
{
	struct log_line l;
	log_begin(&l, p->code == PROBLEM_NONE ? LOG_INFO : LOG_WARN,
		  p->code == PROBLEM_NONE ? "key_set_fetched" : "key_set_not_fetched");
	log_text(&l, "issuer", s->source.name);
	log_text(&l, "url", s->source.url);
	if (p->code != PROBLEM_NONE)
		log_text(&l, "why", p->detail != NULL ? p->detail : problem_kind(p->code)->title);
	log_int(&l, "next_s", (s->due_at - now) / 1000000);
	log_end(&l);
}

static void refresh(struct jwks_refresh *r, struct set *s)
{
	struct problem p;
	int life = JWKS_REFRESH_LIFE_S;
	problem_init(&p, r->scratch);
	int rc = fetch_set(r, s, &life, &p);
	int64_t now = clock_wall_us();
	s->tried_at = now;
	s->failures = rc < 0 ? s->failures + 1 : 0;
	s->due_at = now + (rc < 0 ? pause_after(s->failures) : early(seconds(life)));
	log_fetch(s, &p, now);
	arena_reset(r->scratch);
}

/* A clock that was set back makes everything due: better a fetch too many than none for a day. */
static bool is_due(const struct set *s, int64_t now)
{
	if (now >= s->due_at || now < s->tried_at)
		return true;
	return now - s->tried_at >= seconds(JWKS_REFRESH_ASKED_S) && want_asked_at(s->source.want) > s->tried_at;
}

int jwks_refresh_step(struct jwks_refresh *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (is_due(&r->sets[i], clock_wall_us()))
			refresh(r, &r->sets[i]);
	return JWKS_REFRESH_POLL_MS;
}
