/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "estate/board.h"
#include "estate/calendar.h"
#include "estate/search.h"
#include "estate/visit_link.h"

static const struct resource *const resources[] = {&estate_properties, &estate_contacts, &estate_contact_emails, &estate_tasks, &estate_deal_stages,
						   &estate_deals, &estate_deal_parties, &estate_visits, NULL};

#define CALENDAR_EXAMPLE "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"

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
    {HTTP_GET, "/api/search", "search", "search", "Find contacts, properties and deals", ROLES_READ, 0, 200,
     .query = search_query, .response = search_response, .scope = "search",
     .doc = "Those that have all the words, their accents aside; when none has, those whose names are spelt like them.", .handle = search_run},
    {HTTP_GET, "/api/visits/{id}/ics", "readVisitCalendar", "visits", "Read a visit as a calendar has it", ROLES_READ, 0, 200,
     .content = "text/calendar", .example = CALENDAR_EXAMPLE, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "iCalendar (RFC 5545), with the agency's time zone.", .scope = "visits", .handle = calendar_visit_run},
    {HTTP_POST, "/api/visits/{id}/invite", "inviteVisitor", "visits", "Mail the visitor a link to answer with", ROLES_WRITE, ACTION_REPEATABLE, 200,
     .response = visit_invite_response, .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(VALIDATION),
     .doc = "Behind it they confirm, ask for another time or call it off, without an account, until the visit is over. The link before ends.",
     .scope = "visits", .handle = visit_link_invite_run},
    {HTTP_GET, "/api/visit_links/preview", "previewVisit", "visit_links", "What a visitor's link is about", 0, ACTION_PUBLIC, 200,
     .query = visit_link_query, .response = visit_link_response, .answers = "VisitLink", .problems = PROBLEM_BIT(GONE), .handle = visit_link_read_run},
    {HTTP_POST, "/api/visit_links/answer", "answerVisit", "visit_links", "Answer as the visitor", 0, ACTION_PUBLIC, 200,
     .request = visit_answer_request, .response = visit_link_response, .answers = "VisitLink", .problems = PROBLEM_BIT(GONE) | PROBLEM_BIT(CONFLICT),
     .doc = "The agent is told. The same again changes nothing.", .handle = visit_link_answer_run},
    {HTTP_GET, "/api/calendar_feed", "readCalendarFeed", "calendar_feed", "Whether one's calendar has an address", ROLES_READ, 0, 200,
     .response = calendar_feed_response, .handle = calendar_show_run},
    {HTTP_POST, "/api/calendar_feed", "makeCalendarFeed", "calendar_feed", "Give one's calendar a new address", ROLES_READ, ACTION_REPEATABLE, 200,
     .response = calendar_feed_made_response, .doc = "The one before ends.", .handle = calendar_make_run},
    {HTTP_DELETE, "/api/calendar_feed", "endCalendarFeed", "calendar_feed", "End the address of one's calendar", ROLES_READ, 0, 204,
     .handle = calendar_end_run},
    {HTTP_GET, "/api/calendar/{token}", "readCalendar", "calendar_feed", "Read a person's visits as a calendar program does", 0, ACTION_PUBLIC, 200,
     .content = "text/calendar", .example = CALENDAR_EXAMPLE, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "What its holder shows from 90 days ago on, called off or not. The token, with .ics behind it, is the credential.",
     .handle = calendar_read_run},
    {.path = NULL}};

static const struct tag tags[] = {{"calendar_feed", "One's visits in a calendar program, by a secret address."},
				  {"visit_links", "What visitors do without an account."},
				  {NULL, NULL}};

static const struct job_kind jobs[] = {{.name = "estate.remind_visits", .run = visit_link_remind_run, .platform = true}, {.name = NULL}};

static const struct schedule schedules[] = {{.name = "visits", .cron = "*/10 * * * *", .kind = "estate.remind_visits"}, {.name = NULL}};

const struct module estate_module = {.name = "estate", .resources = resources, .actions = actions, .tags = tags, .jobs = jobs, .schedules = schedules};
