/* SPDX-License-Identifier: Apache-2.0 */
/* What a mail says itself, and what it repeats of earlier ones behind that. */
#ifndef STAGEFY_CORRESPONDENCE_QUOTE_H
#define STAGEFY_CORRESPONDENCE_QUOTE_H

struct arena;

/* Both trimmed, in the arena. *quoted is NULL when nothing is repeated at the end: of an answer between the lines all is its own,
 * and so is all of a mail that would have nothing else to say. */
void quote_split(struct arena *a, const char *text, const char **own, const char **quoted);

#endif
