/* SPDX-License-Identifier: Apache-2.0 */
/* AWS Signature Version 4 as object stores check it: in the query of an address that is handed out
 * (presigned), or in a header of a request that goes out from here. Source: "Authenticating Requests
 * (AWS Signature Version 4)" of the Amazon S3 API reference. S3 encodes the path once and does not
 * normalise it. */
#ifndef STAGEFY_LINK_SIGV4_H
#define STAGEFY_LINK_SIGV4_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

struct sigv4_signer {
	const char *access_key_id, *secret_access_key, *region;
	const char *session_token; /* NULL: none */
};

struct sigv4_pair {
	const char *name, *value; /* as they are, not encoded */
};

struct sigv4_request {
	const char *method;
	const char *host; /* with the port, unless it is the scheme's own */
	const char *path; /* as sent: sigv4_path() has encoded it */
	const struct sigv4_pair *query;
	size_t query_count;
	const struct sigv4_pair *headers; /* to be signed besides host, in any order and case */
	size_t header_count;
};

enum {
	SIGV4_DATE_SIZE = 17,
	SIGV4_EXPIRES_MOST = 604800 /* seconds; servers refuse more */
};

/* "20260304T050607Z" */
void sigv4_date(int64_t wall_us, char out[SIGV4_DATE_SIZE]);

/* Appends the path with every byte percent-encoded but A-Z a-z 0-9 - . _ ~ and the slash. */
void sigv4_path(struct buf *b, const char *path);

/* "path?query" with the signature at the end, good from `date` for `expires_s` seconds. Whoever uses
 * it must send the request's headers with exactly these values. The body is not signed. */
const char *sigv4_presign(struct arena *a, const struct sigv4_signer *signer, const struct sigv4_request *r,
			  const char date[SIGV4_DATE_SIZE], int64_t expires_s);

/* The value of Authorization. The request must also carry X-Amz-Date: `date`, X-Amz-Content-Sha256:
 * `payload` (hex, or UNSIGNED-PAYLOAD) and, if there is one, X-Amz-Security-Token; these are signed
 * without standing in r->headers. */
const char *sigv4_authorize(struct arena *a, const struct sigv4_signer *signer, const struct sigv4_request *r,
			    const char date[SIGV4_DATE_SIZE], const char *payload);

/* The query of the request as it must be sent when the header is signed: encoded and sorted. */
const char *sigv4_query(struct arena *a, const struct sigv4_request *r);

#endif
