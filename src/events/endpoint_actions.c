/* SPDX-License-Identifier: Apache-2.0 */
/* Endpoints made, their secrets changed, tests, and sending again what happened in a while. */
#include <string.h>

#include "auth/seal.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "events/actions.h"
#include "events/endpoints.h"
#include "events/signature.h"
#include "rest/call.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"
#include "serve/event.h"

#define UUID_EXAMPLE "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""
#define TIME_EXAMPLE "\"2026-05-12T09:30:00Z\""
#define SECRET_FIELD {"secret", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What calls are signed with: shown this once.", .example = "\"whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL\""}

const struct field endpoint_request[] = {
    {"url", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 2000, .doc = "Where to send, by POST: https://.", .example = "\"https://example.com/stagefy\""},
    {"description", FIELD_TEXT, .most = 200, .doc = "What it is for.", .example = "\"Website\""},
    {"events", FIELD_TEXTS, FIELD_NOT_NULL, .most = 60, .doc = "The names of the events to send; none: all.", .example = "[\"property.published\"]"},
    {.type = FIELD_END}};

const struct field endpoint_made[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the endpoint.", .example = UUID_EXAMPLE},
    {"url", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Where to.", .example = "\"https://example.com/stagefy\""},
    {"description", FIELD_TEXT, .doc = "What it is for.", .example = "\"Website\""},
    {"events", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "What is sent; none: all.", .example = "[\"property.published\"]"},
    {"enabled", FIELD_BOOL, FIELD_NOT_NULL, .doc = "It is.", .example = "true"},
    {"disabled_reason", FIELD_TEXT, .doc = "Not yet.", .example = "null"},
    {"failing_since", FIELD_TIME, .doc = "Not yet.", .example = "null"},
    {"secret_before_until", FIELD_TIME, .doc = "Not yet.", .example = "null"},
    {"created_by", FIELD_ID, FIELD_NOT_NULL, .doc = "The caller.", .example = UUID_EXAMPLE},
    {"version", FIELD_INT, FIELD_NOT_NULL, .doc = "1", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Now.", .example = TIME_EXAMPLE},
    {"updated_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Now.", .example = TIME_EXAMPLE},
    SECRET_FIELD,
    {.type = FIELD_END}};

const struct field rotate_request[] = {
    {"overlap_hours", FIELD_INT, FIELD_NOT_NULL, .least = 0, .most = 168, .doc = "How long the secret before signs too; 24 unless given.", .example = "24"},
    {.type = FIELD_END}};

const struct field rotate_response[] = {SECRET_FIELD, {.type = FIELD_END}};

const struct field test_response[] = {
    {"delivery_id", FIELD_ID, FIELD_NOT_NULL, .doc = "GET /api/webhook_deliveries/{id} tells what became of it.", .example = UUID_EXAMPLE}, {.type = FIELD_END}};

const struct field replay_request[] = {
    {"from", FIELD_TIME, FIELD_REQUIRED, .doc = "From this moment on.", .example = TIME_EXAMPLE},
    {"until", FIELD_TIME, FIELD_REQUIRED, .doc = "Up to this one; 31 days at most.", .example = "\"2026-05-13T09:30:00Z\""},
    {"only_missing", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Only what never arrived, also because the endpoint was off; true unless given.", .example = "true"},
    {.type = FIELD_END}};

const struct field replay_response[] = {
    {"sent", FIELD_INT, FIELD_NOT_NULL, .doc = "How many are on their way.", .example = "12"}, {.type = FIELD_END}};

static int no_such_endpoint(struct problem *p)
{
	return problem_set(p, PROBLEM_NOT_FOUND, "there is no such webhook endpoint");
}

static int check_id(const struct call *c, struct problem *p)
{
	return call_check_id(c, "webhook endpoint", p);
}

static int make_secret(struct call *c, const char *id, char secret[SIGNATURE_SECRET_SIZE], char **sealed, struct problem *p)
{
	signature_make_secret(secret);
	return seal_close(c->arena, c->conf, endpoints_seal_context(c->arena, id), secret, strlen(secret), sealed, p);
}

int endpoint_make_run(struct call *c, struct problem *p)
{
	static const struct statement make = {.name = "webhook_endpoints.create", .sql = "select events.make_endpoint($1,$2,$3,$4,$5)", .writes = true};
	struct write w;
	char secret[SIGNATURE_SECRET_SIZE], *sealed, *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (write_read(c->arena, endpoint_request, c->body, WRITE_ACTION, &w, p) < 0 || endpoints_check(c, &w, p) < 0)
		return -1;
	uuid_v7(id);
	if (make_secret(c, id, secret, &sealed, p) < 0)
		return -1;
	const char *const values[] = {id, write_text(&w, "url"), write_text(&w, "description"), write_text(&w, "events"), sealed};
	tx_add(c->tx, &make, 5, values);
	int row = row_add_read(c, table_find("webhook_endpoints"), id), rc = call_execute(c, p);
	if (rc == 0) {
		struct buf *b = &c->response->body;
		response_header(c->response, "Location", "/api/webhook_endpoints/%s", id);
		row_answer(c, table_find("webhook_endpoints"), row);
		b->size--; /* the brace that closes the row */
		buf_printf(b, ",\"secret\":\"%s\"}", secret);
	}
	digest_wipe(secret, sizeof secret);
	return rc;
}

int endpoint_remove_run(struct call *c, struct problem *p)
{
	static const struct statement remove = {.name = "webhook_endpoints.remove", .sql = "select events.remove_endpoint($1)", .writes = true};
	if (check_id(c, p) < 0)
		return -1;
	int index = tx_add(c->tx, &remove, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	return rows_bool(tx_rows(c->tx, index), 0, 0) ? 0 : no_such_endpoint(p);
}

int endpoint_rotate_run(struct call *c, struct problem *p)
{
	static const struct statement rotate = {.name = "webhook_endpoints.rotate", .sql = "select events.rotate_secret($1,$2,$3::int)", .writes = true};
	struct write w;
	char secret[SIGNATURE_SECRET_SIZE], *sealed;
	if (check_id(c, p) < 0 || write_read(c->arena, rotate_request, c->body, WRITE_ACTION, &w, p) < 0 ||
	    make_secret(c, c->params[0], secret, &sealed, p) < 0)
		return -1;
	const char *hours = write_text(&w, "overlap_hours");
	const char *const values[] = {c->params[0], sealed, hours == NULL ? "24" : hours};
	int index = tx_add(c->tx, &rotate, 3, values), rc = call_execute(c, p);
	if (rc == 0 && !rows_bool(tx_rows(c->tx, index), 0, 0))
		rc = no_such_endpoint(p);
	if (rc == 0)
		buf_printf(&c->response->body, "{\"secret\":\"%s\"}", secret);
	digest_wipe(secret, sizeof secret);
	return rc;
}

int endpoint_test_run(struct call *c, struct problem *p)
{
	static const struct statement test = {.name = "webhook_endpoints.test", .sql = "select events.test_endpoint($1)", .writes = true};
	if (check_id(c, p) < 0)
		return -1;
	int index = tx_add(c->tx, &test, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_is_null(tx_rows(c->tx, index), 0, 0))
		return no_such_endpoint(p);
	const char *delivery = rows_text(tx_rows(c->tx, index), 0, 0);
	response_header(c->response, "Location", "/api/webhook_deliveries/%s", delivery);
	buf_printf(&c->response->body, "{\"delivery_id\":\"%s\"}", delivery);
	return 0;
}

int endpoint_replay_run(struct call *c, struct problem *p)
{
	static const struct statement replay = {
		.name = "webhook_endpoints.replay", .sql = "select events.replay($1::jsonb,$2,$3,$4,$5)", .writes = true};
	struct write w;
	if (check_id(c, p) < 0 || write_read(c->arena, replay_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *missing = write_text(&w, "only_missing");
	const char *const values[] = {event_types(c->arena, NULL, 0), c->params[0], write_text(&w, "from"), write_text(&w, "until"),
				      missing == NULL ? "true" : missing};
	int index = tx_add(c->tx, &replay, 5, values);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_is_null(tx_rows(c->tx, index), 0, 0))
		return no_such_endpoint(p);
	response_header(c->response, "Location", "/api/webhook_deliveries?endpoint_id=%s", c->params[0]);
	buf_printf(&c->response->body, "{\"sent\":%s}", rows_text(tx_rows(c->tx, index), 0, 0));
	return 0;
}
