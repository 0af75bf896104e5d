/* SPDX-License-Identifier: Apache-2.0 */
#include "db/breaker.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/problem.h"
#include "base/shared.h"

enum { PROBE_EVERY_US = 250000 };

struct breaker {
	_Atomic int64_t next_probe; /* monotonic microseconds; 0: closed, all is well */
};

int breaker_open(const char *runtime_dir, struct breaker **out, struct problem *p)
{
	void *memory;
	if (runtime_dir == NULL) {
		memory = calloc(1, sizeof **out);
		if (memory == NULL)
			abort();
	} else if (shared_map(runtime_dir, "breaker", sizeof **out, &memory, p) < 0) {
		return -1;
	}
	*out = memory;
	return 0;
}

bool breaker_allows(struct breaker *b, bool *probing)
{
	int64_t next = atomic_load(&b->next_probe), now = clock_mono_us();
	*probing = false;
	if (next == 0)
		return true;
	/* a time far ahead was left by a machine that has been restarted since */
	if (now < next && next - now <= PROBE_EVERY_US)
		return false;
	*probing = atomic_compare_exchange_strong(&b->next_probe, &next, now + PROBE_EVERY_US);
	return *probing;
}

void breaker_trip(struct breaker *b)
{
	atomic_store(&b->next_probe, clock_mono_us() + PROBE_EVERY_US);
}

void breaker_heal(struct breaker *b)
{
	if (atomic_load(&b->next_probe) != 0)
		atomic_store(&b->next_probe, 0);
}
