/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of Standard Webhooks, version v1: HMAC-SHA256 of "id.timestamp.body". */
#ifndef STAGEFY_EVENTS_SIGNATURE_H
#define STAGEFY_EVENTS_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

struct buf;

enum { SIGNATURE_SECRET_SIZE = 39 }; /* "whsec_", 24 bytes in base64, NUL */

void signature_make_secret(char out[SIGNATURE_SECRET_SIZE]);

/* Writes "v1,…", with a space in front when something stands there already. -1, and nothing is written, when that is no
 * secret. */
int signature_write(struct buf *out, const char *secret, const char *id, int64_t timestamp_s, const char *body, size_t size);

#endif
