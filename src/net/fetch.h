/* SPDX-License-Identifier: Apache-2.0 */
/* Outbound HTTP over libcurl: one request, one answer, with a deadline, a size cap and no surprises
 * (no redirects, no proxy from the environment, no cookies, no .netrc). Addresses that tenants name
 * pass the guard against private networks; addresses from our own options need not. */
#ifndef STAGEFY_NET_FETCH_H
#define STAGEFY_NET_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct problem;

struct fetch {
	const char *method, *url;
	const char *const *headers; /* "Name: value" …, NULL at the end; NULL: none */
	const void *body;
	size_t body_size;
	int timeout_ms;	  /* for the whole exchange */
	size_t most_bytes; /* of the answer's body; more fails */
	bool trusted;	  /* http:// and private addresses are allowed: the address comes from an option */
	/* NULL: the body is collected in the arena. Else it is handed over in pieces; -1 stops the transfer. */
	int (*sink)(void *arg, const void *p, size_t n);
	void *sink_arg;
};

struct fetch_answer {
	int status;
	const char *body; /* NUL behind it */
	size_t size;
	const char *headers; /* all header lines as they came, CRLF between */
};

/* Returns 0 whatever the status; -1 when there is no whole answer (BAD_GATEWAY or TIMEOUT). */
int fetch_run(struct arena *a, const struct fetch *f, struct fetch_answer *out, struct problem *p);

/* The value of a response header, in the arena, or NULL. Names compare without case. */
const char *fetch_header(struct arena *a, const struct fetch_answer *answer, const char *name);

#endif
