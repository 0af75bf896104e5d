/* SPDX-License-Identifier: Apache-2.0 */
/* Where files live, behind one interface: a folder that nginx serves (local) or an S3-compatible
 * store (s3). Keys are those of link/storage_key.h.
 *
 * Browsers move the bytes themselves, by addresses that are signed here without asking the store.
 * What does ask it fails with STORAGE_UNAVAILABLE (Retry-After set) when the store is away, slow or
 * refuses us, and with NOT_FOUND when the file is not there; nothing is repeated in here. */
#ifndef STAGEFY_LINK_STORAGE_H
#define STAGEFY_LINK_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf;
struct problem;
struct storage;

/* The store that STORAGE names, or the one that `kind` ("local", "s3") does. It lives in the arena
 * and refers to `conf`. Nothing is connected to. Fails with INTERNAL, in a sentence for the operator,
 * when an option is missing. */
int storage_open(struct arena *a, const struct conf *conf, const char *kind, struct storage **out, struct problem *p);

/* "local", "s3" or "supabase" (an S3 store of theirs): what media_items.provider holds. */
const char *storage_provider(const struct storage *s);

struct storage_header {
	const char *name, *value;
};

/* How to upload: this method and address, these headers and no other values for them. The body must
 * have exactly the size that was asked for (browsers send Content-Length by themselves). */
struct storage_upload {
	const char *method, *url;
	const struct storage_header *headers;
	size_t header_count;
	int64_t expires_us; /* wall time */
};

/* The upload address of a pending key. Cannot fail. */
void storage_presign_put(struct arena *a, const struct storage *s, const char *key, const char *content_type,
			 int64_t size, int64_t expires_s, struct storage_upload *out);

/* A reading address, good for at least `expires_s` seconds from now and at most an hour more than
 * that rounded up to hours. It is the same text for the whole of an hour, so that caches work.
 * `download`: the file name under which browsers save it, or NULL to show it. */
const char *storage_presign_get(struct arena *a, const struct storage *s, const char *key, int64_t expires_s,
				const char *download);

/* When the addresses of storage_presign_get() made now end, as wall time: part of the ETag of what
 * shows them. */
int64_t storage_get_expires_us(int64_t expires_s);

struct storage_object {
	bool found;
	int64_t size;
	const char *etag;	  /* as the store has it, quotes included */
	const char *content_type; /* NULL: the store keeps none (local: the extension tells) */
};

int storage_stat(struct arena *a, const struct storage *s, const char *key, struct storage_object *out,
		 struct problem *p);

struct storage_sink {
	int (*write)(void *arg, const void *p, size_t n); /* -1 ends the reading, which then fails */
	void *arg;
};

/* Hands over the bytes from `offset` on, `size` of them or fewer if the file ends before. */
int storage_read(struct arena *a, const struct storage *s, const char *key, int64_t offset, int64_t size,
		 struct storage_sink sink, struct problem *p);

/* Writes a file that came by no upload, under a final key made for it, whole or not at all. */
int storage_store(struct arena *a, const struct storage *s, const char *key, const char *content_type, const void *content,
		  size_t size, struct problem *p);

/* Writes a variant, whole or not at all; another of that key is replaced. */
int storage_write(struct arena *a, const struct storage *s, const char *key, const char *content_type, const void *content,
		  size_t size, struct problem *p);

/* Gives the file its new key. Done already (`to` there) is done: `from` is then removed, never moved
 * over `to`. Safe to repeat after any failure. */
int storage_move(struct arena *a, const struct storage *s, const char *from, const char *to, struct problem *p);

/* Not being there is success. */
int storage_remove(struct arena *a, const struct storage *s, const char *key, struct problem *p);

/* Calls `each` for every key of any form that begins with `prefix`, in no order, each with its own
 * short-lived arena; -1 ends it with the problem that `each` has set. The file may be removed. */
int storage_each(const struct storage *s, const char *prefix,
		 int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p), void *arg,
		 struct problem *p);

struct storage_health {
	int64_t free_bytes, total_bytes; /* -1 each: the store does not tell */
};

/* Fails when files cannot be stored: the store does not answer or refuses us, the folder is missing,
 * not writable or has less than 1 % or one largest upload left. */
int storage_check(struct arena *a, const struct storage *s, struct storage_health *out, struct problem *p);

/* Content-Disposition for a download: a plain fallback and the name in UTF-8 (RFC 6266, RFC 8187),
 * whatever bytes the name has. */
const char *storage_disposition(struct arena *a, const char *name);

#endif
