/* SPDX-License-Identifier: Apache-2.0 */
/* Who may listen to what. The stream itself is nginx's (nginx/stream.conf.in): it asks here once, when somebody comes. */
#include <string.h>

#include "auth/local_token.h"
#include "base/arena.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "events/actions.h"
#include "rest/call.h"

enum { TICKET_S = 60 };

const struct field ticket_response[] = {
    {"ticket", FIELD_TEXT, FIELD_NOT_NULL, .doc = "For GET /api/events/stream?ticket=.", .example = "\"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA\""},
    {"expires_in", FIELD_INT, FIELD_NOT_NULL, .doc = "Seconds until it is worth nothing.", .example = "60"},
    {.type = FIELD_END}};

const struct field stream_query[] = {
    {"ticket", FIELD_TEXT, FIELD_REQUIRED, .doc = "Of POST /api/events/ticket.", .example = "\"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA\""},
    {.type = FIELD_END}};

static const char *bytea(struct arena *a, const uint8_t digest[DIGEST_SIZE])
{
	char hex[DIGEST_HEX_SIZE];
	encode_hex(digest, DIGEST_SIZE, hex);
	return arena_printf(a, "\\x%s", hex);
}

int ticket_run(struct call *c, struct problem *p)
{
	static const struct statement make = {.name = "events.ticket", .sql = "select events.make_ticket($1, $2::int)", .writes = true};
	uint8_t digest[DIGEST_SIZE];
	char ticket[LOCAL_TOKEN_REFRESH_SIZE];
	local_token_make_refresh(ticket, digest);
	const char *const values[] = {bytea(c->arena, digest), arena_printf(c->arena, "%d", TICKET_S)};
	tx_add(c->tx, &make, 2, values);
	if (call_execute(c, p) < 0)
		return -1;
	response_header(c->response, "Cache-Control", "no-store");
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "ticket", ticket);
	json_out_member_int(&o, "expires_in", TICKET_S);
	json_out_close(&o, '}');
	return 0;
}

/* 403 and nothing else for whoever may not: nginx hands on no other refusal. */
int stream_run(struct call *c, struct problem *p)
{
	static const struct statement use = {.name = "events.use_ticket", .sql = "select events.use_ticket($1)", .writes = true};
	const char *ticket = c->query.count == 1 ? c->query.params[0].value : "";
	uint8_t digest[DIGEST_SIZE];
	if (request_header(c->request, HEADER_ORIGINAL_METHOD) == NULL)
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "send Accept: text/event-stream");
	if (local_token_refresh_digest(ticket, strlen(ticket), digest) < 0)
		return problem_set(p, PROBLEM_LINK_NOT_VALID, "this is no ticket");
	const char *const values[] = {bytea(c->arena, digest)};
	int index = tx_add(c->tx, &use, 1, values);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	if (rows_is_null(rows, 0, 0))
		return problem_set(p, PROBLEM_LINK_NOT_VALID, "the ticket was used, or its time is over");
	c->response->content_type = "text/event-stream";
	response_header(c->response, "Stream-Channel", "%s", rows_text(rows, 0, 0));
	return 0;
}
