/* SPDX-License-Identifier: Apache-2.0 */
#include "media/module.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/problem.h"
#include "link/storage.h"
#include "media/actions.h"
#include "media/derive.h"
#include "media/sweep.h"
#include "media/types.h"

static const struct resource *const resources[] = {&media_items, NULL};

static const struct action actions[] = {
    {HTTP_POST, "/api/media/presign", "presignMedia", "media_items", "Ask for addresses to upload files to", ROLES_WRITE,
     ACTION_REPEATABLE, 200,
     .request = presign_request, .response = presign_response, .scope = "media", .handle = presign_run},
    {HTTP_POST, "/api/media/commit", "commitMedia", "media_items",
     "Make media items of uploaded files",
     ROLES_WRITE, ACTION_TWO_TRIPS, 200, .request = commit_request, .answers = "MediaItem", .answers_list = true,
     .problems = PROBLEM_BIT(STORAGE_UNAVAILABLE),
     .doc = "Repeating it is harmless. With a 422 none is made; a file named in it needs a new address.",
     .scope = "media", .cost = 2, .handle = commit_run},
    {HTTP_POST, "/api/media/reorder", "reorderMedia", "media_items", "Put a property's gallery in order", ROLES_WRITE, 0, 200,
     .request = reorder_request, .response = reorder_response, .scope = "media", .handle = reorder_run},
    {HTTP_GET, "/api/internal/storage-access", "storageAccess", "media_items", "nginx asks whether an address of the local store is good",
     0, ACTION_PUBLIC | ACTION_HIDDEN | ACTION_NO_DATABASE, 204, .handle = access_run},
    {.path = NULL}};

static const struct job_kind jobs[] = {
    {.name = "media.derive", .run = derive_run, .timeout_s = 240},
    {.name = "media.sweep", .run = sweep_run, .timeout_s = 4 * 3600, .at_once = 1, .platform = true},
    {.name = NULL}};

static const struct schedule schedules[] = {
    {.name = "media.sweep", .cron = "40 2 * * *", .kind = "media.sweep"},
    {.name = NULL}};

static int check(const struct conf *c, struct problem *p)
{
	struct arena *a = arena_new(1024);
	struct storage *s;
	int rc = media_types_check(c, p) < 0 || storage_open(a, c, NULL, &s, p) < 0 ? -1 : 0;
	arena_free(a);
	return rc;
}

static int ready(struct arena *a, const struct conf *c, struct problem *p)
{
	struct storage *s;
	struct storage_health health;
	return storage_open(a, c, NULL, &s, p) < 0 ? -1 : storage_check(a, s, &health, p);
}

const struct module media_module = {
    .name = "media", .resources = resources, .actions = actions, .jobs = jobs, .schedules = schedules, .check = check, .ready = ready};
