/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "studio/ask.h"
#include "studio/catalogue.h"
#include "studio/models.h"
#include "studio/projects.h"
#include "studio/run.h"
#include "studio/templates.h"

static const struct resource *const resources[] = {&studio_projects, &studio_ai_jobs, &studio_templates, NULL};

#define ID_EXAMPLE "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""
#define ASKING PROBLEM_BIT(INSUFFICIENT_CREDITS)
#define MOVING PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT)
#define HOLDS "Credits are held for all of it at once, or nothing is done (402); each step that fails gives its own back."

static const struct action actions[] = {
    {HTTP_GET, "/api/ai/tools", "listTools", "studio", "What can be done with photos, by whom and for how much", ROLES_READ, 0, 200, .response = tools_response,
     .scope = "studio", .handle = tools_run},
    {HTTP_POST, "/api/ai/photo-edit", "editPhotos", "studio", "Edit photos", ROLES_WRITE, 0, 202, .request = photo_edit_request, .response = asked_response,
     .problems = ASKING, .doc = "By a tool, or by several in order. A project for each photo; a job does it, and its results wait to be accepted. " HOLDS,
     .example = "{\"media_ids\":[" ID_EXAMPLE "],\"tool\":\"enhance\",\"options\":{\"strength\":0.7}}", .scope = "studio", .cost = 10, .handle = photo_edit_run},
    {HTTP_POST, "/api/ai/quote", "quoteEdit", "studio", "See what editing photos would cost", ROLES_WRITE, ACTION_REPEATABLE, 200, .request = photo_edit_request,
     .response = quote_response, .doc = "Nothing is held, and nothing is done.",
     .example = "{\"media_ids\":[" ID_EXAMPLE "],\"tool\":\"enhance\"}", .scope = "studio", .handle = quote_run},
    {HTTP_POST, "/api/ai/video", "makeVideo", "studio", "Make a film of photos", ROLES_WRITE, 0, 202, .request = video_request, .response = asked_response,
     .problems = ASKING, .doc = "One project, whose result is an MP4.", .scope = "studio", .cost = 10, .handle = video_run},
    {HTTP_POST, "/api/ai/template", "runTemplate", "studio", "Run a template over photos", ROLES_WRITE, 0, 202, .request = template_request,
     .response = asked_response, .problems = ASKING, .doc = "What its recipe says. " HOLDS, .scope = "studio", .cost = 10, .handle = template_run},
    {HTTP_GET, "/api/ai/spend", "readStudioSpend", "studio", "What was spent on each property's photos", ROLES_READ, 0, 200, .query = project_spend_query,
     .response = project_spend_response, .scope = "studio", .cost = 5, .handle = project_spend_run},
    {HTTP_POST, "/api/projects/{id}/cancel", "cancelProject", "projects", "Stop a run", ROLES_WRITE, 0, 200, .answers = "Project", .problems = MOVING,
     .doc = "What is done stays, and is paid; the rest costs nothing. 409 when it has ended.", .scope = "studio", .handle = project_cancel_run},
    {HTTP_POST, "/api/projects/{id}/retry", "retryProject", "projects", "Try again what did not succeed", ROLES_WRITE, 0, 200, .answers = "Project",
     .problems = MOVING | ASKING, .doc = "At the prices of now. 409 has a `reason`: running, done.", .scope = "studio", .handle = project_retry_run},
    {HTTP_POST, "/api/projects/{id}/accept", "acceptResult", "projects", "Take a result", ROLES_WRITE, 0, 200, .request = project_accept_request, .answers = "Project",
     .problems = MOVING,
     .doc = "It takes its photo's place: gallery, position, cover. The photo stays behind it and can come back; another result that stood there makes room. "
	    "409 with the reason original_gone where the photo was deleted.",
     .scope = "studio", .handle = project_accept_run},
    {HTTP_POST, "/api/projects/{id}/reject", "rejectResults", "projects", "Do without results", ROLES_WRITE, 0, 200, .request = project_reject_request, .answers = "Project",
     .problems = MOVING, .doc = "They are kept, and can be accepted all the same.", .example = "{}", .scope = "studio", .handle = project_reject_run},
    {HTTP_POST, "/api/media_items/{id}/restore_original", "restoreOriginal", "media_items", "Put the original back", ROLES_WRITE, 0, 200,
     .response = project_restored_response, .problems = MOVING,
     .doc = "Of what stands in its place, or of the original itself. What stood there waits to be accepted again. 409 has a `reason`: not_replaced, original_gone.",
     .scope = "studio", .scopes_also = "media:write", .handle = project_restore_original_run},
    {HTTP_POST, "/api/templates/{id}/preview", "previewTemplate", "templates", "See what a template would say", ROLES_READ, ACTION_REPEATABLE, 200,
     .request = preview_request, .response = preview_response, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "studio", .handle = template_preview_run},
    {HTTP_GET, "/api/platform_ai_models", "listPlatformAiModels", "platform_ai_models", "Models that edit photos", ROLE_PLATFORM, 0, 200,
     .response = platform_models_response, .handle = platform_models_run},
    {HTTP_POST, "/api/platform_ai_models", "createPlatformAiModel", "platform_ai_models", "Add a model", ROLE_PLATFORM, 0, 201, .request = platform_model_request,
     .response = platform_model_fields, .problems = PROBLEM_BIT(CONFLICT), .handle = platform_model_make_run},
    {HTTP_PATCH, "/api/platform_ai_models/{id}", "updatePlatformAiModel", "platform_ai_models", "Change a model", ROLE_PLATFORM, 0, 200,
     .request = platform_model_changes, .response = platform_model_fields, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "What is under way goes on as it was asked.", .example = "{\"rank\":5,\"reason\":\"It keeps walls where they are\"}", .handle = platform_model_change_run},
    {.path = NULL}};

static const struct tag tags[] = {{"studio", "Photos edited by tools, on this machine or by services outside, and paid in credits."},
				  {"platform_ai_models", "Models of services that edit photos, for platform admins."},
				  {NULL, NULL}};

/* Waiting for a service takes no worker, being answered at once may take minutes; who is killed often is no reason to give up. */
static const struct job_kind jobs[] = {{.name = "studio.run", .run = studio_run, .max_attempts = 24, .timeout_s = 1800, .at_once = 4}, {.name = NULL}};

const struct module studio_module = {.name = "studio", .resources = resources, .actions = actions, .tags = tags, .jobs = jobs};
