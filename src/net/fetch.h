/* SPDX-License-Identifier: Apache-2.0 */
/* Outbound HTTP over libcurl: one request, one answer, with a deadline, a size cap and no surprises
 * (no redirects, no proxy from the environment, no cookies, no .netrc, no name or password in the
 * address, no decompression). Addresses that tenants name must be https:// and pass the guard
 * against private networks (net/address.h); addresses from our own options need not. Connections are
 * kept for the next request of the thread, those of trusted and untrusted targets apart. */
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
	int timeout_ms;	   /* for the whole exchange */
	size_t most_bytes; /* of the answer's body; more fails */
	bool trusted;	   /* http:// and private addresses are allowed: the address comes from an option */
	const char *socket; /* of trusted targets: the path of a Unix socket to connect to instead; NULL: none */
	int quiet_s;	    /* how long the other side may say nothing, or next to nothing, before it is given up; 0: 10 */
	/* Sent once at most, for what must not be done twice: a kept connection that turns out to be closed is otherwise
	 * replaced, and the request sent again, whatever its method. */
	bool once;
	/* NULL: the body is collected in the arena. Else that of a 2xx answer is handed over in pieces, and
	 * that of any other is collected; -1 stops the transfer, which then counts as failed. */
	int (*sink)(void *arg, const void *p, size_t n);
	void *sink_arg;
};

struct fetch_answer {
	int status;
	const char *body; /* NUL behind it */
	size_t size;
	const char *headers; /* the header lines as they came, each with its CRLF, without the status line */
	bool unsent;	     /* of a failure: nothing of the request went out, there was no address or no connection */
};

/* Returns 0 whatever the status; -1 when there is no whole answer (BAD_GATEWAY or TIMEOUT), which
 * does not tell whether the other side did what was asked, unless out->unsent says that it heard nothing.
 * A problem that the sink has set stays. */
int fetch_run(struct arena *a, const struct fetch *f, struct fetch_answer *out, struct problem *p);

/* Where `reference`, relative or whole, leads from `base`; NULL when it is no address. For whoever follows a Location, each time by
 * another fetch_run(): nothing is followed unseen. */
const char *fetch_resolve(struct arena *a, const char *base, const char *reference);

/* The value of a response header, in the arena, or NULL. Names compare without case. */
const char *fetch_header(struct arena *a, const struct fetch_answer *answer, const char *name);

#endif
