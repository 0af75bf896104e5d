/* SPDX-License-Identifier: Apache-2.0 */
/* Making and revoking keys, what they asked for, and emptying the sandbox. */

#include "agency/api_keys.h"
#include "agency/requests.h"
#include "auth/api_key.h"
#include "base/arena.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"
#include "serve/key_log.h"
#include "serve/scope.h"

static int no_such_key(struct problem *p)
{
	return problem_set(p, PROBLEM_NOT_FOUND, "there is no such API key");
}

/* The row as GET shows it, and the key itself. */
static void answer_once(struct call *c, int row, const char *key)
{
	struct buf *b = &c->response->body;
	row_answer(c, table_find("api_keys"), row);
	b->size--; /* the brace that closes the row */
	buf_printf(b, ",\"key\":\"%s\"}", key);
}

int api_key_make_run(struct call *c, struct problem *p)
{
	static const struct statement make = {.name = "api_keys.create",
					      .sql = "select agency.make_api_key($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
					      .writes = true};
	struct write w;
	struct api_key key;
	char hex[DIGEST_HEX_SIZE], *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (write_read(c->arena, api_key_request, c->body, WRITE_ACTION, &w, p) < 0 || api_keys_check(c, &w, p) < 0)
		return -1;
	const char *mode = write_text(&w, "mode") == NULL ? "live" : write_text(&w, "mode");
	uuid_v7(id);
	api_key_make(mode, &key);
	encode_hex(key.digest, DIGEST_SIZE, hex);
	const char *const values[] = {id,
				      write_text(&w, "name"),
				      mode,
				      arena_strdup(c->arena, key.prefix),
				      arena_strdup(c->arena, key.text + API_KEY_LENGTH - API_KEY_LAST),
				      arena_printf(c->arena, "\\x%s", hex),
				      write_text(&w, "scopes"),
				      write_text(&w, "allowed_addresses"),
				      write_text(&w, "expires_at"),
				      write_text(&w, "allowed_origins")};
	tx_add(c->tx, &make, 10, values);
	int row = row_add_read(c, table_find("api_keys"), id), rc = call_execute(c, p);
	if (rc == 0) {
		response_header(c->response, "Location", "/api/api_keys/%s", id);
		answer_once(c, row, key.text);
	}
	digest_wipe(&key, sizeof key);
	return rc;
}

int api_key_revoke_run(struct call *c, struct problem *p)
{
	static const struct statement revoke = {.name = "api_keys.revoke", .sql = "select agency.revoke_api_key($1)", .writes = true};
	if (call_check_id(c, "API key", p) < 0)
		return -1;
	int index = tx_add(c->tx, &revoke, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	return rows_bool(tx_rows(c->tx, index), 0, 0) ? 0 : no_such_key(p);
}

int api_key_scopes_run(struct call *c, struct problem *p)
{
	if (call_execute(c, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "data");
	json_out_open(&o, '[');
	for (size_t i = 0; scope_at(i) != NULL; i++)
		json_out_string(&o, scope_at(i));
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return 0;
}

int api_key_requests_run(struct call *c, struct problem *p)
{
	static const struct statement list = {.name = "api_keys.requests",
					      .sql = "select at, request_id, method, route, status, problem from agency.key_requests($1)"};
	if (call_check_id(c, "API key", p) < 0)
		return -1;
	key_log_add(c->arena, c->tx);
	int index = tx_add(c->tx, &list, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, key_request_rows);
	return 0;
}

int sandbox_reset_run(struct call *c, struct problem *p)
{
	static const struct statement reset = {.name = "api_keys.reset_sandbox", .sql = "select agency.reset_sandbox()", .writes = true};
	tx_add(c->tx, &reset, 0, NULL);
	return call_execute(c, p);
}
