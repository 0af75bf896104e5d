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
			check_text(mail.files[i]);
	}
	arena_free(a);
	return 0;
}
