/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "jobs/actions.h"

static const struct resource *const resources[] = {&jobs_jobs, NULL};

static const struct action actions[] = {
    {HTTP_POST, "/api/jobs/{id}/cancel", "cancelJob", "jobs", "Cancel a job", ROLES_READ, 0, 204,
     .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(NOT_FOUND),
     .doc = "One that waits is cancelled at once. One that is at work is told to stop: `cancel_asked`.", .scope = "jobs", .handle = job_cancel_run},
    {HTTP_POST, "/api/jobs/{id}/retry", "retryJob", "jobs", "Begin a failed or cancelled job anew", ROLES_WRITE, 0, 204,
     .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(NOT_FOUND), .doc = "It keeps its id, and runs with the rights of whoever does this.",
     .scope = "jobs", .handle = job_retry_run},
    {HTTP_POST, "/api/jobs/{id}/tell", "tellOfJob", "jobs", "Be told when a job has ended", ROLES_READ, 0, 204,
     .problems = PROBLEM_BIT(NOT_FOUND), .doc = "By a notification to the caller, whether it completes or fails; not of one that has ended already.",
     .handle = job_tell_run},
    {.path = NULL}};

const struct module jobs_module = {.name = "jobs", .resources = resources, .actions = actions};
