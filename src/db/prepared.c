/* SPDX-License-Identifier: Apache-2.0 */
#include "db/prepared.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	char *sql;
	uint64_t hash, used;
	char name[PREPARED_NAME_SIZE];
	bool on_server;
	int64_t usual_us;
};

struct prepared {
	struct entry entries[PREPARED_MOST];
	unsigned count, serial;
	uint64_t tick;
	char evicted[PREPARED_NAME_SIZE];
};

struct prepared *prepared_new(void)
{
	struct prepared *p = calloc(1, sizeof *p);
	if (p == NULL)
		abort();
	return p;
}

void prepared_clear(struct prepared *p)
{
	for (unsigned i = 0; i < p->count; i++)
		free(p->entries[i].sql);
	p->count = 0;
}

void prepared_free(struct prepared *p)
{
	if (p == NULL)
		return;
	prepared_clear(p);
	free(p);
}

/* FNV-1a over eight bytes at a time: texts are a kilobyte or two, and looked up for every request */
static uint64_t hash_text(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u, word;
	for (; n >= sizeof word; s += sizeof word, n -= sizeof word) {
		memcpy(&word, s, sizeof word);
		h = (h ^ word) * 0x100000001b3u;
		h ^= h >> 29;
	}
	for (; n > 0; s++, n--)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h;
}

static struct entry *take_place(struct prepared *p, const char **evicted)
{
	if (p->count < PREPARED_MOST)
		return &p->entries[p->count++];
	unsigned least = 0;
	for (unsigned i = 1; i < PREPARED_MOST; i++)
		if (p->entries[i].used < p->entries[least].used)
			least = i;
	struct entry *oldest = &p->entries[least];
	if (oldest->on_server) {
		memcpy(p->evicted, oldest->name, sizeof p->evicted);
		*evicted = p->evicted;
	}
	free(oldest->sql);
	return oldest;
}

static struct entry *find(struct prepared *p, const char *sql, uint64_t hash)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->entries[i].hash == hash && strcmp(p->entries[i].sql, sql) == 0)
			return &p->entries[i];
	return NULL;
}

bool prepared_has(struct prepared *p, const char *sql)
{
	return find(p, sql, hash_text(sql, strlen(sql))) != NULL;
}

const char *prepared_name(struct prepared *p, const char *sql, bool *known, const char **evicted)
{
	size_t n = strlen(sql);
	uint64_t hash = hash_text(sql, n);
	*evicted = NULL;
	struct entry *e = find(p, sql, hash);
	if (e != NULL) {
		e->used = ++p->tick;
		*known = e->on_server;
		return e->name;
	}
	e = take_place(p, evicted);
	e->sql = strdup(sql);
	if (e->sql == NULL)
		abort();
	e->hash = hash;
	e->used = ++p->tick;
	e->on_server = false;
	e->usual_us = 0;
	snprintf(e->name, sizeof e->name, "s%u", p->serial++);
	*known = false;
	return e->name;
}

void prepared_done(struct prepared *p, const char *name)
{
	for (unsigned i = 0; i < p->count; i++)
		if (strcmp(p->entries[i].name, name) == 0)
			p->entries[i].on_server = true;
}

unsigned prepared_place(const struct prepared *p, const char *name)
{
	const struct entry *e = (const struct entry *)(const void *)(name - offsetof(struct entry, name));
	return (unsigned)(e - p->entries);
}

int64_t prepared_usual(const struct prepared *p, unsigned place)
{
	return p->entries[place].usual_us;
}

void prepared_took(struct prepared *p, unsigned place, int64_t us)
{
	int64_t *usual = &p->entries[place].usual_us;
	*usual += (us - *usual) / 8;
}
