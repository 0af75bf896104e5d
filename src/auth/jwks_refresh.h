/* SPDX-License-Identifier: Apache-2.0 */
/* Behind `stagefy keys`: the one process that fetches the issuers' key sets. The program calls
 * jwks_refresh_step() and sleeps for what it answers, for ever. */
#ifndef STAGEFY_AUTH_JWKS_REFRESH_H
#define STAGEFY_AUTH_JWKS_REFRESH_H

#include <stddef.h>

struct arena;
struct conf;
struct fetch;
struct fetch_answer;
struct jwks_refresh;
struct problem;

enum {
	JWKS_REFRESH_LIFE_S = 300, /* of a set whose answer does not say: Clerk's own choice */
	JWKS_REFRESH_LIFE_LEAST_S = 60,
	JWKS_REFRESH_LIFE_MOST_S = 3600,
	JWKS_REFRESH_ASKED_S = 60, /* between a fetch and the next that somebody asks for */
	JWKS_REFRESH_TIMEOUT_MS = 5000,
	JWKS_REFRESH_POLL_MS = 100 /* how soon an ask is seen: a worker waits for it */
};

/* fetch_run() of net/fetch.h, or what a test puts in its place. */
typedef int jwks_refresh_fetch(struct arena *a, const struct fetch *f, struct fetch_answer *out, struct problem *p);

/* A set that is there and young enough is not fetched at once. `conf` must outlive the result. */
struct jwks_refresh *jwks_refresh_new(const struct conf *conf, jwks_refresh_fetch *fetch);
void jwks_refresh_free(struct jwks_refresh *r);

/* Fetches what is due by the wall clock: each set at 80 % of its life (± 10 %), after a failure in steps of 2 s
 * to 300 s, and when a worker asked. A bad answer is logged and leaves the file. Returns the milliseconds to
 * sleep before the next call. */
int jwks_refresh_step(struct jwks_refresh *r);

/* The life in seconds that a Cache-Control value (NULL: none) gives a set. */
int jwks_refresh_life(const char *cache_control);

#endif
