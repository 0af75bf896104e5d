/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <string.h>

#include "media/formats.h"
#include "media/view.h"

/* "%PDF-1.0" to "%PDF-1.7", "%PDF-2.0" and what may follow them */
static bool has_version(const uint8_t *p)
{
	return (p[5] == '1' || p[5] == '2') && p[6] == '.' && p[7] >= '0' && p[7] <= '9';
}

/* The end's mark and the word before it; readers look for both in the last KiB. */
static bool has_end(struct media_view *v)
{
	enum { LAST = 1024 };
	size_t n = v->size < LAST ? (size_t)v->size : LAST;
	const uint8_t *p = media_view_at(v, v->size - (int64_t)n, n);
	const uint8_t *start = p == NULL ? NULL : memmem(p, n, "startxref", 9);
	return start != NULL && memmem(start, n - (size_t)(start - p), "%%EOF", 5) != NULL;
}

const char *pdf_probe(struct media_view *v, struct probe *out)
{
	(void)out;
	const uint8_t *p = media_view_at(v, 0, 8);
	if (p == NULL || !has_version(p))
		return "has no version of PDF";
	return has_end(v) ? NULL : "ends too early";
}
