/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "estate/board.h"

static const struct resource *const resources[] = {&estate_properties, &estate_contacts, &estate_contact_emails, &estate_tasks, &estate_deal_stages,
						   &estate_deals, &estate_deal_parties, &estate_visits, NULL};

static const struct action actions[] = {
    {HTTP_POST, "/api/deals/{id}/move", "moveDeal", "deals", "Put a deal into a stage", ROLES_WRITE, 0, 200, .request = move_request,
     .answers = "Deal", .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(STALE_VERSION),
     .doc = "At a place among the open deals there, or last. One that was closed is open again. With If-Match, only if nobody changed it since.",
     .example = "{\"stage_id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\",\"after_id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4e\"}", .scope = "deals",
     .handle = deal_move_run},
    {HTTP_GET, "/api/deals/{id}/stays", "listDealStays", "deals", "Read how long it was in which stage", ROLES_READ, 0, 200,
     .response = stays_response, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "deals", .handle = deal_stays_run},
    {HTTP_GET, "/api/deal_stages/totals", "totalDealStages", "deal_stages", "Read what the stages come to", ROLES_READ, 0, 200,
     .query = totals_query, .response = totals_response, .scope = "deals", .handle = deal_totals_run},
    {HTTP_POST, "/api/deal_stages/reorder", "reorderDealStages", "deal_stages", "Put the stages in order", ROLES_MANAGE, 0, 200,
     .request = reorder_stages_request, .response = reorder_stages_response, .scope = "deals", .handle = stages_reorder_run},
    {.path = NULL}};

const struct module estate_module = {.name = "estate", .resources = resources, .actions = actions};
