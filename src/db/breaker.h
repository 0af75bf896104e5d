/* SPDX-License-Identifier: Apache-2.0 */
/* One breaker for the whole pool, in shared memory: after a worker has found that Postgres does not
 * answer, nobody else waits for it. While it is open one worker probes every 250 ms. */
#ifndef STAGEFY_DB_BREAKER_H
#define STAGEFY_DB_BREAKER_H

#include <stdbool.h>

struct breaker;
struct problem;

/* The breaker of the pool that shares `runtime_dir`; NULL gives one for this process alone. */
int breaker_open(const char *runtime_dir, struct breaker **out, struct problem *p);

/* Whether the caller may try. When the breaker is tripped only one caller per 250 ms may: *probing
 * is then set, and it should wait no longer than a second. */
bool breaker_allows(struct breaker *b, bool *probing);

void breaker_trip(struct breaker *b);
void breaker_heal(struct breaker *b);

#endif
