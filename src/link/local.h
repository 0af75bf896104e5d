/* SPDX-License-Identifier: Apache-2.0 */
/* The store in a folder that nginx serves. Addresses are {PUBLIC_URL}/storage/<key>?… with a MAC over
 * method, key, end, size, type and download name; nginx asks by auth_request for each request, and
 * local_authorize() answers without the database. nginx moves the bytes.
 *
 * A MAC is base64url(HMAC-SHA256(one of SECRET_KEYS, message)); the message begins with the name of
 * this use, so that a MAC made for another never fits. The first key signs, every key verifies. */
#ifndef STAGEFY_LINK_LOCAL_H
#define STAGEFY_LINK_LOCAL_H

#include "link/storage_provider.h"

extern const struct storage_provider local_provider;

/* What nginx was asked, as it came in: none of it decoded or normalised. */
struct local_request {
	const char *method, *uri;      /* $request_method, $request_uri */
	const char *content_length;    /* $http_content_length; NULL or "" when there is none */
	const char *content_type;      /* $http_content_type, likewise */
	const char *transfer_encoding; /* $http_transfer_encoding, likewise */
};

enum local_verdict {
	LOCAL_ALLOWED,
	LOCAL_NOT_AN_ADDRESS, /* no address that is made here has this form */
	LOCAL_WRONG_METHOD,
	LOCAL_WRONG_SIGNATURE,
	LOCAL_EXPIRED,
	LOCAL_WRONG_LENGTH,
	LOCAL_WRONG_TYPE
};

struct local_grant {
	const char *disposition; /* Content-Disposition to answer with, or NULL */
	int64_t expires_s;	 /* wall seconds: how long the answer may be cached */
};

/* Whether the request may pass; `out` is set only then. HEAD counts as GET; write addresses exist for
 * pending keys alone, reading ones for final keys alone. */
enum local_verdict local_authorize(struct arena *a, const struct conf *conf, const struct local_request *r,
				   int64_t now_us, struct local_grant *out);

/* The verdict as a short text for the log and for the answer's detail. */
const char *local_verdict_text(enum local_verdict v);

#endif
