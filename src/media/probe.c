/* SPDX-License-Identifier: Apache-2.0 */
#include "media/probe.h"

#include <string.h>
#include <strings.h>

#include "media/types.h"
#include "media/view.h"

static bool contains(const uint8_t *p, size_t n, const char *word)
{
	size_t k = strlen(word);
	for (size_t i = 0; i + k <= n; i++)
		if (strncasecmp((const char *)p + i, word, k) == 0)
			return true;
	return false;
}

/* Words by which some program would take the head of an image for something that runs. */
static bool looks_like_a_document(struct media_view *v)
{
	static const char *const words[] = {"%PDF-", "<!doctype", "<html", "<script", "<svg", "<iframe", "<?php"};
	enum { SNIFFED = 1024 };
	size_t n = v->size < SNIFFED ? (size_t)v->size : SNIFFED;
	const uint8_t *head = media_view_at(v, 0, n);
	for (size_t i = 0; head != NULL && i < sizeof words / sizeof *words; i++)
		if (contains(head, n, words[i]))
			return true;
	return false;
}

/* A ZIP archive is read from its end, so it can hide behind any other file (and be a program, as JAR):
 * an end-of-directory record whose comment ends exactly with the file. */
static bool ends_as_an_archive(struct media_view *v)
{
	enum { RECORD = 22, COMMENT_MOST = 65535 };
	size_t n = v->size < RECORD + COMMENT_MOST ? (size_t)v->size : RECORD + COMMENT_MOST;
	const uint8_t *tail = media_view_at(v, v->size - (int64_t)n, n);
	for (size_t i = 0; tail != NULL && i + RECORD <= n; i++)
		if (memcmp(tail + i, "PK\5\6", 4) == 0 && i + RECORD + media_view_le16(tail + i + 20) == n)
			return true;
	return false;
}

static const char *look(struct media_view *v, struct probe *out)
{
	enum { HEAD = 16 };
	size_t n = v->size < HEAD ? (size_t)v->size : HEAD;
	const uint8_t *head = media_view_at(v, 0, n);
	const struct media_type *type = head == NULL ? NULL : media_types_by_magic(head, n);
	if (type == NULL)
		return "is of no known type";
	/* before the prober, which may use up the reads */
	if ((strcmp(type->kind, "image") == 0 && looks_like_a_document(v)) || ends_as_an_archive(v))
		return "is of two types at once";
	out->type = type;
	const char *why = type->prober(v, out);
	out->is_broken = why != NULL;
	return why;
}

int probe_run(struct arena *a, int64_t size, int (*read)(void *arg, int64_t offset, void *out, size_t n), void *arg,
	      struct probe *out)
{
	struct media_view v = {.read = read, .arg = arg, .size = size < 0 ? 0 : size};
	struct probe found = {.type = NULL};
	media_view_init(&v, a);
	const char *why = size <= 0 ? "is empty" : look(&v, &found);
	if (v.failed)
		return -1;
	*out = why == NULL ? found : (struct probe){.why = why, .is_broken = found.is_broken};
	return 0;
}
