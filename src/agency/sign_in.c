/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/auth/sign-in, refresh and sign-out. Two trips: the hash is looked up (and the attempt counted)
 * before the password is proved, and the session is made after. */
#include "agency/sign_in.h"

#include <string.h>

#include "agency/requests.h"
#include "agency/session.h"
#include "auth/password.h"
#include "auth/reason.h"
#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/write.h"
#include "serve/serve.h"

/* Nobody with this e-mail, or another password: the same answer after the same time. */
static int wrong(struct problem *p)
{
	return problem_set(p, PROBLEM_BAD_CREDENTIALS, NULL);
}

struct looked_up {
	const struct rows *found, *keys;
};

/* Once a request, even if the second trip is run again: it counts the attempt. */
static int look_up(struct call *c, const char *email, const struct looked_up **out, struct problem *p)
{
	static const struct statement look = {.name = "auth.password_for",
					      .sql = "select user_id, hash from agency.password_for($1, $2)",
					      .writes = true};
	*out = c->first_trip;
	if (*out != NULL)
		return 0;
	const char *const values[] = {email, session_address(c)};
	int row = tx_add(c->tx, &look, 2, values), key = session_add_keys(c);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	struct looked_up *l = arena_new_one(c->arena, struct looked_up);
	*l = (struct looked_up){tx_rows(c->tx, row), tx_rows(c->tx, key)};
	*out = c->first_trip = l;
	return 0;
}

static int open_session(struct call *c, const char *user_id, const struct session *s, const char *new_hash,
			const struct rows **out, struct problem *p)
{
	static const struct statement open = {
	    .name = "auth.open_session",
	    .sql = "select user_id, email, full_name from agency.open_session($1,$2,$3,$4::int,$5,$6,$7)",
	    .writes = true};
	const char *const values[] = {user_id,		  s->id, s->refresh_digest, arena_printf(c->arena, "%d", SESSION_LIFE_S),
				      session_address(c), session_user_agent(c), new_hash};
	serve_next_trip(c);
	int row = tx_add(c->tx, &open, 7, values);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	*out = tx_rows(c->tx, row);
	return 0;
}

/* A hash made with yesterday's costs is replaced while the password is at hand. */
static int renewed_hash(const struct call *c, const char *hash, const char *password, const char **out, struct problem *p)
{
	*out = NULL;
	if (!password_is_outdated(hash))
		return 0;
	char *fresh = arena_alloc(c->arena, PASSWORD_HASH_SIZE);
	if (password_hash(c->conf, password, strlen(password), fresh, p) < 0)
		return -1;
	*out = fresh;
	return 0;
}

int sign_in_run(struct call *c, struct problem *p)
{
	struct write w;
	struct session s;
	const struct looked_up *known;
	const struct rows *user;
	const char *new_hash;
	bool right;
	if (session_check_local(c, p) < 0 || write_read(c->arena, sign_in_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *password = write_text(&w, "password");
	if (look_up(c, write_text(&w, "email"), &known, p) < 0)
		return -1;
	const char *hash = rows_text_or_null(known->found, 0, 1);
	if (password_verify(c->conf, hash, password, strlen(password), &right, p) < 0)
		return -1;
	if (!right)
		return wrong(p);
	session_make(c->arena, &s);
	if (renewed_hash(c, hash, password, &new_hash, p) < 0 ||
	    open_session(c, rows_text(known->found, 0, 0), &s, new_hash, &user, p) < 0)
		return -1;
	return session_answer(c, known->keys, rows_text(user, 0, 0), rows_text_or_null(user, 0, 1), rows_text_or_null(user, 0, 2),
			      s.id, s.refresh, p);
}

static int no_session(struct call *c, struct problem *p)
{
	session_clear_cookie(c);
	return reason_refuse(REASON_SESSION_ENDED, p);
}

int refresh_run(struct call *c, struct problem *p)
{
	static const struct statement rotate = {
	    .name = "auth.rotate_session",
	    .sql = "select state, session_id, user_id, email, full_name from agency.rotate_session($1,$2,$3::int,$4,$5)",
	    .writes = true};
	struct session next;
	const char *digest = session_refresh_digest(c);
	if (session_check_local(c, p) < 0)
		return -1;
	if (digest == NULL)
		return no_session(c, p);
	session_make(c->arena, &next);
	const char *const values[] = {digest, next.refresh_digest, arena_printf(c->arena, "%d", SESSION_LIFE_S),
				      session_address(c), session_user_agent(c)};
	int row = tx_add(c->tx, &rotate, 5, values), keys = session_add_keys(c);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	const struct rows *r = tx_rows(c->tx, row);
	const char *state = rows_text(r, 0, 0);
	if (strcmp(state, "rotated") != 0 && strcmp(state, "repeated") != 0)
		return no_session(c, p);
	/* another tab has just done it: its cookie is already the browser's */
	const char *refresh = strcmp(state, "rotated") == 0 ? next.refresh : NULL;
	return session_answer(c, tx_rows(c->tx, keys), rows_text(r, 0, 2), rows_text_or_null(r, 0, 3),
			      rows_text_or_null(r, 0, 4), rows_text(r, 0, 1), refresh, p);
}

int sign_out_run(struct call *c, struct problem *p)
{
	static const struct statement out = {.name = "auth.sign_out", .sql = "select agency.sign_out($1)", .writes = true};
	const char *digest = session_refresh_digest(c);
	if (digest != NULL) {
		const char *const values[] = {digest};
		tx_add(c->tx, &out, 1, values);
		if (tx_commit(c->tx, p) < 0)
			return -1;
	}
	session_clear_cookie(c);
	return 0;
}
