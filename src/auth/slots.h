/* SPDX-License-Identifier: Apache-2.0 */
/* At most so many at once in the whole pool: a slot is a locked file, and the kernel gives it back when its
 * process dies. */
#ifndef STAGEFY_AUTH_SLOTS_H
#define STAGEFY_AUTH_SLOTS_H

struct problem;

/* Takes one of `count` slots `dir`/`name`.<i>, waiting at most `wait_ms`. The slot is *out until
 * slots_release(). Fails with OVERLOADED when all stay taken, with INTERNAL when the files cannot be made. */
int slots_take(const char *dir, const char *name, unsigned count, int wait_ms, int *out, struct problem *p);
void slots_release(int slot);

/* The cores that this process may use, at least 1. */
unsigned slots_cores(void);

#endif
