/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/calendar.h"

#include <string.h>

#include "auth/local_token.h"
#include "base/arena.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "estate/icalendar.h"
#include "rest/answer.h"
#include "rest/field_type.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

#define SINCE_EXAMPLE "\"2026-05-12T09:30:00Z\""

const struct field calendar_feed_response[] = {
    {"since", FIELD_TIME, .doc = "Since when there is one; null: there is none.", .example = SINCE_EXAMPLE},
    {"reminds", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether its visits have an alarm an hour before.", .example = "true"},
    {.type = FIELD_END}};

const struct field calendar_feed_request[] = {
    {"reminds", FIELD_BOOL, FIELD_REQUIRED, .doc = "Whether its visits have an alarm an hour before; programs take it over when they read again.", .example = "true"},
    {.type = FIELD_END}};

const struct field calendar_feed_made_response[] = {
    {"url", FIELD_TEXT, FIELD_NOT_NULL, .doc = "For the calendar program. Whoever has it reads the calendar; it is not shown again.",
     .example = "\"https://crm.example/api/calendar/q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA.ics\""},
    {.type = FIELD_END}};

static const char *bytea(struct arena *a, const uint8_t digest[DIGEST_SIZE])
{
	char hex[DIGEST_HEX_SIZE];
	encode_hex(digest, DIGEST_SIZE, hex);
	return arena_printf(a, "\\x%s", hex);
}

static int answer_calendar(struct call *c, const struct rows *rows)
{
	c->response->content_type = "text/calendar; charset=utf-8";
	icalendar_write(c->arena, &c->response->body, c->conf, rows);
	return 0;
}

int calendar_visit_run(struct call *c, struct problem *p)
{
	static const struct statement read = {
	    .name = "visits.ics", .sql = "select " ICALENDAR_COLUMNS " from estate.calendar_entries, (select false as reminds) r where agency_id = app.agency_id() and id = $1::uuid"};
	const struct table *t = table_find("visits");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int index = tx_add(c->tx, &read, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, index)) == 0)
		return row_missing(t, p);
	response_header(c->response, "Content-Disposition", "attachment; filename=\"visit.ics\"");
	return answer_calendar(c, tx_rows(c->tx, index));
}

int calendar_show_run(struct call *c, struct problem *p)
{
	static const struct statement since = {.name = "calendar_feed.since", .sql = "select estate.feed_since(), coalesce(estate.feed_reminds(), false)"};
	int index = tx_add(c->tx, &since, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "since");
	if (rows_is_null(rows, 0, 0))
		json_out_null(&o);
	else
		field_write(&c->response->body, FIELD_TIME, rows_text(rows, 0, 0), strlen(rows_text(rows, 0, 0)));
	o.comma = true;
	json_out_member_bool(&o, "reminds", rows_bool(rows, 0, 1));
	json_out_close(&o, '}');
	return 0;
}

int calendar_make_run(struct call *c, struct problem *p)
{
	static const struct statement make = {.name = "calendar_feed.make", .sql = "select estate.make_feed($1)", .writes = true};
	uint8_t digest[DIGEST_SIZE];
	char token[LOCAL_TOKEN_REFRESH_SIZE];
	local_token_make_refresh(token, digest);
	const char *const values[] = {bytea(c->arena, digest)};
	tx_add(c->tx, &make, 1, values);
	if (call_execute(c, p) < 0)
		return -1;
	response_header(c->response, "Cache-Control", "no-store");
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "url", arena_printf(c->arena, "%s/api/calendar/%s.ics", c->conf->public_url, token));
	json_out_close(&o, '}');
	return 0;
}

int calendar_change_run(struct call *c, struct problem *p)
{
	static const struct statement change = {.name = "calendar_feed.change", .sql = "select estate.remind_by_feed($1::boolean)", .writes = true};
	struct write w;
	if (write_read(c->arena, calendar_feed_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "reminds")};
	tx_add(c->tx, &change, 1, values);
	return call_execute(c, p);
}

int calendar_end_run(struct call *c, struct problem *p)
{
	static const struct statement end = {.name = "calendar_feed.end", .sql = "select estate.end_feed()", .writes = true};
	tx_add(c->tx, &end, 0, NULL);
	return call_execute(c, p);
}

int calendar_read_run(struct call *c, struct problem *p)
{
	static const struct statement read = {.name = "calendar_feed.read", .sql = "select " ICALENDAR_COLUMNS " from estate.read_feed($1)"};
	const char *name = c->params[0], *ending = strstr(name, ".ics");
	uint8_t digest[DIGEST_SIZE];
	if (ending == NULL || strcmp(ending, ".ics") != 0 || local_token_refresh_digest(name, (size_t)(ending - name), digest) < 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such calendar");
	const char *const values[] = {bytea(c->arena, digest)};
	int index = tx_add(c->tx, &read, 1, values);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, index)) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such calendar");
	response_header(c->response, "Cache-Control", "private, no-cache");
	return answer_calendar(c, tx_rows(c->tx, index));
}
