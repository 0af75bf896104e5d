/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that all processes of a pool share: a file of the runtime folder, mapped. What stands in it
 * is a hint (a breaker, a bucket), never a record: it may be lost at any time. */
#ifndef STAGEFY_BASE_SHARED_H
#define STAGEFY_BASE_SHARED_H

#include <stddef.h>

struct problem;

/* Maps `size` bytes of the file `dir`/`name`, made with zeros if missing. Never unmapped. */
int shared_map(const char *dir, const char *name, size_t size, void **out, struct problem *p);

#endif
