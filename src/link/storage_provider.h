/* SPDX-License-Identifier: Apache-2.0 */
/* What a kind of store implements: the functions of link/storage.h by the same names, with the same
 * contracts. To add one: a file with its table, and a line in storage.c. */
#ifndef STAGEFY_LINK_STORAGE_PROVIDER_H
#define STAGEFY_LINK_STORAGE_PROVIDER_H

#include "link/storage.h"

struct storage_provider {
	const char *kind;
	int (*open)(struct arena *a, const struct conf *conf, struct storage **out, struct problem *p);
	void (*presign_put)(struct arena *a, const struct storage *s, const char *key, const char *content_type,
			    int64_t size, int64_t expires_s, struct storage_upload *out);
	const char *(*presign_get)(struct arena *a, const struct storage *s, const char *key, int64_t expires_s,
				   const char *download);
	int (*stat)(struct arena *a, const struct storage *s, const char *key, struct storage_object *out,
		    struct problem *p);
	int (*read)(struct arena *a, const struct storage *s, const char *key, int64_t offset, int64_t size,
		    struct storage_sink sink, struct problem *p);
	int (*write)(struct arena *a, const struct storage *s, const char *key, const char *content_type, const void *content,
		     size_t size, struct problem *p);
	int (*move)(struct arena *a, const struct storage *s, const char *from, const char *to, struct problem *p);
	int (*remove)(struct arena *a, const struct storage *s, const char *key, struct problem *p);
	int (*each)(const struct storage *s, const char *prefix,
		    int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p), void *arg,
		    struct problem *p);
	int (*check)(struct arena *a, const struct storage *s, struct storage_health *out, struct problem *p);
};

/* The first member of what a provider's open() makes. */
struct storage {
	const struct storage_provider *provider;
	const struct conf *conf;
	const char *name; /* of storage_provider() */
};

/* The time in which a reading address is good, in seconds of wall time: from the hour that has begun. */
struct storage_window {
	int64_t from_s, until_s;
};

struct storage_window storage_window(int64_t expires_s);

#endif
