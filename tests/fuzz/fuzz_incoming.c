/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a mail that came in: whose it is, what it says, what of that it repeats. */
#include <string.h>

#include "base/utf8.h"
#include "correspondence/inbound.h"
#include "correspondence/quote.h"
#include "fuzz.h"
#include "link/incoming.h"

static void check_text(const char *s)
{
	if (s == NULL)
		return;
	for (size_t n = strlen(s), step; n > 0; s += step, n -= step) {
		step = utf8_sequence((const unsigned char *)s, n);
		MUST(step > 0 && (step > 1 || *s == '\n' || (unsigned char)*s >= 0x20));
	}
}

/* What came with it can be read, and is not much more than the mail was. */
static void check_file(const struct incoming_file *f, size_t size)
{
	check_text(f->name);
	MUST((f->bytes == NULL) == (f->size == 0) && f->size <= 2 * size + 4096);
	for (size_t i = 0; i < f->size; i++)
		MUST(((const unsigned char *)f->bytes)[i] <= 0xff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(1 << 16);
	struct incoming mail;
	const char *tokens, *ids, *own, *quoted;
	if (size <= 1 << 16) {
		inbound_find(a, (const char *)data, size, NULL, &tokens, &ids);
		incoming_read(a, data, size, &mail);
		quote_split(a, mail.text, &own, &quoted);
		const char *const texts[] = {tokens, ids, own, quoted, mail.message_id, mail.in_reply_to, mail.from_address, mail.from_name, mail.subject, mail.bounce_id};
		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			check_text(texts[i]);
		for (size_t i = 0; i < mail.file_count; i++)
			check_file(&mail.files[i], size);
	}
	arena_free(a);
	return 0;
}
