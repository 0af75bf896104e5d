/* SPDX-License-Identifier: Apache-2.0 */
/* A file of cards: split the same wherever it is cut; each is read, and what is written of it is read as the same again. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "formats/vcard.h"

struct seen {
	struct arena *arena;
	size_t cards, bytes;
};

static void must_be_text(const char *s)
{
	MUST(s == NULL || utf8_valid(s, strlen(s)));
}

static void must_agree(const char *a, const char *b)
{
	MUST((a == NULL) == (b == NULL));
	MUST(a == NULL || strcmp(a, b) == 0);
}

static void must_come_back(struct arena *a, const struct vcard *card)
{
	for (enum vcard_version version = VCARD_3; version <= VCARD_4; version++) {
		struct buf b;
		struct vcard again;
		buf_init(&b, a, 256);
		vcard_write(&b, card, version);
		MUST(utf8_valid(b.data, b.size));
		vcard_read(a, b.data, b.size, &again);
		must_agree(again.name, card->name);
		MUST(again.email_count == card->email_count && again.phone_count == card->phone_count);
		MUST(again.category_count == card->category_count && again.address_count == card->address_count);
	}
}

static int see(void *arg, const char *s, size_t n, struct problem *p)
{
	struct seen *seen = arg;
	struct vcard card;
	(void)p;
	seen->cards++;
	seen->bytes += n;
	vcard_read(seen->arena, s, n, &card);
	must_be_text(card.name);
	must_be_text(card.note);
	for (size_t i = 0; i < card.email_count; i++)
		must_be_text(card.emails[i].text);
	if (card.name != NULL)
		must_come_back(seen->arena, &card);
	return 0;
}

static struct seen split(struct arena *a, const uint8_t *data, size_t size, size_t step)
{
	struct seen seen = {.arena = a};
	struct vcard_split *v = vcard_split_new(a, see, &seen);
	for (size_t at = 0; at < size; at += step)
		MUST(vcard_split_read(v, (const char *)data + at, size - at < step ? size - at : step, NULL) == 0);
	MUST(vcard_split_end(v, NULL) == 0);
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	struct seen whole = split(a, data, size, size + 1), cut = split(a, data, size, 7);
	MUST(whole.cards == cut.cards && whole.bytes == cut.bytes);
	arena_free(a);
	return 0;
}
