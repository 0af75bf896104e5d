/* SPDX-License-Identifier: Apache-2.0 */
/* The names of files in the store. Two forms exist, made here and nowhere else:
 *
 *   pending/<agency>/<upload>                    what an upload address may write
 *   <agency>/<media>-<22 base64url>.<extension>  a file that was checked; no address ever writes it
 *
 * with UUIDs in lower case. No other byte can stand in a key, so neither form needs escaping in a
 * path, an address or XML, and neither can leave the store's folder. */
#ifndef STAGEFY_LINK_STORAGE_KEY_H
#define STAGEFY_LINK_STORAGE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum storage_key_kind { STORAGE_KEY_NONE, STORAGE_KEY_PENDING, STORAGE_KEY_FINAL };

#define STORAGE_KEY_PENDING_PREFIX "pending/"

/* Which form the `n` bytes have. */
enum storage_key_kind storage_key_kind(const char *key, size_t n);

/* The key under which an upload waits. Both are UUIDs in lower case. */
const char *storage_key_pending(struct arena *a, const char *agency, const char *upload);

/* A key for good, with 128 random bits of its own. `extension` is 1-5 of a-z 0-9, without a dot. */
const char *storage_key_final(struct arena *a, const char *agency, const char *media, const char *extension);

/* Whether the key, of either form, is one of that agency's. */
bool storage_key_belongs(const char *key, const char *agency);

/* When a pending key was made, in milliseconds since 1970, as its version 7 UUID tells; -1 for any
 * other key. Unlike a file's time, the uploader cannot set it. */
int64_t storage_key_made_ms(const char *key);

#endif
