/* SPDX-License-Identifier: Apache-2.0 */
#include "media/view.h"

#include "base/arena.h"

static size_t at_most(int64_t left, size_t most)
{
	return left < (int64_t)most ? (size_t)left : most;
}

void media_view_init(struct media_view *v, struct arena *a)
{
	v->head = arena_alloc(a, MEDIA_VIEW_HEAD);
	v->window = arena_alloc(a, MEDIA_VIEW_WINDOW);
	v->head_held = at_most(v->size, MEDIA_VIEW_HEAD);
	v->at = 0;
	v->held = 0;
	v->moves = 0;
	v->failed = v->read(v->arg, 0, v->head, v->head_held) < 0;
}

static bool holds(const struct media_view *v, int64_t offset, size_t n)
{
	return offset >= v->at && offset - v->at <= (int64_t)v->held && n <= v->held - (size_t)(offset - v->at);
}

/* So that the window begins at `offset`. */
static int move(struct media_view *v, int64_t offset)
{
	if (v->moves >= MEDIA_VIEW_MOVES)
		return -1;
	v->moves++;
	v->at = offset;
	v->held = at_most(v->size - offset, MEDIA_VIEW_WINDOW);
	v->failed = v->read(v->arg, offset, v->window, v->held) < 0;
	return v->failed ? -1 : 0;
}

const uint8_t *media_view_at(struct media_view *v, int64_t offset, size_t n)
{
	if (v->failed || n > MEDIA_VIEW_WINDOW || offset < 0 || offset > v->size || (int64_t)n > v->size - offset)
		return NULL;
	if (offset + (int64_t)n <= (int64_t)v->head_held)
		return v->head + offset;
	if (!holds(v, offset, n) && move(v, offset) < 0)
		return NULL;
	return v->window + (offset - v->at);
}
