/* SPDX-License-Identifier: Apache-2.0 */
/* An answer while it is made. */
#ifndef STAGEFY_HTTP_RESPONSE_H
#define STAGEFY_HTTP_RESPONSE_H

#include <stddef.h>

#include "base/buf.h"

struct arena;
struct problem;
struct request;

enum { RESPONSE_MOST_HEADERS = 24 };

struct response {
	struct arena *arena;
	int status;
	const char *content_type; /* a constant */
	struct {
		const char *name, *value;
	} headers[RESPONSE_MOST_HEADERS];
	int header_count;
	struct buf body;
};

/* 200, application/json, no body. */
void response_init(struct response *r, struct arena *a);

/* Adds a field. The name is a constant; a value with CR, LF or NUL in it ends the process, since only
 * a mistake of ours can have put it there. */
void response_header(struct response *r, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The value of a field already added, or NULL. */
const char *response_find(const struct response *r, const char *name);

/* Writes the problem as an object (RFC 9457) into a body that holds more than it. */
void response_write_problem(struct buf *b, const struct problem *p, const char *request_id);

/* Throws away what was made and answers with the problem (RFC 9457). */
void response_problem(struct response *r, const struct problem *p, const char *request_id);

#endif
