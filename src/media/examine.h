/* SPDX-License-Identifier: Apache-2.0 */
/* One uploaded file: brought under its final key, then looked into. In that order: nobody ever had an
 * address to write there, so what is found out stays true. */
#ifndef STAGEFY_MEDIA_EXAMINE_H
#define STAGEFY_MEDIA_EXAMINE_H

#include <stdint.h>

#include "base/digest.h"
#include "media/probe.h"

struct problem;
struct storage;

/* Larger files are not hashed: reading them whole would take longer than a request may. */
#define EXAMINE_HASHED_MOST (INT64_C(256) << 20)

struct examine_expected {
	const char *storage_key, *final_key, *content_type;
	const char *sha256; /* NULL: presign gave none */
	int64_t size;
};

struct examined {
	const char *code; /* of a violation; NULL: the file is as it should be */
	const char *params, *detail;
	char sha256[DIGEST_HEX_SIZE]; /* "": not hashed */
	struct probe probe;
};

/* Moves and looks. Returns -1 when the store is in trouble; what was done can be repeated. A file that is
 * not as it should be stays under its final key until the tidy job removes it, so that every repetition
 * and every twin says the same. */
int examine_file(struct arena *a, const struct storage *s, const struct examine_expected *e, struct examined *out,
		 struct problem *p);

/* The same of a file in memory, which has no key yet and may be of any type that has a row in types.h. Cannot fail. */
void examine_bytes(struct arena *a, const void *bytes, size_t size, const char *sha256, struct examined *out);

#endif
