/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

void buf_init(struct buf *b, struct arena *a, size_t room)
{
	b->arena = a;
	b->size = 0;
	b->room = room < 64 ? 64 : room;
	b->data = arena_alloc(a, b->room);
}

void buf_reserve_slow(struct buf *b, size_t n)
{
	size_t room = b->room;
	while (room - b->size < n)
		if (__builtin_mul_overflow(room, (size_t)2, &room))
			abort();
	b->data = arena_grow(b->arena, b->data, b->room, room);
	b->room = room;
}

void buf_int(struct buf *b, int64_t value)
{
	char digits[24], *p = digits + sizeof digits;
	uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	do
		*--p = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	if (value < 0)
		*--p = '-';
	buf_write(b, p, (size_t)(digits + sizeof digits - p));
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	buf_puts(b, arena_vprintf(b->arena, format, args));
	va_end(args);
}

const char *buf_text(struct buf *b)
{
	buf_reserve(b, 1);
	b->data[b->size] = '\0';
	return b->data;
}
