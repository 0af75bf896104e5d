/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk/module.h"

#include <stddef.h>

#include "bulk/undo.h"

/* Some thousand records a minute: an import of 200,000 is undone within it. */
enum { TIMEOUT_S = 3600 };

static const struct job_kind jobs[] = {{.name = "bulk.undo", .run = undo_run, .timeout_s = TIMEOUT_S, .at_once = 2}, {.name = NULL}};

const struct module bulk_module = {.name = "bulk", .jobs = jobs};
