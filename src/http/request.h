/* SPDX-License-Identifier: Apache-2.0 */
/* A request as the layers above see it: typed, bounded, and owned by the request's arena. Nothing of
 * FastCGI passes this border. */
#ifndef STAGEFY_HTTP_REQUEST_H
#define STAGEFY_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"

struct arena;
struct problem;

enum http_method {
	HTTP_GET = 1,
	HTTP_HEAD = 2,
	HTTP_POST = 4,
	HTTP_PUT = 8,
	HTTP_PATCH = 16,
	HTTP_DELETE = 32,
	HTTP_OPTIONS = 64,
	HTTP_OTHER = 128
};

enum { HTTP_MOST_SEGMENTS = 12 };

/* The header fields that anything here reads; http/headers.def lists them. A field sent twice is
 * marked, so that those that may come once can be refused. */
#define HEADER(field, name) HEADER_##field,
enum http_header {
#include "http/headers.def"
	HEADER_COUNT
};
#undef HEADER

struct request {
	enum http_method method; /* HEAD is answered as GET; head says that no body is sent */
	bool head;
	const char *method_name;
	const char *path;			  /* as sent, without the query */
	const char *segments[HTTP_MOST_SEGMENTS]; /* of the path after /api/, percent-decoded */
	int segment_count;
	const char *query;			/* as sent, without '?'; "" if none */
	const char *headers[HEADER_COUNT];	/* NULL: not sent */
	bool repeated[HEADER_COUNT];
	const char *address; /* of the client */
	char id[UUID_TEXT_SIZE]; /* nginx's request id as a UUID, or one of ours */
	const char *body;
	size_t body_size;
	int64_t content_length; /* as announced; -1: none */
	int64_t started_us;	/* monotonic */
};

static inline const char *request_header(const struct request *r, enum http_header h)
{
	return r->headers[h];
}

/* "GET" → HTTP_GET; HTTP_OTHER for what is not spoken here. */
enum http_method http_method_from(const char *name);

/* "GET, HEAD, POST" for a set of methods, in the arena; GET brings HEAD, and OPTIONS is always there. */
const char *http_allow(struct arena *a, unsigned methods);

/* Splits and decodes r->path into segments. A path with an empty or dotted segment, a broken escape,
 * or bytes that are no UTF-8 is a MALFORMED_REQUEST or NOT_FOUND. An encoded slash is a letter of its segment, which then
 * is no word of a route and no id; a consumer's own reference may hold it. */
int request_split_path(struct arena *a, struct request *r, struct problem *p);

#endif
