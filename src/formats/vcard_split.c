/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/problem.h"
#include "formats/vcard.h"

struct vcard_split {
	char *text; /* of the card so far, or of a line outside of one */
	size_t size, room;
	size_t line;	/* where its last line begins */
	unsigned depth; /* 2.1 lets a card stand within another */
	vcard_found card;
	void *arg;
};

static void forget(void *arg)
{
	struct vcard_split *v = arg;
	free(v->text);
}

struct vcard_split *vcard_split_new(struct arena *a, vcard_found card, void *arg)
{
	struct vcard_split *v = arena_new_one(a, struct vcard_split);
	v->card = card;
	v->arg = arg;
	arena_defer(a, forget, v);
	return v;
}

static bool says(const char *s, size_t n, const char *words)
{
	size_t k = strlen(words);
	while (n > k && isspace((unsigned char)s[n - 1]))
		n--;
	return n == k && strncasecmp(s, words, k) == 0;
}

static int end_line(struct vcard_split *v, struct problem *p)
{
	if (v->depth == 0 && v->size >= 3 && memcmp(v->text, "\xef\xbb\xbf", 3) == 0) {
		v->size -= 3;
		memmove(v->text, v->text + 3, v->size);
	}
	const char *s = v->text + v->line;
	size_t n = v->size - v->line;
	v->line = v->size;
	if (says(s, n, "BEGIN:VCARD"))
		v->depth++;
	else if (says(s, n, "END:VCARD") && v->depth > 0 && --v->depth == 0 && v->card(v->arg, v->text, v->size, p) < 0)
		return -1;
	if (v->depth == 0)
		v->size = v->line = 0;
	return 0;
}

/* By hand, since it grows up to megabytes and an arena keeps what it has outgrown. */
static void grow(struct vcard_split *v)
{
	v->room = v->room == 0 ? 4096 : 2 * v->room;
	v->text = realloc(v->text, v->room);
	if (v->text == NULL)
		abort();
}

int vcard_split_read(struct vcard_split *v, const char *s, size_t n, struct problem *p)
{
	for (size_t i = 0; i < n; i++) {
		if (v->size == VCARD_MOST_BYTES)
			return problem_violation(p, "", "too_long", "{\"max\":4194304}", "has a card of more than 4 MiB");
		if (v->size == v->room)
			grow(v);
		v->text[v->size++] = s[i];
		if (s[i] == '\n' && end_line(v, p) < 0)
			return -1;
	}
	return 0;
}

int vcard_split_end(struct vcard_split *v, struct problem *p)
{
	return v->size == v->line ? 0 : end_line(v, p);
}
