/* SPDX-License-Identifier: Apache-2.0 */
/* How much a caller may ask for: a bucket for the person or the API key, and one for the agency. Both are looked at before
 * the database is: who is over a limit costs nobody anything. A route's row says what a request takes out (struct action,
 * router.c). */
#ifndef STAGEFY_SERVE_LIMITS_H
#define STAGEFY_SERVE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bucket.h"

struct arena;
struct conf;
struct exchange;
struct limits;
struct problem;

enum limit { LIMIT_USER, LIMIT_KEY, LIMIT_AGENCY, LIMIT_COUNT };

/* What one request took, kept in its exchange. */
struct limits_taken {
	enum limit caller; /* LIMIT_USER or LIMIT_KEY */
	bool is_told;	   /* there is a caller whose bucket was asked */
	uint64_t agency;   /* the bucket that was asked; 0: none */
	struct bucket_level of_caller, of_agency;
};

int limits_open(const struct conf *conf, struct limits **out, struct problem *p);

/* After the caller is known, before the transaction: takes what the route costs. Fails with TOO_MANY_REQUESTS and Retry-After,
 * and then nothing was taken. The agency is the one that this credential was let into the last time; until that is known
 * (once for a credential and a worker), limits_settle() takes. */
int limits_take(struct exchange *x, struct problem *p);

/* After the transaction, whatever became of it: it was another agency, or the first request with this credential. */
void limits_settle(struct exchange *x);

/* Adds RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10). */
void limits_tell(struct exchange *x);

#endif
