/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/visit_link.h"

#include <string.h>

#include "auth/local_token.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/field_type.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

#define TOKEN_EXAMPLE "\"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA\""

const struct field visit_invite_response[] = {
    {"sent", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether the mail goes out; not when too many did today.", .example = "true"}, {.type = FIELD_END}};

const struct field visit_link_query[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED, .doc = "What stands behind the # of the mail's link.", .example = TOKEN_EXAMPLE}, {.type = FIELD_END}};

const struct field visit_link_response[] = {
    {"agency_name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Who invites.", .example = "\"Maison Alzette\""},
    {"agent_name", FIELD_TEXT, .doc = "Who shows it.", .example = "\"Léa\""},
    {"property", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its address.", .example = "\"24, rue Ermesinde, L-1469 Luxembourg\""},
    {"place", FIELD_TEXT, .doc = "Where to meet; null: there.", .example = "null"},
    {"starts_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it begins.", .example = "\"2026-05-16T08:30:00Z\""},
    {"ends_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it ends.", .example = "\"2026-05-16T09:00:00Z\""},
    {"time_zone", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Where that is.", .example = "\"Europe/Luxembourg\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "requested|confirmed|done|no_show|cancelled", .doc = "How it stands.", .example = "\"requested\""},
    {"wish", FIELD_TEXT, .doc = "The other time that was asked for.", .example = "null"},
    {.type = FIELD_END}};

const struct field visit_answer_request[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED, .most = 200, .doc = "What stands behind the # of the mail's link.", .example = TOKEN_EXAMPLE},
    {"answer", FIELD_CHOICE, FIELD_REQUIRED, .choices = "confirm|another_time|cancel", .doc = "What the visitor wants.", .example = "\"confirm\""},
    {"words", FIELD_TEXT, .least = 1, .most = 500, .doc = "When it would suit; why it is called off.", .example = "null"},
    {.type = FIELD_END}};

static const char *bytea(struct arena *a, const uint8_t digest[DIGEST_SIZE])
{
	char hex[DIGEST_HEX_SIZE];
	encode_hex(digest, DIGEST_SIZE, hex);
	return arena_printf(a, "\\x%s", hex);
}

/* Of whatever came: the database answers that there is no such link. */
static const char *digest_of(struct arena *a, const char *token)
{
	uint8_t digest[DIGEST_SIZE];
	digest_sha256(token, strlen(token), digest);
	return bytea(a, digest);
}

int visit_link_invite_run(struct call *c, struct problem *p)
{
	static const struct statement invite = {.name = "visits.invite", .sql = "select estate.invite_visitor($1::uuid, $2)", .writes = true};
	const struct table *t = table_find("visits");
	uint8_t digest[DIGEST_SIZE];
	char *token = arena_alloc(c->arena, LOCAL_TOKEN_REFRESH_SIZE);
	if (row_check_id(c, t, p) < 0)
		return -1;
	local_token_make_refresh(token, digest);
	const char *const values[] = {c->params[0], token};
	int index = tx_add(c->tx, &invite, 2, values);
	if (call_execute(c, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member_bool(&o, "sent", strcmp(rows_text(tx_rows(c->tx, index), 0, 0), "queued") == 0);
	json_out_close(&o, '}');
	return 0;
}

static int add_read(struct call *c, const char *digest)
{
	static const struct statement read = {
	    .name = "visit_links.read",
	    .sql = "select agency_name, agent_name, property, place, starts_at, ends_at, time_zone, status, wish from estate.read_visit_link($1)",
	    .writes = true};
	return tx_add(c->tx, &read, 1, &digest);
}

static void answer_visit(struct call *c, int index)
{
	const struct rows *rows = tx_rows(c->tx, index);
	struct json_out o = json_out(&c->response->body);
	response_header(c->response, "Cache-Control", "no-store");
	json_out_open(&o, '{');
	for (int i = 0; visit_link_response[i].type != FIELD_END; i++) {
		json_out_name(&o, visit_link_response[i].name);
		if (rows_is_null(rows, 0, i))
			json_out_null(&o);
		else
			field_write(&c->response->body, visit_link_response[i].type, rows_text(rows, 0, i), rows_size(rows, 0, i));
		o.comma = true;
	}
	json_out_close(&o, '}');
}

int visit_link_read_run(struct call *c, struct problem *p)
{
	if (c->query.count == 0) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'token' is needed");
		return problem_violation(p, "token", "required", NULL, "is required");
	}
	int index = add_read(c, digest_of(c->arena, c->query.params[0].value));
	if (tx_commit(c->tx, p) < 0)
		return -1;
	answer_visit(c, index);
	return 0;
}

int visit_link_answer_run(struct call *c, struct problem *p)
{
	static const struct statement answer = {
	    .name = "visit_links.answer", .sql = "select estate.answer_visit_link($1, $2, $3, $4::inet)", .writes = true};
	struct write w;
	if (write_read(c->arena, visit_answer_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *digest = digest_of(c->arena, write_text(&w, "token"));
	const char *const values[] = {digest, write_text(&w, "answer"), write_text(&w, "words"),
				      c->request->address[0] == '\0' ? NULL : c->request->address};
	tx_add(c->tx, &answer, 4, values);
	int index = add_read(c, digest);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	answer_visit(c, index);
	return 0;
}

enum job_outcome visit_link_remind_run(struct job_run *run, struct problem *p)
{
	static const struct statement remind = {.name = "visits.remind", .sql = "select estate.remind_visits()", .writes = true};
	struct tx *tx = job_tx(run);
	tx_add(tx, &remind, 0, NULL);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}
