/* SPDX-License-Identifier: Apache-2.0 */
/* One signed request to an S3-compatible store, and what its answer means. */
#ifndef STAGEFY_LINK_S3_CALL_H
#define STAGEFY_LINK_S3_CALL_H

#include "link/sigv4.h"
#include "link/storage_provider.h"
#include "net/fetch.h"

struct s3 {
	struct storage base;
	struct sigv4_signer signer;
	const char *origin; /* "https://host:port" */
	const char *host;   /* "host:port", as it is signed and sent */
	const char *bucket; /* "/path/of/the/endpoint/bucket", encoded */
};

struct s3_call {
	const char *method;
	const char *key; /* NULL: the bucket itself */
	const struct sigv4_pair *query;
	size_t query_count;
	const struct sigv4_pair *headers; /* sent and signed */
	size_t header_count;
	const void *body; /* NULL: none */
	size_t body_size;
	int timeout_ms;
	size_t most_bytes;
	struct storage_sink sink; /* .write NULL: the body is collected */
};

/* Runs the call. Returns 0 with any 2xx, 404 (no such key) or 416 (nothing in that range) answer;
 * everything else is STORAGE_UNAVAILABLE (and a line in the log that says why), a missing bucket and an
 * <Error> inside a 200 included. */
int s3_call(struct arena *a, const struct s3 *s, const struct s3_call *call, struct fetch_answer *out,
	    struct problem *p);

/* "/endpoint/bucket/key", encoded */
const char *s3_call_path(struct arena *a, const struct s3 *s, const char *key);

#endif
