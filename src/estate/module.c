/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

#include <stddef.h>

#include "base/problem.h"
#include "estate/board.h"
#include "estate/calendar.h"
#include "estate/lead_actions.h"
#include "estate/listing.h"
#include "estate/matches.h"
#include "estate/merge.h"
#include "estate/search.h"
#include "estate/share.h"
#include "estate/today.h"
#include "estate/visit_link.h"

static const struct resource *const resources[] = {&estate_properties, &estate_contacts, &estate_contact_emails, &estate_contact_phones,
						   &estate_contact_consents, &estate_buyer_requests, &estate_tasks, &estate_deal_stages, &estate_deals, &estate_deal_parties,
						   &estate_activities, &estate_lead_rules, &estate_leads, &estate_saved_views, &estate_share_links, &estate_visits, &estate_record_shares, NULL};

static const struct tag tags[] = {{"calendar_feed", "One's visits in a calendar program, by a secret address."},
				  {"search", "Contacts, properties and deals at once."},
				  {"shared", "Pages for clients outside, by a link that an agency has given them."},
				  {"today", "What the day asks of a person."},
				  {"visit_links", "What visitors do without an account."},
				  {NULL, NULL}};

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
    {HTTP_POST, "/api/deal_stages/{id}/replace", "replaceDealStage", "deal_stages", "Delete a stage, its deals going elsewhere", ROLES_MANAGE, 0, 200,
     .request = replace_stage_request, .response = replace_stage_response, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "Only open deals have a place on the board; those that were won or lost stay where they were.", .scope = "deals",
     .handle = stage_replace_run},
    {HTTP_GET, "/api/buyer_requests/{id}/matches", "listBuyerRequestMatches", "buyer_requests", "Find the properties that suit a request", ROLES_READ,
     0, 200, .query = matches_query, .response = matches_response, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "Among the active ones. Place, price and type are always as asked; the score says how much of the rest is.", .scope = "contacts",
     .handle = request_matches_run},
    {HTTP_GET, "/api/properties/{id}/matches", "listPropertyMatches", "properties", "Find the requests that a property suits", ROLES_READ, 0, 200,
     .query = matches_query, .response = matches_response, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "Among the active ones, whatever the property's status. Place, price and type are always as asked; the score says how much of the rest is.",
     .scope = "contacts", .handle = property_matches_run},
    {HTTP_GET, "/api/contacts/duplicates", "listDuplicateContacts", "contacts", "Find contacts that may be the same", ROLES_READ, 0, 200,
     .query = duplicates_query, .response = duplicates_response, .scope = "contacts", .cost = 20, .handle = duplicates_run},
    {HTTP_POST, "/api/contacts/{id}/merge", "mergeContacts", "contacts", "Put another contact into this one", ROLES_WRITE, 0, 200,
     .request = merge_request, .answers = "Contact", .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "Whatever points to the other one points to this one then, and the other is deleted. For whoever may change both.", .scope = "contacts",
     .handle = contact_merge_run},
    {HTTP_POST, "/api/contacts/{id}/unmerge", "unmergeContact", "contacts", "Take a contact out of the one it was put into", ROLES_WRITE, 0, 200,
     .answers = "Contact", .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT),
     .doc = "It is back with all that pointed to it and still points to the other one, whose fields are as they were but for those changed since.",
     .scope = "contacts", .handle = contact_unmerge_run},
    {HTTP_POST, "/api/contacts/{id}/dismiss_duplicate", "dismissDuplicate", "contacts", "Say that two contacts are two people", ROLES_WRITE, 0, 204,
     .request = dismiss_request, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "They are no duplicates any more, until what makes them look alike is something else: a name that was changed, another number "
	    "in common. For whoever may change both.",
     .scope = "contacts", .handle = duplicate_dismiss_run},
    {HTTP_POST, "/api/contacts/{id}/undismiss_duplicate", "undismissDuplicate", "contacts", "Take that back", ROLES_WRITE, 0, 204,
     .request = dismiss_request, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "contacts", .handle = duplicate_undismiss_run},
    {HTTP_GET, "/api/search", "search", "search", "Find contacts, properties and deals", ROLES_READ, 0, 200,
     .query = search_query, .response = search_response, .scope = "search",
     .doc = "Those that have all the words, their accents aside; when none has, those whose names are spelt like them.", .handle = search_run},
    {HTTP_GET, "/api/properties/{id}/publishing", "getPublishing", "properties", "Read what publishing it needs", ROLES_READ, 0, 200,
     .response = publishing_response, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "properties", .handle = publishing_run},
    {HTTP_GET, "/api/properties/{id}/prices", "listPrices", "properties", "Read what it was offered at", ROLES_READ, 0, 200,
     .response = prices_response, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "properties", .handle = prices_run},
    {HTTP_POST, "/api/leads", "createLead", "leads", "Enter a lead", ROLES_WRITE, 0, 201, .request = lead_request, .answers = "Lead",
     .answers_also = 200, .problems = PROBLEM_BIT(CONFLICT),
     .doc = "Its contact is found by address or number, or made, and the agency's rules say to whom it is offered. Sent again with the same "
	    "external_ref it is the same lead, and answered with 200. Who may not read whatever became of it is told its id.",
     .example = "{\"name\":\"Emma Nilsson\",\"email\":\"emma@example.com\",\"message\":\"May we see it on Saturday?\",\"source\":\"athome.lu\","
		"\"property_reference\":\"MA-0401\",\"external_ref\":\"form-4711\"}",
     .scope = "leads", .handle = lead_take_run},
    {HTTP_POST, "/api/leads/{id}/claim", "claimLead", "leads", "Take a lead", ROLES_WRITE & ~ROLE_PLATFORM, 0, 200, .answers = "Lead",
     .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT),
     .doc = "One that lies in the pool, is offered to the caller, or was to somebody whose time is over. The first to ask has it; others are "
	    "told who, in the parameters of the error.",
     .scope = "leads", .handle = lead_claim_run},
    {HTTP_POST, "/api/share_links", "createShareLink", "share_links", "Make a link for a client", ROLES_WRITE & ~ROLE_PLATFORM, ACTION_REPEATABLE, 201,
     .request = share_request, .response = share_made, .doc = "The link is shown this once. DELETE revokes it at once.", .scope = "share_links",
     .handle = share_make_run},
    {HTTP_GET, "/api/properties/{id}/share_links", "listPropertyShareLinks", "share_links", "Which links show a property, and who looked", ROLES_READ,
     0, 200, .response = share_list, .problems = PROBLEM_BIT(NOT_FOUND), .scope = "share_links", .handle = share_list_run},
    {HTTP_POST, "/api/shared/open", "openShared", "shared", "Read a shared page", 0, ACTION_PUBLIC | ACTION_REPEATABLE, 200, .request = shared_request,
     .response = shared_page, .answers = "SharedPage", .problems = PROBLEM_BIT(GONE),
     .doc = "What the link shows, and nothing else of the agency. By POST, so that the token stands in no log.", .handle = shared_open_run},
    {HTTP_POST, "/api/shared/enquire", "enquireShared", "shared", "Ask for something on a shared page", 0, ACTION_PUBLIC, 204,
     .request = enquiry_request, .problems = PROBLEM_BIT(GONE) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "It becomes a lead of the agency, which goes to whom its rules say.", .handle = shared_enquire_run},
    {HTTP_GET, "/api/today", "readToday", "today", "What the day asks of the caller", ROLES_READ, 0, 200, .response = today_response,
     .doc = "Tasks, visits, leads to claim and work that has ended, in one answer.", .handle = today_run},
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
    {HTTP_PATCH, "/api/calendar_feed", "changeCalendarFeed", "calendar_feed", "Have one's calendar remind, or not", ROLES_READ, 0, 204,
     .request = calendar_feed_request, .problems = PROBLEM_BIT(NOT_FOUND), .handle = calendar_change_run},
    {HTTP_DELETE, "/api/calendar_feed", "endCalendarFeed", "calendar_feed", "End the address of one's calendar", ROLES_READ, 0, 204,
     .handle = calendar_end_run},
    {HTTP_GET, "/api/calendar/{token}", "readCalendar", "calendar_feed", "Read a person's visits as a calendar program does", 0, ACTION_PUBLIC, 200,
     .content = "text/calendar", .example = CALENDAR_EXAMPLE, .problems = PROBLEM_BIT(NOT_FOUND),
     .doc = "What its holder shows from 90 days ago on, called off or not. The token, with .ics behind it, is the credential.",
     .handle = calendar_read_run},
    {.path = NULL}};

static const struct job_kind jobs[] = {{.name = "leads.return", .run = leads_return_run, .platform = true},
				       {.name = "estate.remind_visits", .run = visit_link_remind_run, .platform = true},
				       {.name = NULL}};

static const struct schedule schedules[] = {{.name = "leads", .cron = "* * * * *", .kind = "leads.return"},
					    {.name = "visits", .cron = "*/10 * * * *", .kind = "estate.remind_visits"},
					    {.name = NULL}};

const struct module estate_module = {.name = "estate", .resources = resources, .actions = actions, .tags = tags, .jobs = jobs, .schedules = schedules};
