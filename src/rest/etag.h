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

/* Adds the field ETag, if the row has a version and nothing is included. Returns its value, or NULL. */
const char *etag_write(const struct call *c, const struct shape *s, const struct rows *rows, int row);

/* Whether If-None-Match has it. */
bool etag_matches(const struct call *c, const char *etag);

/* The version that If-Match asks for, in *version; 0: none was asked for. Something that no ETag of ours
 * could be is STALE_VERSION. */
int etag_wanted(const struct call *c, int64_t *version, struct problem *p);

#endif
