/* SPDX-License-Identifier: Apache-2.0 */
#include "media/types.h"

#include <string.h>
#include <strings.h>

#include "base/problem.h"
#include "conf/conf.h"
#include "media/formats.h"

/* To add a type: a row here, its prober in formats.h and a file of its own, its extension in nginx's
 * storage.conf.in, its name in UPLOAD_TYPES and in the constraint on media_items.content_type. SVG and
 * HTML stay out for good: they are programs in the reader's browser. */
#define MAGIC(at, bytes) (bytes), sizeof(bytes) - 1, (at)
static const struct media_type types[] = {
    {"image/jpeg", "jpg", "image", MAGIC(0, "\xff\xd8\xff"), jpeg_probe},
    {"image/png", "png", "image", MAGIC(0, "\x89PNG\r\n\x1a\n"), png_probe},
    {"image/webp", "webp", "image", MAGIC(8, "WEBP"), webp_probe},
    {"image/heic", "heic", "image", MAGIC(4, "ftyp"), heic_probe},
    {"application/pdf", "pdf", "document", MAGIC(0, "%PDF-"), pdf_probe},
};

#define COUNT (sizeof types / sizeof *types)

const struct media_type *media_types_all(size_t *count)
{
	*count = COUNT;
	return types;
}

const struct media_type *media_types_find(const char *content_type)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcasecmp(types[i].content_type, content_type) == 0)
			return &types[i];
	return NULL;
}

const struct media_type *media_types_by_magic(const uint8_t *head, size_t n)
{
	for (size_t i = 0; i < COUNT; i++) {
		const struct media_type *t = &types[i];
		if (n >= t->magic_at + t->magic_size && memcmp(head + t->magic_at, t->magic, t->magic_size) == 0)
			return t;
	}
	return NULL;
}

const struct media_type *media_types_find_import(const char *content_type)
{
	static const struct media_type imports[] = {{.content_type = "text/csv", .extension = "csv", .kind = "document"},
						    {.content_type = "application/x-ndjson", .extension = "jsonl", .kind = "document"},
						    {.content_type = "text/vcard", .extension = "vcf", .kind = "document"}};
	for (size_t i = 0; i < sizeof imports / sizeof *imports; i++)
		if (strcasecmp(imports[i].content_type, content_type) == 0)
			return &imports[i];
	return NULL;
}

bool media_types_allowed(const struct conf *c, const struct media_type *t)
{
	for (size_t i = 0; i < c->upload_types.count; i++)
		if (strcasecmp(c->upload_types.items[i], t->content_type) == 0)
			return true;
	return false;
}

int media_types_check(const struct conf *c, struct problem *p)
{
	for (size_t i = 0; i < c->upload_types.count; i++)
		if (media_types_find(c->upload_types.items[i]) == NULL)
			return problem_set(p, PROBLEM_INTERNAL, "option UPLOAD_TYPES: '%s' is no type that can be uploaded here",
					   c->upload_types.items[i]);
	return 0;
}
