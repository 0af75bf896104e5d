/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_AUTH_KEY_PAIR_H
#define STAGEFY_AUTH_KEY_PAIR_H

#include <stddef.h>
#include <stdint.h>

struct arena;

enum { KEY_PAIR_COORDINATE = 32 };

struct key_pair {
	uint8_t x[KEY_PAIR_COORDINATE], y[KEY_PAIR_COORDINATE]; /* the public point */
	char *pem; /* the private key as PKCS#8; whoever gets it wipes it */
	size_t pem_size;
};

/* A new key pair for ES256 (P-256). A process without randomness or memory ends. */
void key_pair_make(struct arena *a, struct key_pair *out);

#endif
