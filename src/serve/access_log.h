/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_SERVE_ACCESS_LOG_H
#define STAGEFY_SERVE_ACCESS_LOG_H

struct exchange;
struct problem;

/* One line a request: never tokens, bodies or query values. */
void access_log_write(const struct exchange *x, const struct problem *p);

#endif
