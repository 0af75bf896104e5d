/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that this machine does. */
#ifndef STAGEFY_STUDIO_HERE_H
#define STAGEFY_STUDIO_HERE_H

struct problem;
struct step;

/* To its end, good or bad; -1: it was not done, and may be tried again. */
int here_run(const struct step *s, struct problem *p);

#endif
