/* SPDX-License-Identifier: Apache-2.0 */
/* The step of a video: its photos as one film. */
#ifndef STAGEFY_STUDIO_REEL_H
#define STAGEFY_STUDIO_REEL_H

struct problem;
struct step;

/* As here_run(). */
int reel_run(const struct step *s, struct problem *p);

#endif
