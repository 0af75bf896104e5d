/* SPDX-License-Identifier: Apache-2.0 */
#include "link/s3_call.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/log.h"
#include "base/problem.h"
#include "link/xml.h"

enum { RETRY_S = 2, RETRY_MOST_S = 300, MISCONFIGURED_RETRY_S = 60 };

const char *s3_call_path(struct arena *a, const struct s3 *s, const char *key)
{
	struct buf b;
	buf_init(&b, a, 256);
	buf_puts(&b, s->bucket);
	if (key != NULL) {
		buf_put(&b, '/');
		sigv4_path(&b, key);
	}
	return buf_text(&b);
}

static const char *header_line(struct arena *a, const char *name, const char *value)
{
	return arena_printf(a, "%s: %s", name, value);
}

static const char *const *header_lines(struct arena *a, const struct s3 *s, const struct s3_call *call,
				       const struct sigv4_request *r)
{
	enum { OURS = 4 };
	char date[SIGV4_DATE_SIZE], payload[2 * DIGEST_SIZE + 1];
	uint8_t digest[DIGEST_SIZE];
	const char **lines = arena_new_array(a, const char *, call->header_count + OURS + 1);
	size_t n = 0;
	sigv4_date(clock_wall_us(), date);
	digest_sha256(call->body, call->body_size, digest);
	encode_hex(digest, sizeof digest, payload);
	for (size_t i = 0; i < call->header_count; i++)
		lines[n++] = header_line(a, call->headers[i].name, call->headers[i].value);
	lines[n++] = header_line(a, "X-Amz-Date", date);
	lines[n++] = header_line(a, "X-Amz-Content-Sha256", payload);
	if (s->signer.session_token != NULL)
		lines[n++] = header_line(a, "X-Amz-Security-Token", s->signer.session_token);
	lines[n++] = header_line(a, "Authorization", sigv4_authorize(a, &s->signer, r, date, payload));
	return lines;
}

/* The error codes that say that we, not the store, are at fault: an operator must act. */
static bool is_misconfigured(int status, const char *code)
{
	static const char *const codes[] = {
		"AccessDenied",	     "AuthorizationHeaderMalformed", "InvalidAccessKeyId",    "NoSuchBucket",
		"PermanentRedirect", "RequestTimeTooSkewed",	     "SignatureDoesNotMatch",
	};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return status / 100 == 3 || status == 401 || status == 403;
}

static int retry_after(struct arena *a, const struct fetch_answer *answer)
{
	const char *value = fetch_header(a, answer, "Retry-After");
	long seconds = value == NULL ? 0 : strtol(value, NULL, 10); /* 0 for a date */
	if (seconds <= 0)
		return RETRY_S;
	return seconds < RETRY_MOST_S ? (int)seconds : RETRY_MOST_S;
}

static int refused(struct arena *a, const struct s3_call *call, const struct fetch_answer *answer, const char *code,
		   struct problem *p)
{
	bool ours = is_misconfigured(answer->status, code);
	log_event(ours ? LOG_ERROR : LOG_WARN, "storage", "%s answered %d %s%s", call->method, answer->status, code,
		  ours ? ": check the S3_ options, the bucket and the clock" : "");
	if (p->code == PROBLEM_NONE)
		p->retry_after = ours ? MISCONFIGURED_RETRY_S : retry_after(a, answer);
	return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, NULL);
}

/* The fetch's own problem names the host, which is no business of clients. A sink's own stays. */
static int away(const struct s3_call *call, const struct problem *why, struct problem *p)
{
	if (p->code != PROBLEM_NONE)
		return -1;
	log_event(LOG_WARN, "storage", "%s", why->detail == NULL ? call->method : why->detail);
	p->retry_after = RETRY_S;
	return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, NULL);
}

/* The code of an error answer, also of one that came with status 200 (copies do that), or NULL. */
static const char *error_code(struct arena *a, const struct fetch_answer *answer)
{
	struct xml_slice body = {answer->body, answer->body + answer->size}, error;
	if (!xml_next(&body, "Error", &error))
		return answer->status / 100 == 2 ? NULL : "";
	const char *code = xml_text(a, error, "Code");
	return code == NULL ? "" : code;
}

int s3_call(struct arena *a, const struct s3 *s, const struct s3_call *call, struct fetch_answer *out,
	    struct problem *p)
{
	struct sigv4_request r = {
		.method = call->method,
		.host = s->host,
		.path = s3_call_path(a, s, call->key),
		.query = call->query,
		.query_count = call->query_count,
		.headers = call->headers,
		.header_count = call->header_count,
	};
	const char *query = sigv4_query(a, &r);
	struct fetch f = {
		.method = call->method,
		.url = arena_printf(a, "%s%s%s%s", s->origin, r.path, *query == '\0' ? "" : "?", query),
		.headers = header_lines(a, s, call, &r),
		.body = call->body,
		.body_size = call->body_size,
		.timeout_ms = call->timeout_ms,
		.most_bytes = call->most_bytes,
		.trusted = true,
		.sink = call->sink.write,
		.sink_arg = call->sink.arg,
	};
	struct problem why;
	problem_init(&why, a);
	if (fetch_run(a, &f, out, &why) < 0)
		return away(call, &why, p);
	const char *code = error_code(a, out);
	if (code == NULL || out->status == 416 || (out->status == 404 && strcmp(code, "NoSuchBucket") != 0))
		return 0;
	return refused(a, call, out, code, p);
}
