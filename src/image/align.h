/* SPDX-License-Identifier: Apache-2.0 */
/* How far two photos of one view, of different exposures, are shifted against each other: of a hand, or of a tripod
 * that sank. */
#ifndef STAGEFY_IMAGE_ALIGN_H
#define STAGEFY_IMAGE_ALIGN_H

struct pixels;

enum { ALIGN_MOST = 63 };

struct shift {
	int x, y; /* what lies at (0, 0) of the one lies there in the other; -ALIGN_MOST to ALIGN_MOST */
};

/* They have the same size. Turns are not looked for. */
struct shift align_find(const struct pixels *one, const struct pixels *other);

/* How bright half of its pixels are at most: which of some is the middle one. */
int align_median(const struct pixels *p);

#endif
