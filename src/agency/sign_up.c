/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/auth/sign-up. Two trips: the attempt is counted first, so that asking which addresses are known
 * here is slow; then the account, its agency or membership and its session are made in one. */
#include "agency/proofs.h"
#include "agency/requests.h"
#include "agency/session.h"
#include "agency/sign_in.h"

#include <string.h>

#include "auth/password.h"
#include "base/arena.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "rest/write.h"
#include "serve/serve.h"

static int check_open(const struct call *c, const struct write *w, struct problem *p)
{
	if (strcmp(c->conf->sign_up, "open") == 0 || write_text(w, "invitation") != NULL)
		return 0;
	problem_members(p, "\"needs\":\"an invitation\"");
	return problem_set(p, PROBLEM_FORBIDDEN, "accounts are made by invitation here: ask your agency for a link");
}

/* Once a request, even if the second trip is run again. */
static int count_attempt(struct call *c, const char *email, struct problem *p)
{
	static const struct statement check = {.name = "auth.throttle_check", .sql = "select agency.throttle_check($1,$2)", .writes = true};
	const char *const values[] = {email, session_address(c)};
	if (c->first_trip != NULL)
		return 0;
	int index = tx_add(c->tx, &check, 2, values);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	c->first_trip = tx_rows(c->tx, index);
	return 0;
}

static const char *invitation_digest(const struct call *c, const struct write *w)
{
	const char *token = write_text(w, "invitation");
	return token == NULL ? NULL : session_token_digest(c->arena, token);
}

static int make_account(struct call *c, const struct write *w, const char *hash, const struct session *s, int *keys,
			const struct rows **out, struct problem *p)
{
	static const struct statement make = {
	    .name = "auth.sign_up",
	    .sql = "select user_id, email, full_name from agency.sign_up($1,$2,$3,$4,$5,$6,$7,$8,$9,$10::int,$11,$12)",
	    .writes = true};
	char *user_id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	uuid_v7(user_id);
	const char *const values[] = {user_id,
				      write_text(w, "email"),
				      hash,
				      write_text(w, "full_name"),
				      write_text(w, "agency_name"),
				      write_text(w, "locale"),
				      invitation_digest(c, w),
				      s->id,
				      s->refresh_digest,
				      arena_printf(c->arena, "%d", SESSION_LIFE_S),
				      session_address(c),
				      session_user_agent(c)};
	serve_next_trip(c);
	int row = tx_add(c->tx, &make, 12, values);
	proofs_add_confirmation(c, true);
	*keys = session_add_keys(c);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	*out = tx_rows(c->tx, row);
	return 0;
}

int sign_up_run(struct call *c, struct problem *p)
{
	struct write w;
	struct session s;
	char hash[PASSWORD_HASH_SIZE];
	const struct rows *user;
	int keys;
	if (session_check_local(c, p) < 0 || write_read(c->arena, sign_up_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *password = write_text(&w, "password"), *email = write_text(&w, "email");
	if (check_open(c, &w, p) < 0 || password_check_rules(password, strlen(password), email, "/password", p) < 0 ||
	    count_attempt(c, email, p) < 0 || password_hash(c->conf, password, strlen(password), hash, p) < 0)
		return -1;
	session_make(c->arena, &s);
	if (make_account(c, &w, hash, &s, &keys, &user, p) < 0)
		return -1;
	return session_answer(c, tx_rows(c->tx, keys), rows_text(user, 0, 0), rows_text_or_null(user, 0, 1),
			      rows_text_or_null(user, 0, 2), s.id, s.refresh, p);
}
