/* SPDX-License-Identifier: Apache-2.0 */
/* Keys derived from SECRET_KEYS, one for each secret and purpose: what signs addresses can never open what
 * is sealed. */
#ifndef STAGEFY_AUTH_SECRETS_H
#define STAGEFY_AUTH_SECRETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

struct conf;
struct problem;

enum { SECRETS_MOST = 8, SECRETS_LEAST_SIZE = 32, SECRETS_MOST_SIZE = 4096 };

struct secrets {
	uint8_t keys[SECRETS_MOST][DIGEST_SIZE]; /* the first makes, all are tried */
	size_t count;
};

/* Derives the keys for a purpose (a constant such as "stagefy seal 1"). Fails with INTERNAL when SECRET_KEYS
 * is unset or has an item outside 32 to 4096 bytes. */
int secrets_derive(const struct conf *conf, const char *purpose, struct secrets *out, struct problem *p);

void secrets_wipe(struct secrets *s);

#endif
