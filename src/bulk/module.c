/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "bulk/actions.h"
#include "bulk/run.h"
#include "bulk/undo.h"

/* Some thousand records a minute: 200,000 are done within it. */
enum { TIMEOUT_S = 3600, AT_ONCE = 2 };

static const struct resource *const resources[] = {&bulk_bulk_changes, NULL};

static const struct action actions[] = {
    {HTTP_POST, "/api/bulk_changes/{id}/undo", "undoBulkChange", "bulk_changes", "Undo a bulk change", ROLES_WRITE, 0, 202,
     .answers = "BulkChange", .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(GONE),
     .doc = "As a job, within thirty days. What somebody has changed since stays; so does what the caller may not change, or a rule forbids.",
     .scope = "bulk_changes", .cost = 25, .handle = bulk_undo_run},
    {.path = NULL}};

static const struct job_kind jobs[] = {{.name = "bulk.run", .run = bulk_run, .timeout_s = TIMEOUT_S, .at_once = AT_ONCE},
				       {.name = "bulk.undo", .run = undo_run, .timeout_s = TIMEOUT_S, .at_once = AT_ONCE},
				       {.name = NULL}};

const struct module bulk_module = {.name = "bulk", .resources = resources, .actions = actions, .jobs = jobs};
