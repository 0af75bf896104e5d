/* SPDX-License-Identifier: Apache-2.0 */
/* Asking `stagefy keys` for a fetch: a file whose modification time is the moment of the last ask. One
 * ask a minute for the whole pool, whoever comes first, so that forged tokens cannot make us knock at an
 * issuer's door. */
#ifndef STAGEFY_AUTH_WANT_H
#define STAGEFY_AUTH_WANT_H

#include <stdint.h>

enum want {
	WANT_ASKED, /* this call asked: worth waiting for the answer */
	WANT_FRESH, /* somebody asked less than WANT_FRESH_MS ago: the answer is on its way */
	WANT_SPENT  /* the minute's ask is over, or the file cannot be written */
};

enum { WANT_EVERY_S = 60, WANT_FRESH_MS = 2000, WANT_WAIT_MS = 1500 };

/* Asks, if the minute's ask is still to be had. `path` is issuer_source.want. */
enum want want_ask(const char *path);

/* When the last ask was, in microseconds since 1970; 0: never. */
int64_t want_asked_at(const char *path);

#endif
