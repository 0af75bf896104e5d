/* SPDX-License-Identifier: Apache-2.0 */
/* Where the time of a request went, told to its caller in Server-Timing (W3C). To tenths of a millisecond: browsers show it
 * beside the request, and nobody times a stranger's rows with it. */
#ifndef STAGEFY_SERVE_TIMING_H
#define STAGEFY_SERVE_TIMING_H

struct exchange;

/* Adds the field, for callers who are known, when the option SERVER_TIMING is on. */
void timing_tell(struct exchange *x);

#endif
