/* SPDX-License-Identifier: Apache-2.0 */
/* UUIDs: version 7 (RFC 9562 section 5.7) for everything that is made here, any version when read. */
#ifndef STAGEFY_BASE_UUID_H
#define STAGEFY_BASE_UUID_H

#include <stdbool.h>
#include <stddef.h>

enum { UUID_TEXT_SIZE = 37 }; /* with the NUL */

/* A new version 7 UUID in lower case: wall milliseconds, a counter that keeps ids of one process in
 * order, and 62 random bits. */
void uuid_v7(char out[UUID_TEXT_SIZE]);

/* Whether the `n` bytes are a UUID in the canonical 8-4-4-4-12 form, either case. */
bool uuid_valid(const char *s, size_t n);

#endif
