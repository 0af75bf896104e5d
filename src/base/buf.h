/* SPDX-License-Identifier: Apache-2.0 */
/* A growing run of bytes in an arena: what answers, statements and keys are written into. */
#ifndef STAGEFY_BASE_BUF_H
#define STAGEFY_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct buf {
	char *data; /* not NUL-terminated: see buf_text() */
	size_t size, room;
	struct arena *arena;
};

void buf_init(struct buf *b, struct arena *a, size_t room);

/* Makes room for `n` more bytes. */
void buf_reserve_slow(struct buf *b, size_t n);

static inline void buf_reserve(struct buf *b, size_t n)
{
	if (b->room - b->size < n)
		buf_reserve_slow(b, n);
}

static inline void buf_write(struct buf *b, const void *p, size_t n)
{
	buf_reserve(b, n);
	memcpy(b->data + b->size, p, n);
	b->size += n;
}

static inline void buf_put(struct buf *b, char c)
{
	buf_reserve(b, 1);
	b->data[b->size++] = c;
}

static inline void buf_puts(struct buf *b, const char *s)
{
	buf_write(b, s, strlen(s));
}

#define buf_lit(b, literal) buf_write((b), "" literal, sizeof(literal) - 1)

void buf_int(struct buf *b, int64_t value);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The content as a C string; valid until the next write. */
const char *buf_text(struct buf *b);

#endif
