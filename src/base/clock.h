/* SPDX-License-Identifier: Apache-2.0 */
/* The one clock. Wall time for what is stored and compared with tokens, monotonic time for durations
 * and deadlines. Tests may stop the wall clock. */
#ifndef STAGEFY_BASE_CLOCK_H
#define STAGEFY_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Microseconds since 1970-01-01 UTC. */
int64_t clock_wall_us(void);

/* Microseconds since some moment in the past; never runs backwards, same for all processes of the machine. */
int64_t clock_mono_us(void);

/* Stops the wall clock at `us`; 0 lets it run again. For tests alone. */
void clock_stop_at(int64_t us);

enum { CLOCK_RFC3339_SIZE = 28 };

/* "2026-11-20T21:15:00.123Z" */
void clock_rfc3339(int64_t us, char out[CLOCK_RFC3339_SIZE]);

#endif
