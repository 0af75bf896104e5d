/* SPDX-License-Identifier: Apache-2.0 */
/* A file seen through a window: probers ask for a few bytes anywhere, and get them or learn that the
 * file has none there. However large the file says anything is, memory is the window and the head of
 * the file, which stays in view since everybody comes back to it. Each time the window moves it costs
 * a read of the store, and there are only so many. */
#ifndef STAGEFY_MEDIA_VIEW_H
#define STAGEFY_MEDIA_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEDIA_VIEW_HEAD = 128 << 10, MEDIA_VIEW_WINDOW = 256 << 10, MEDIA_VIEW_MOVES = 64 };

struct arena;

struct media_view {
	/* Puts bytes `offset` to `offset + n` of the file into `out`; they exist. -1 ends the probing. */
	int (*read)(void *arg, int64_t offset, void *out, size_t n);
	void *arg;
	int64_t size; /* of the file */
	uint8_t *head, *window;
	size_t head_held;
	int64_t at;  /* where the window begins in the file */
	size_t held; /* bytes in it */
	int moves;   /* so far */
	bool failed; /* a read failed: nothing that was found out counts */
};

/* Takes the rest of *v, which has read, arg and size, from the arena, and reads the head. */
void media_view_init(struct media_view *v, struct arena *a);

/* The `n` bytes at `offset`, valid until the next call; NULL when they are not all there, n is more
 * than the window, or the reads are used up. */
const uint8_t *media_view_at(struct media_view *v, int64_t offset, size_t n);

static inline uint32_t media_view_be16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static inline uint32_t media_view_be32(const uint8_t *p)
{
	return media_view_be16(p) << 16 | media_view_be16(p + 2);
}

static inline uint32_t media_view_le16(const uint8_t *p)
{
	return (uint32_t)p[1] << 8 | p[0];
}

static inline uint32_t media_view_le24(const uint8_t *p)
{
	return (uint32_t)p[2] << 16 | media_view_le16(p);
}

static inline uint32_t media_view_le32(const uint8_t *p)
{
	return media_view_le16(p + 2) << 16 | media_view_le16(p);
}

#endif
