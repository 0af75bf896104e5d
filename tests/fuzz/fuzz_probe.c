/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an uploaded file. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "media/probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct content {
	const uint8_t *data;
	size_t size;
};

static int read_content(void *arg, int64_t offset, void *out, size_t n)
{
	const struct content *c = arg;
	if (offset < 0 || (size_t)offset > c->size || n > c->size - (size_t)offset)
		abort();
	if (n > 0)
		memcpy(out, c->data + offset, n);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct content content = {data, size};
	struct arena *a = arena_new(1 << 19);
	struct probe found;
	if (probe_run(a, (int64_t)size, read_content, &content, &found) < 0)
		abort();
	if ((found.type == NULL) == (found.why == NULL) || memchr(found.taken_at, 0, sizeof found.taken_at) == NULL)
		abort();
	arena_free(a);
	return 0;
}
