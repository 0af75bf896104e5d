/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that lives as long as a request. Allocation never returns NULL: a process that cannot get
 * memory ends, and the pool starts another. Foreign handles (PGresult, json, curl) are tied to an
 * arena with arena_defer() at the moment they are made, so that no early return leaks them. */
#ifndef STAGEFY_BASE_ARENA_H
#define STAGEFY_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new arena whose blocks are at least `block` bytes. Ends with arena_free(). */
struct arena *arena_new(size_t block);

/* Runs deferred calls, newest first, and forgets all memory; keeps one block for the next use. */
void arena_reset(struct arena *a);

/* arena_reset(), and the arena itself goes too. NULL is allowed. */
void arena_free(struct arena *a);

/* `n` bytes aligned for any type, not cleared. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc, returns_nonnull));

/* `count` × `size` zero bytes; a product that overflows ends the process. */
void *arena_zero(struct arena *a, size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* Copies that end in NUL. */
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vprintf(struct arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0), returns_nonnull));

/* Calls fn(arg) at the next reset. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* Grows the newest allocation in place when it can, else copies: what buffers grow with. A smaller size
 * changes nothing. */
void *arena_grow(struct arena *a, void *p, size_t old_size, size_t new_size) __attribute__((returns_nonnull));

#define arena_new_array(a, type, count) ((type *)arena_zero((a), (count), sizeof(type)))
#define arena_new_one(a, type) ((type *)arena_zero((a), 1, sizeof(type)))

#endif
