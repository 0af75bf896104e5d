/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of our own for what we hand out and want back unchanged: addresses of files, cursors. */
#ifndef STAGEFY_AUTH_SIGNATURE_H
#define STAGEFY_AUTH_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/secrets.h"

struct conf;
struct problem;

enum { SIGNATURE_SIZE = 44 }; /* base64url of 32 bytes, and the NUL */

/* Derived once, at start. */
struct signature_keys {
	struct secrets secrets;
};

/* Fails as secrets_derive() does. */
int signature_init(const struct conf *conf, struct signature_keys *out, struct problem *p);

/* HMAC-SHA256 over `context`, a NUL and the data, with the first key. The context ("cursor", "file") keeps
 * what is signed for one purpose from being good for another. */
void signature_make(const struct signature_keys *k, const char *context, const void *data, size_t n,
		    char out[SIGNATURE_SIZE]);

/* Whether the text is that signature by any of the keys. */
bool signature_verify(const struct signature_keys *k, const char *context, const void *data, size_t n, const char *text,
		      size_t text_size);

#endif
