/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that were seen, as 64 bits of each: what a preview knows of the rows before, since nothing of them stays. Two texts of a
 * million are taken for one with a chance of one in thirty million. */
#ifndef STAGEFY_INTAKE_SEEN_H
#define STAGEFY_INTAKE_SEEN_H

#include <stdbool.h>

struct arena;
struct seen;

/* Goes with the arena. */
struct seen *seen_new(struct arena *a);

/* Whether the text was seen before; it is from now on. */
bool seen_add(struct seen *s, const char *text);

bool seen_has(const struct seen *s, const char *text);

#endif
