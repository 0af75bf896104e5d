/* SPDX-License-Identifier: Apache-2.0 */
/* Digests, MACs, random bytes and comparison in constant time, over libcrypto. */
#ifndef STAGEFY_BASE_DIGEST_H
#define STAGEFY_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32, DIGEST_HEX_SIZE = 65, DIGEST_MD5_SIZE = 16 };

void digest_sha256(const void *p, size_t n, uint8_t out[DIGEST_SIZE]);
void digest_hmac(const void *key, size_t key_size, const void *p, size_t n, uint8_t out[DIGEST_SIZE]);

/* For systems that ask for it; it proves nothing by itself. */
void digest_md5(const void *p, size_t n, uint8_t out[DIGEST_MD5_SIZE]);

/* SHA-256 of bytes that come in pieces. digest_end() frees it. */
struct digest;
struct digest *digest_begin(void);
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, uint8_t out[DIGEST_SIZE]);

/* Bytes nobody can foresee; a process without a source of them ends. */
void digest_random(void *out, size_t n);

/* Equal or not, in a time that tells nothing about where they differ. */
bool digest_equal(const void *a, const void *b, size_t n);

/* Overwrites a secret so that no optimiser leaves it behind. */
void digest_wipe(void *p, size_t n);

#endif
