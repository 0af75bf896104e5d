/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/timing.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "serve/exchange.h"

static void add(struct buf *b, const char *name, int64_t us)
{
	int64_t tenths = us < 0 ? 0 : (us + 50) / 100;
	buf_puts(b, name);
	buf_lit(b, ";dur=");
	buf_int(b, tenths / 10);
	buf_put(b, '.');
	buf_put(b, (char)('0' + tenths % 10));
}

void timing_tell(struct exchange *x)
{
	struct buf b;
	if (x->call.principal == NULL || !x->serve->tells_timing)
		return;
	int64_t total = clock_mono_us() - x->request->started_us;
	buf_init(&b, x->arena, 64);
	add(&b, "db", x->database_us);
	add(&b, ", app", total - x->database_us);
	add(&b, ", total", total);
	response_header(x->response, "Server-Timing", "%s", buf_text(&b));
}
