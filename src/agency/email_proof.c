/* SPDX-License-Identifier: Apache-2.0 */
/* The address of an account: confirmed, or changed for another one, by a link that was mailed there. */
#include <string.h>

#include "agency/proofs.h"
#include "agency/requests.h"
#include "agency/session.h"
#include "agency/sign_in.h"
#include "auth/local_token.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/write.h"
#include "serve/serve.h"

static const char *new_token(struct arena *a)
{
	uint8_t digest[DIGEST_SIZE];
	char *token = arena_alloc(a, LOCAL_TOKEN_REFRESH_SIZE);
	local_token_make_refresh(token, digest);
	return token;
}

void proofs_add_confirmation(struct call *c, bool first)
{
	static const struct statement
	    ask = {.name = "auth.ask_confirmation", .sql = "select agency.ask_confirmation($1,$2)", .writes = true},
	    offer = {.name = "auth.first_confirmation", .sql = "select agency.first_confirmation($1)", .writes = true};
	const char *const values[] = {new_token(c->arena), session_address(c)};
	tx_add(c->tx, first ? &offer : &ask, first ? 1 : 2, values);
}

int confirmation_run(struct call *c, struct problem *p)
{
	proofs_add_confirmation(c, false);
	return call_execute(c, p);
}

int email_change_run(struct call *c, struct problem *p)
{
	static const struct statement ask = {.name = "auth.ask_email", .sql = "select agency.ask_email($1,$2,$3)", .writes = true};
	struct write w;
	if (session_check_local(c, p) < 0 || write_read(c->arena, email_request, c->body, WRITE_ACTION, &w, p) < 0 ||
	    sessions_prove_password(c, write_text(&w, "current_password"), p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "email"), new_token(c->arena), session_address(c)};
	serve_next_trip(c);
	tx_add(c->tx, &ask, 3, values);
	return tx_commit(c->tx, p);
}

int confirm_run(struct call *c, struct problem *p)
{
	static const struct statement confirm = {.name = "auth.confirm_email", .sql = "select agency.confirm_email($1,$2)", .writes = true};
	struct write w;
	if (write_read(c->arena, accept_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {session_token_digest(c->arena, write_text(&w, "token")), session_address(c)};
	int index = tx_add(c->tx, &confirm, 2, values);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "email", rows_text(tx_rows(c->tx, index), 0, 0));
	json_out_close(&o, '}');
	return 0;
}
