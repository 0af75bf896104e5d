/* SPDX-License-Identifier: Apache-2.0 */
/* ETag of a row: its version, then a mark of when the row last changed in any way (counters and
 * thumbnails do not grow the version), then for signed addresses the hour they are good for. If-Match
 * compares the version alone, so that an open form does not go stale by a thumbnail. */
#ifndef STAGEFY_REST_ETAG_H
#define STAGEFY_REST_ETAG_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct problem;
struct rows;
struct shape;
struct sql;

/* Adds the field ETag, if the row has a version and nothing is included. Returns its value, or NULL. */
const char *etag_write(const struct call *c, const struct shape *s, const struct rows *rows, int row);

/* Whether If-None-Match has it. */
bool etag_matches(const struct call *c, const char *etag);

/* What If-Match asks for (RFC 9110, 13.1.1): one of these versions, of however many tags; none when the field is missing or
 * `*`, which any row that is there satisfies. A weak tag counts as the strong one, since nginx weakens what it compresses
 * and the version in it is the same. */
struct etag_wanted {
	int64_t *versions;
	int count;
};

/* A list of which no tag could be ours is STALE_VERSION, and so is what is no list. */
int etag_wanted(const struct call *c, struct etag_wanted *out, struct problem *p);

/* Whether a row of that version will do. */
bool etag_has(const struct etag_wanted *w, int64_t version);

/* Writes " and t.version = …". */
void etag_where(struct sql *q, const struct call *c, const struct etag_wanted *w);

#endif
