/* SPDX-License-Identifier: Apache-2.0 */
/* The types of files that may be uploaded at all. UPLOAD_TYPES chooses among them. */
#ifndef STAGEFY_MEDIA_TYPES_H
#define STAGEFY_MEDIA_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct conf;
struct media_view;
struct probe;
struct problem;

/* Fills what it finds out in *out; NULL, or a sentence that says why the file is not of this type. */
typedef const char *(*media_prober)(struct media_view *v, struct probe *out);

struct media_type {
	const char *content_type;
	const char *extension; /* of the stored file: nginx's `types` makes the content type from it */
	const char *kind;      /* media_items.type */
	const char *magic;     /* the bytes that the file has at `magic_at` */
	size_t magic_size, magic_at;
	media_prober prober;
};

/* All rows; the number in *count. */
const struct media_type *media_types_all(size_t *count);

/* The row of that content type, or NULL. Parameters are not allowed, case does not matter. */
const struct media_type *media_types_find(const char *content_type);

/* The same among the types of files that are imported (src/intake): they are read once and never become media items. */
const struct media_type *media_types_find_import(const char *content_type);

/* The row whose magic the file's first `n` bytes have, or NULL. */
const struct media_type *media_types_by_magic(const uint8_t *head, size_t n);

/* Whether UPLOAD_TYPES holds the type. */
bool media_types_allowed(const struct conf *c, const struct media_type *t);

/* Fails with INTERNAL, in a sentence for the operator, when UPLOAD_TYPES names a type without a row. */
int media_types_check(const struct conf *c, struct problem *p);

#endif
