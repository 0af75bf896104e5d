/* SPDX-License-Identifier: Apache-2.0 */
/* One's own sessions and password. */
#include <string.h>

#include "agency/requests.h"
#include "agency/session.h"
#include "agency/sign_in.h"
#include "auth/password.h"
#include "auth/principal.h"
#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/field_type.h"
#include "rest/write.h"
#include "serve/serve.h"

int sessions_list_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "auth.sessions",
	    .sql = "select id, created_at, last_used_at, expires_at, host(address), user_agent from agency.sessions()"};
	static const char *const names[] = {"id", "created_at", "last_used_at", "expires_at", "address", "user_agent"};
	int index = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "data");
	json_out_open(&o, '[');
	for (int i = 0; i < rows_count(rows); i++) {
		json_out_open(&o, '{');
		for (int k = 0; k < 6; k++) {
			json_out_name(&o, names[k]);
			o.comma = true;
			if (rows_is_null(rows, i, k))
				buf_lit(o.buf, "null");
			else
				field_write(o.buf, k >= 1 && k <= 3 ? FIELD_TIME : FIELD_TEXT, rows_text(rows, i, k), rows_size(rows, i, k));
		}
		const char *mine = c->principal->session;
		json_out_member_bool(&o, "current", mine != NULL && strcmp(mine, rows_text(rows, i, 0)) == 0);
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return 0;
}

int sessions_end_run(struct call *c, struct problem *p)
{
	static const struct statement end = {.name = "auth.end_session", .sql = "select agency.end_session($1)", .writes = true};
	const char *id = c->params[0];
	if (!uuid_valid(id, strlen(id)))
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such session");
	int index = tx_add(c->tx, &end, 1, &id);
	if (call_execute(c, p) < 0)
		return -1;
	return rows_bool(tx_rows(c->tx, index), 0, 0) ? 0 : problem_set(p, PROBLEM_NOT_FOUND, "there is no such session");
}

/* First trip: the hash in force, which counts the attempt; once, even if the second trip is run again. */
static int own_hash(struct call *c, const char **hash, struct problem *p)
{
	static const struct statement look = {.name = "auth.own_password", .sql = "select agency.own_password($1)", .writes = true};
	const struct rows *known = c->first_trip;
	if (known == NULL) {
		const char *const values[] = {session_address(c)};
		int index = tx_add(c->tx, &look, 1, values);
		if (call_execute(c, p) < 0)
			return -1;
		c->first_trip = known = tx_rows(c->tx, index);
	}
	*hash = rows_text_or_null(known, 0, 0);
	return *hash != NULL ? 0 : problem_set(p, PROBLEM_NOT_FOUND, "this account has no password here");
}

static int store_hash(struct call *c, const char *hash, struct problem *p)
{
	static const struct statement set = {.name = "auth.set_password", .sql = "select agency.set_password($1,$2,$3)", .writes = true};
	const char *const values[] = {hash, c->principal->session, session_address(c)};
	serve_next_trip(c);
	tx_add(c->tx, &set, 3, values);
	return tx_commit(c->tx, p);
}

int sessions_prove_password(struct call *c, const char *password, struct problem *p)
{
	const char *hash;
	bool right;
	if (own_hash(c, &hash, p) < 0 || password_verify(c->conf, hash, password, strlen(password), &right, p) < 0)
		return -1;
	return right ? 0 : problem_violation(p, "/current_password", "wrong_password", NULL, "is not your password");
}

int password_change_run(struct call *c, struct problem *p)
{
	struct write w;
	char fresh[PASSWORD_HASH_SIZE];
	if (session_check_local(c, p) < 0 || write_read(c->arena, password_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *old = write_text(&w, "current_password"), *next = write_text(&w, "new_password");
	if (password_check_rules(next, strlen(next), NULL, "/new_password", p) < 0 || sessions_prove_password(c, old, p) < 0 ||
	    password_hash(c->conf, next, strlen(next), fresh, p) < 0)
		return -1;
	return store_hash(c, fresh, p);
}
