/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include "auth/issuers.h"
#include "auth/jwks.h"
#include "auth/jwks_refresh.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/problem.h"
#include "net/fetch.h"

/* How many usable keys a text has; 0 after filling *p. */
static size_t count_keys(const struct issuer_source *s, const char *text, size_t n, struct problem *p)
{
	struct jwks *set;
	if (jwks_parse(s->name, text, n, issuers_algs(s->kind), &set, p) < 0)
		return 0;
	size_t count = jwks_count(set);
	jwks_free(set);
	return count;
}

static size_t keys_at_address(struct doctor *d, const struct issuer_source *s, struct problem *p)
{
	const struct fetch f = {.method = "GET", .url = s->url, .timeout_ms = JWKS_REFRESH_TIMEOUT_MS, .most_bytes = JWKS_MOST_BYTES, .trusted = true};
	struct fetch_answer answer;
	if (fetch_run(d->arena, &f, &answer, p) < 0)
		return 0;
	if (answer.status == 200)
		return count_keys(s, answer.body, answer.size, p);
	problem_set(p, PROBLEM_BAD_GATEWAY, "it answered %d", answer.status);
	return 0;
}

static size_t keys_in_file(struct doctor *d, const struct issuer_source *s, struct problem *p)
{
	char *text;
	size_t size;
	return file_read(d->arena, s->path, JWKS_MOST_BYTES, &text, &size, p) < 0 ? 0 : count_keys(s, text, size, p);
}

static const char *why(const struct problem *p)
{
	return p->detail != NULL ? p->detail : "it is no set of keys that could be used";
}

static void look_at(struct doctor *d, const struct issuer_source *s)
{
	struct problem away, missing;
	problem_init(&away, d->arena);
	problem_init(&missing, d->arena);
	size_t there = s->url == NULL ? 1 : keys_at_address(d, s, &away), here = keys_in_file(d, s, &missing);
	if (here == 0)
		doctor_say(d, DOCTOR_FAILED, "issuer",
			   s->url != NULL || s->kind == ISSUER_LOCAL ? "See that 'stagefy keys' runs, with the same KEYS_DIR and DIRECT_URL" : "Put the issuer's key set there",
			   "%s: tokens of %s cannot be verified: %s", s->name, s->issuer, why(&missing));
	else if (there == 0)
		doctor_say(d, DOCTOR_WARNING, "issuer", "Correct the issuer's address, or let this machine reach it: a new key of it would not be known",
			   "%s: its key set cannot be had from %s: %s", s->name, s->url, why(&away));
	else
		doctor_say(d, DOCTOR_OK, "issuer", NULL, "%s: %zu key%s for tokens of %s", s->name, here, here == 1 ? "" : "s", s->issuer);
}

void doctor_issuers(struct doctor *d)
{
	struct issuer_source sources[ISSUER_COUNT];
	size_t n = issuers_sources(d->arena, d->conf, sources);
	for (size_t i = 0; i < n; i++)
		look_at(d, &sources[i]);
	if (n == 0)
		doctor_say(d, DOCTOR_FAILED, "issuer", "Set CLERK_ISSUER, SUPABASE_ISSUER or SIGN_UP", "there is none: nobody can sign in");
}
