/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, by its content alone: type, size as people see it, when the photo was taken. It
 * reads headers, never pixels, and reports what they say; policy decides. */
#ifndef STAGEFY_MEDIA_PROBE_H
#define STAGEFY_MEDIA_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct media_type;

/* Of pixels, for policy: a header of 100 bytes can claim 30,000 x 30,000, and whoever opens that pays
 * for it. The largest cameras of phones have 50 MP as a rule, and a 60 MP picture takes 180 MB once it
 * is opened. */
enum { PROBE_PIXELS_MOST = 60 * 1000 * 1000, PROBE_TAKEN_SIZE = 26 };

struct probe {
	const struct media_type *type; /* NULL: of no known type, broken, cut off, or two types at once */
	const char *why;	       /* when type is NULL: a sentence without a subject, "ends too early" */
	bool is_broken;		       /* when type is NULL: it begins as a file of some type, and is not whole */
	uint32_t width, height;	       /* as shown, after orientation; 0: not an image */
	/* "2026-03-04T05:06:07+02:00", or without the offset when the camera did not know its zone; ""
	 * when the file does not tell. */
	char taken_at[PROBE_TAKEN_SIZE];
};

/* Looks at a file of `size` bytes through `read` (media/view.h), as a rule in one or two reads of at
 * most 256 KiB, and never in more than 65. Returns -1 only if `read` did. */
int probe_run(struct arena *a, int64_t size, int (*read)(void *arg, int64_t offset, void *out, size_t n), void *arg,
	      struct probe *out);

#endif
