/* SPDX-License-Identifier: Apache-2.0 */
/* An event's header fields and body: "id\ntimestamp\nsignature\nbody". */
#include "fuzz.h"

#include "base/buf.h"
#include "conf/conf.h"
#include "link/svix.h"

enum { NOW = 1760000000 };

static const char *secrets[] = {"whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL", "whsec_5C07MCHq/bHet1T4gZuF/bO/b5QRGDc6"};

/* Who is taken has one of our signatures over just these bytes. */
static void check_taken(struct arena *a, const struct svix_headers *h, const char *body, size_t size)
{
	bool signed_by_us = false;
	MUST(h->id != NULL && h->timestamp != NULL && h->signature != NULL);
	for (size_t i = 0; i < 2; i++) {
		uint8_t key[SVIX_KEY_MOST];
		struct buf b;
		buf_init(&b, a, 64);
		svix_sign(&b, key, (size_t)svix_key(secrets[i], key), h->id, h->timestamp, body, size);
		signed_by_us = signed_by_us || strstr(h->signature, buf_text(&b)) != NULL;
	}
	MUST(signed_by_us);
	MUST(strlen(h->id) <= SVIX_ID_MOST);
	MUST(llabs(strtoll(h->timestamp, NULL, 10) - NOW) <= SVIX_TOLERANCE_S);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct conf_list list = {secrets, 2};
	struct arena *a = arena_new(4096);
	char *text = arena_strndup(a, (const char *)data, size), *fields[3] = {NULL}, *rest = text;
	uint8_t key[SVIX_KEY_MOST];
	MUST(svix_key(text, key) <= SVIX_KEY_MOST);
	for (int i = 0; i < 3 && rest != NULL; i++)
		fields[i] = strsep(&rest, "\n");
	const struct svix_headers h = {fields[0], fields[1], fields[2]};
	size_t n = rest == NULL ? 0 : size - (size_t)(rest - text);
	if (svix_verify(a, &list, &h, rest == NULL ? "" : rest, n, NOW) == SVIX_GOOD)
		check_taken(a, &h, rest == NULL ? "" : rest, n);
	arena_free(a);
	return 0;
}
