/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that a service outside does. It is sent a step once: what 'submitting' was written down of is looked for there, and never sent
 * again; only what it certainly did not do goes back to where it may be. */
#ifndef STAGEFY_STUDIO_REMOTE_H
#define STAGEFY_STUDIO_REMOTE_H

struct problem;
struct step;

/* One move: sends it, looks for it, asks what became of it, or fetches it. -1: to be tried again. */
int remote_run(const struct step *s, struct problem *p);

/* Tells its service that nobody waits for it any more: best effort. */
int remote_cancel(const struct step *s, struct problem *p);

#endif
