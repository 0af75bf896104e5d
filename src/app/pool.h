/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_APP_POOL_H
#define STAGEFY_APP_POOL_H

#include <stdint.h>

struct conf;

/* How many workers the pool is to have: WORKERS, or four for each core that this process may use. */
int64_t pool_size(const struct conf *conf);

#endif
