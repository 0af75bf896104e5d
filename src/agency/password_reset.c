/* SPDX-License-Identifier: Apache-2.0 */
/* A forgotten password. The request only asks for a job, which looks whether there is such an account: so it answers the
 * same, and as fast, whatever the address. Setting the new one takes two trips: the link is looked up, and the attempt
 * counted, before a hash is computed for it. */
#include <string.h>

#include "agency/proofs.h"
#include "agency/requests.h"
#include "agency/session.h"
#include "auth/local_token.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/write.h"
#include "serve/serve.h"

int forgot_run(struct call *c, struct problem *p)
{
	static const struct statement ask = {.name = "auth.ask_reset", .sql = "select agency.ask_reset($1,$2)", .writes = true};
	struct write w;
	if (session_check_local(c, p) < 0 || write_read(c->arena, forgot_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "email"), session_address(c)};
	tx_add(c->tx, &ask, 2, values);
	return tx_commit(c->tx, p);
}

enum job_outcome offer_reset_run(struct job_run *run, struct problem *p)
{
	static const struct statement offer = {.name = "auth.offer_reset", .sql = "select agency.offer_reset($1,$2)", .writes = true};
	uint8_t digest[DIGEST_SIZE];
	char *token = arena_alloc(run->arena, LOCAL_TOKEN_REFRESH_SIZE);
	local_token_make_refresh(token, digest);
	const char *const values[] = {jvalue_string(jvalue_get(run->payload, "email")), token};
	struct tx *tx = job_tx(run);
	tx_add(tx, &offer, 2, values);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

/* First trip, once even if the second is run again: whose password it would be. */
static int check(struct call *c, const char *digest, const char **email, struct problem *p)
{
	static const struct statement look = {.name = "auth.check_reset", .sql = "select agency.check_reset($1,$2)", .writes = true};
	const struct rows *known = c->first_trip;
	if (known == NULL) {
		const char *const values[] = {digest, session_address(c)};
		int index = tx_add(c->tx, &look, 2, values);
		if (tx_commit(c->tx, p) < 0)
			return -1;
		c->first_trip = known = tx_rows(c->tx, index);
	}
	*email = rows_text(known, 0, 0);
	return 0;
}

int reset_run(struct call *c, struct problem *p)
{
	static const struct statement reset = {.name = "auth.reset_password", .sql = "select agency.reset_password($1,$2,$3)", .writes = true};
	struct write w;
	char hash[PASSWORD_HASH_SIZE];
	const char *email;
	if (session_check_local(c, p) < 0 || write_read(c->arena, reset_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *password = write_text(&w, "password"), *digest = session_token_digest(c->arena, write_text(&w, "token"));
	if (password_check_rules(password, strlen(password), NULL, "/password", p) < 0 || check(c, digest, &email, p) < 0 ||
	    password_check_rules(password, strlen(password), email, "/password", p) < 0 ||
	    password_hash(c->conf, password, strlen(password), hash, p) < 0)
		return -1;
	const char *const values[] = {digest, hash, session_address(c)};
	serve_next_trip(c);
	tx_add(c->tx, &reset, 3, values);
	return tx_commit(c->tx, p);
}
