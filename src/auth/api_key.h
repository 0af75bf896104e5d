/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an API key: sfy_{live|test}_{8}_{36}{6}, of 0-9A-Za-z. The eight are its public id, the 36 its secret, 214
 * bits; the last six are the CRC-32 (zlib's) of all before them, so that a mistyped key costs no look-up. Whether a key is
 * good only the database knows. */
#ifndef STAGEFY_AUTH_API_KEY_H
#define STAGEFY_AUTH_API_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

enum {
	API_KEY_PREFIX = 17, /* "sfy_live_7Hq2Zp9K" */
	API_KEY_LENGTH = 60,
	API_KEY_LAST = 4 /* of its end, shown so that people can tell keys apart */
};

enum api_key_fault { API_KEY_OK, API_KEY_UNKNOWN_PREFIX, API_KEY_MALFORMED, API_KEY_BAD_CHECKSUM };

struct api_key {
	char text[API_KEY_LENGTH + 1]; /* the secret itself: wipe it */
	char prefix[API_KEY_PREFIX + 1];
	uint8_t digest[DIGEST_SIZE]; /* SHA-256 of the whole: what is stored */
};

/* Reads `n` bytes; *out is set only when they are the text of a key. */
enum api_key_fault api_key_read(const char *text, size_t n, struct api_key *out);

/* A new key. `mode` is "live" or "test". */
void api_key_make(const char *mode, struct api_key *out);

#endif
