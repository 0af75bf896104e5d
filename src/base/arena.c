/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* AddressSanitizer is told what has been handed out: a step beyond it is seen, although the block goes on. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WATCHED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WATCHED
#endif

#ifdef WATCHED
#include <sanitizer/asan_interface.h>
#define hide(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define show(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { GAP = 16 }; /* hidden bytes between two allocations */
#else
#define hide(p, n) ((void)0)
#define show(p, n) ((void)0)
enum { GAP = 0 };
#endif

#define ALIGNMENT _Alignof(max_align_t)

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct block *block; /* newest first */
	struct deferred *deferred;
	size_t block_size;
};

static _Noreturn void out_of_memory(void)
{
	static const char line[] = "{\"level\":\"fatal\",\"event\":\"out_of_memory\"}\n";
	fputs(line, stderr);
	abort();
}

static size_t round_up(size_t n)
{
	return (n + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

static struct block *block_new(size_t size)
{
	struct block *b = malloc(sizeof *b + size);
	if (b == NULL)
		out_of_memory();
	b->next = NULL;
	b->size = size;
	b->used = 0;
	hide(b->data, size);
	return b;
}

static void block_free(struct block *b)
{
	show(b->data, b->size);
	free(b);
}

struct arena *arena_new(size_t block)
{
	struct arena *a = malloc(sizeof *a);
	if (a == NULL)
		out_of_memory();
	a->block_size = round_up(block < 1024 ? 1024 : block);
	a->block = block_new(a->block_size);
	a->deferred = NULL;
	return a;
}

void arena_reset(struct arena *a)
{
	while (a->deferred != NULL) {
		struct deferred *d = a->deferred;
		a->deferred = d->next;
		d->fn(d->arg);
	}
	struct block *keep = NULL;
	while (a->block != NULL) {
		struct block *next = a->block->next;
		/* the first block is the one of ordinary size: outsized ones go back to the system */
		if (keep == NULL && a->block->size == a->block_size)
			keep = a->block;
		else
			block_free(a->block);
		a->block = next;
	}
	a->block = keep != NULL ? keep : block_new(a->block_size);
	a->block->next = NULL;
	a->block->used = 0;
	hide(a->block->data, a->block->size);
}

void arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_reset(a);
	block_free(a->block);
	free(a);
}

void *arena_alloc(struct arena *a, size_t n)
{
	if (n > SIZE_MAX / 2)
		out_of_memory();
	size_t taken = round_up(n == 0 ? 1 : n) + GAP;
	struct block *b = a->block;
	if (b->size - b->used < taken) {
		b = block_new(taken > a->block_size ? taken : a->block_size);
		b->next = a->block;
		a->block = b;
	}
	void *p = b->data + b->used;
	b->used += taken;
	show(p, n);
	return p;
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		out_of_memory();
	return memset(arena_alloc(a, n), 0, n);
}

void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size)
{
	if (new_size > SIZE_MAX / 2)
		out_of_memory();
	if (p != NULL && new_size <= old_size)
		return p;
	struct block *b = a->block;
	size_t old = round_up(old_size == 0 ? 1 : old_size), new = round_up(new_size);
	if (p != NULL && (char *)p + old + GAP == b->data + b->used && b->size - b->used >= new - old) {
		b->used += new - old;
		show(p, new_size);
		return p;
	}
	void *q = arena_alloc(a, new_size);
	if (p != NULL)
		memcpy(q, p, old_size);
	return q;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
	char brief[256];
	va_list again;
	if (strcmp(format, "%s") == 0)
		return arena_strdup(a, va_arg(args, const char *));
	va_copy(again, args);
	int n = vsnprintf(brief, sizeof brief, format, args);
	if (n < 0)
		out_of_memory();
	char *s = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof brief)
		memcpy(s, brief, (size_t)n + 1);
	else
		vsnprintf(s, (size_t)n + 1, format, again);
	va_end(again);
	return s;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *s = arena_vprintf(a, format, args);
	va_end(args);
	return s;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = arena_alloc(a, sizeof *d);
	d->next = a->deferred;
	d->fn = fn;
	d->arg = arg;
	a->deferred = d;
}
