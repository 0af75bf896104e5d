/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bucket.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/problem.h"
#include "base/shared.h"

enum { WAYS = 8, SETS = BUCKET_MOST / WAYS };

static const int64_t SECOND = 1000000000, WINDOW = (int64_t)BUCKET_WINDOW_S * 1000000000;

/* Two cache lines hold a set. A time that has passed is a full bucket, so nothing is ever cleared. */
struct bucket {
	_Atomic uint64_t key;
	_Atomic int64_t full_at; /* monotonic nanoseconds */
};

struct buckets {
	struct bucket sets[SETS][WAYS];
};

int bucket_open(const char *runtime_dir, struct buckets **out, struct problem *p)
{
	void *memory;
	char name[48];
	/* by its size: a version with another form has a file of its own */
	snprintf(name, sizeof name, "buckets.%zu", sizeof **out);
	if (runtime_dir == NULL) {
		memory = calloc(1, sizeof **out);
		if (memory == NULL)
			abort();
	} else if (shared_map(runtime_dir, name, sizeof **out, &memory, p) < 0) {
		return -1;
	}
	*out = memory;
	return 0;
}

/* FNV-1a, and a last round that brings all of it into every bit (the finalizer of MurmurHash3). */
uint64_t bucket_key(unsigned kind, const char *name, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ kind;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h == 0 ? 1 : h; /* 0 is nobody's */
}

/* Further ahead than a window can only be left over from before a restart of the machine. The second window is for those
 * who read the clock a little earlier than who wrote. */
static int64_t sane(int64_t full_at, int64_t now)
{
	return full_at < now || full_at > now + 2 * WINDOW ? now : full_at;
}

static int64_t full_at(const struct bucket *b, int64_t now)
{
	return sane(atomic_load_explicit(&b->full_at, memory_order_relaxed), now);
}

/* The bucket of the key; else one in its set that is full, or, when all are in use, the fullest, taken over. Of two who
 * come with a new key at once, one makes it its own and the other finds it. */
static struct bucket *find(struct buckets *all, uint64_t key, int64_t now)
{
	struct bucket *set = all->sets[key % SETS];
	for (;;) {
		struct bucket *spare = NULL;
		uint64_t owner = 0;
		for (int i = 0; i < WAYS; i++) {
			uint64_t of = atomic_load(&set[i].key);
			if (of == key)
				return &set[i];
			if (spare == NULL || full_at(&set[i], now) < full_at(spare, now)) {
				spare = &set[i];
				owner = of;
			}
		}
		/* before it changes hands, so that what its new owner takes stays taken */
		if (full_at(spare, now) > now)
			atomic_store(&spare->full_at, now);
		if (atomic_compare_exchange_strong(&spare->key, &owner, key))
			return spare;
	}
}

/* What one unit weighs. A bucket is as much as its units weigh together, which can be a little less than a window. */
static int64_t weight(unsigned rate)
{
	return WINDOW / rate;
}

static int64_t price(unsigned rate, unsigned cost)
{
	return weight(rate) * (cost < rate ? cost : rate);
}

static int seconds(int64_t ns)
{
	return ns <= 0 ? 0 : (int)((ns + SECOND - 1) / SECOND);
}

bool bucket_take(struct buckets *all, uint64_t key, unsigned rate, unsigned cost, struct bucket_level *level)
{
	int64_t now = clock_mono_us() * 1000, whole = price(rate, rate), taken = price(rate, cost), ahead, missing;
	struct bucket *b = find(all, key, now);
	int64_t seen = atomic_load(&b->full_at);
	do {
		ahead = sane(seen, now) - now;
		missing = ahead + taken - whole;
	} while (missing <= 0 && !atomic_compare_exchange_weak(&b->full_at, &seen, now + ahead + taken));
	if (missing <= 0)
		ahead += taken;
	level->left = ahead >= whole ? 0 : (unsigned)((whole - ahead) / weight(rate));
	level->full_s = seconds(ahead);
	level->wait_s = seconds(missing);
	return missing <= 0;
}

void bucket_give_back(struct buckets *all, uint64_t key, unsigned rate, unsigned cost)
{
	int64_t now = clock_mono_us() * 1000;
	atomic_fetch_sub(&find(all, key, now)->full_at, price(rate, cost));
}
