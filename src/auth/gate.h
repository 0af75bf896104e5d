/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a token: compact JWS (RFC 7515 section 7.1), read strictly before any key is touched. */
#ifndef STAGEFY_AUTH_GATE_H
#define STAGEFY_AUTH_GATE_H

#include <stddef.h>
#include <stdint.h>

#include "auth/key.h"
#include "auth/reason.h"

struct arena;
struct jvalue;

enum { GATE_MOST_BYTES = 8192 };

struct token {
	const char *text; /* the signed part: header and payload as they came */
	size_t size;
	const uint8_t *signature;
	size_t signature_size;
	enum key_alg alg;
	const char *kid; /* NULL: the header has none */
	size_t kid_size;
	const struct jvalue *header, *claims; /* objects */
};

/* Reads the `n` bytes of a token into *out; what that points to lives in the arena or in `text`. Claims
 * are parsed, none is judged. Header members that mean nothing to us (jku, jwk, x5c …) are not looked at. */
enum reason gate_read(struct arena *a, const char *text, size_t n, struct token *out);

#endif
