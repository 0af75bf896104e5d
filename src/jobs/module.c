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
    {HTTP_GET, "/api/jobs/summary", "summariseJobs", "jobs", "How the queue of the agency is doing", ROLES_MANAGE | ROLE_PLATFORM, 0, 200,
     .response = queue_fields, .answers = "Queue", .scope = "jobs", .cost = 5, .handle = queue_summary_run},
    {HTTP_POST, "/api/jobs/retry", "retryJobsOfKind", "jobs", "Begin all failed jobs of a kind anew", ROLES_MANAGE | ROLE_PLATFORM, 0, 200,
     .request = queue_retry_request, .response = queue_retry_response, .problems = PROBLEM_BIT(CONFLICT),
     .doc = "Those of the last seven days, each as whoever asked for it. 409 when by now another number of them has failed than expected.",
     .scope = "jobs", .cost = 25, .handle = queue_retry_run},
    {HTTP_GET, "/api/platform_jobs", "summarisePlatformJobs", "platform_jobs", "How the queue of all agencies is doing", ROLE_PLATFORM, 0, 200,
     .response = queue_fields, .answers = "Queue", .cost = 25, .handle = platform_queue_summary_run},
    {HTTP_POST, "/api/platform_jobs/retry", "retryPlatformJobsOfKind", "platform_jobs", "Begin all failed jobs of a kind anew, in all agencies",
     ROLE_PLATFORM, 0, 200, .request = queue_retry_request, .response = queue_retry_response, .problems = PROBLEM_BIT(CONFLICT), .cost = 25,
     .handle = platform_queue_retry_run},
    {HTTP_POST, "/api/platform_jobs/{id}/retry", "retryPlatformJob", "platform_jobs", "Begin a failed job of any agency anew", ROLE_PLATFORM, 0, 204,
     .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(NOT_FOUND), .doc = "As whoever asked for it.", .handle = platform_queue_retry_job_run},
    {HTTP_POST, "/api/jobs/{id}/tell", "tellOfJob", "jobs", "Be told when a job has ended", ROLES_READ, 0, 204,
     .problems = PROBLEM_BIT(NOT_FOUND), .doc = "By a notification to the caller, whether it completes or fails; not of one that has ended already.",
     .handle = job_tell_run},
    {.path = NULL}};

static const struct tag tags[] = {{"platform_jobs", "Jobs of all agencies and of none, for platform admins."}, {NULL, NULL}};

const struct module jobs_module = {.name = "jobs", .resources = resources, .actions = actions, .tags = tags};
