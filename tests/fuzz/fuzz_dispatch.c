/* SPDX-License-Identifier: Apache-2.0 */
/* What workers and their dispatcher say to each other: a message is what was written, to the byte, or it is none. */
#include "fuzz.h"

#include "base/buf.h"
#include "work/dispatch_message.h"

static void read_ask(struct arena *a, const char *message, size_t n)
{
	struct dispatch_ask ask;
	struct buf again;
	if (dispatch_read_ask(message, n, &ask) < 0)
		return;
	buf_init(&again, a, n);
	dispatch_write_ask(&again, &ask);
	MUST(again.size == n && memcmp(again.data, message, n) == 0);
}

static void read_answer(struct arena *a, const char *message, size_t n)
{
	struct claims claims;
	struct buf again;
	if (dispatch_read_answer(message, n, &claims, a) < 0)
		return;
	buf_init(&again, a, n);
	dispatch_write_answer(&again, &claims);
	MUST(again.size == n && memcmp(again.data, message, n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	char *exact = memcpy(arena_alloc(a, size), data, size);
	read_ask(a, exact, size);
	read_answer(a, exact, size);
	arena_free(a);
	return 0;
}
