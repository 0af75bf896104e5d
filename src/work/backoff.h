/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_WORK_BACKOFF_H
#define STAGEFY_WORK_BACKOFF_H

/* Seconds to wait after the attempt-th failure (from 1): 5, 10, 20, … up to an hour, a quarter more or less by `chance`
 * (0 to 1), so that what failed together does not come back together. */
double backoff_s(int attempt, double chance);

#endif
