/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/seen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"

struct seen {
	uint64_t *places; /* 0: empty */
	size_t count, room;
};

static void forget(void *arg)
{
	struct seen *s = arg;
	free(s->places);
}

static uint64_t *new_places(size_t room)
{
	uint64_t *places = calloc(room, sizeof *places);
	if (places == NULL)
		abort();
	return places;
}

struct seen *seen_new(struct arena *a)
{
	struct seen *s = arena_new_one(a, struct seen);
	s->room = 4096;
	s->places = new_places(s->room);
	arena_defer(a, forget, s);
	return s;
}

static uint64_t *place_of(uint64_t *places, size_t room, uint64_t hash)
{
	size_t i = hash & (room - 1);
	while (places[i] != 0 && places[i] != hash)
		i = (i + 1) & (room - 1);
	return &places[i];
}

static void grow(struct seen *s)
{
	size_t room = 2 * s->room;
	uint64_t *places = new_places(room);
	for (size_t i = 0; i < s->room; i++)
		if (s->places[i] != 0)
			*place_of(places, room, s->places[i]) = s->places[i];
	free(s->places);
	s->places = places;
	s->room = room;
}

static uint64_t hash_of(const char *text)
{
	uint8_t digest[DIGEST_SIZE];
	uint64_t hash;
	digest_sha256(text, strlen(text), digest);
	memcpy(&hash, digest, sizeof hash);
	return hash | (hash == 0);
}

bool seen_has(const struct seen *s, const char *text)
{
	uint64_t hash = hash_of(text);
	return *place_of(s->places, s->room, hash) == hash;
}

bool seen_add(struct seen *s, const char *text)
{
	uint64_t hash = hash_of(text), *place = place_of(s->places, s->room, hash);
	if (*place == hash)
		return true;
	*place = hash;
	if (++s->count > s->room / 2)
		grow(s);
	return false;
}
