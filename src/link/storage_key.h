/* SPDX-License-Identifier: Apache-2.0 */
/* The names of files in the store. Three forms exist, made here and nowhere else:
 *
 *   pending/<agency>/<upload>                       what an upload address may write
 *   <agency>/<media>-<22 base64url>.<extension>     a file that was checked; no address ever writes it
 *   <agency>/<media>-<22 base64url>.<variant>.webp  a smaller form of that picture, made here
 *
 * with UUIDs in lower case. No other byte can stand in a key, so none needs escaping in a
 * path, an address or XML, and none can leave the store's folder. */
#ifndef STAGEFY_LINK_STORAGE_KEY_H
#define STAGEFY_LINK_STORAGE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum storage_key_kind { STORAGE_KEY_NONE, STORAGE_KEY_PENDING, STORAGE_KEY_FINAL, STORAGE_KEY_VARIANT };

/* Of a final key and its variants: what they have in common, up to the first dot. */
enum { STORAGE_KEY_STEM_SIZE = 36 + 1 + 36 + 1 + 22 };

#define STORAGE_KEY_PENDING_PREFIX "pending/"

/* Which form the `n` bytes have. */
enum storage_key_kind storage_key_kind(const char *key, size_t n);

/* The key under which an upload waits. Both are UUIDs in lower case. */
const char *storage_key_pending(struct arena *a, const char *agency, const char *upload);

/* A key for good, with 128 random bits of its own. `extension` is 1-5 of a-z 0-9, without a dot. */
const char *storage_key_final(struct arena *a, const char *agency, const char *media, const char *extension);

/* The key of the smaller form of that name, 1-12 of a-z: the same for the same picture each time. */
const char *storage_key_variant(struct arena *a, const char *final, const char *variant);

/* Whether the key, of any form, is one of that agency's. */
bool storage_key_belongs(const char *key, const char *agency);

/* When a pending key was made, in milliseconds since 1970, as its version 7 UUID tells; -1 for any
 * other key. Unlike a file's time, the uploader cannot set it. */
int64_t storage_key_made_ms(const char *key);

#endif
