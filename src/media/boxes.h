/* SPDX-License-Identifier: Apache-2.0 */
/* The boxes of ISO base media files (ISO/IEC 14496-12) in memory, and numbers out of them. A cursor
 * that was asked for more than there is says so from then on, and gives zeros. */
#ifndef STAGEFY_MEDIA_BOXES_H
#define STAGEFY_MEDIA_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct boxes_cursor {
	const uint8_t *at;
	size_t left;
	bool bad;
};

/* The big-endian number of `n` bytes, 0 to 8. */
uint64_t boxes_number(struct boxes_cursor *c, size_t n);

/* Cuts `n` bytes off the front. */
struct boxes_cursor boxes_cut(struct boxes_cursor *c, size_t n);

/* The next box: its name in `name`, its content in `body`. False at the end, or where it is broken;
 * then c->bad tells. */
bool boxes_next(struct boxes_cursor *c, char name[4], struct boxes_cursor *body);

/* The first box of that name; one that is bad if there is none. */
struct boxes_cursor boxes_find(struct boxes_cursor c, const char *name);

#endif
