/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy token EMAIL [--agency SLUG]`: a session token of the local issuer, for curl and scripts. */
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/operator.h"
#include "auth/local_token.h"
#include "base/arena.h"
#include "base/uuid.h"

enum { SESSION_S = 86400 };

static const struct rows *open_session(struct cli *cli, const char *email, const char *slug, const char *session)
{
	static const struct statement open = {.name = "token", .sql = "select agency.open_session_for($1,$2,$3,$4::int)", .writes = true};
	const char *const values[] = {email, slug, session, arena_printf(cli->arena, "%d", SESSION_S)};
	return operator_ask(cli, &open, 4, values);
}

static const struct rows *signing_key(struct cli *cli)
{
	static const struct statement keys = {.name = "token.key",
					      .sql = "select kid, public_jwk, sealed_private from agency.signing_keys() limit 1"};
	const struct rows *rows = operator_ask(cli, &keys, 0, NULL);
	if (rows != NULL && rows_count(rows) == 0) {
		problem_set(&cli->problem, PROBLEM_INTERNAL, "there is no signing key yet: 'stagefy keys --once' makes it");
		return NULL;
	}
	return rows;
}

int cli_token(struct cli *cli, int argc, char **argv)
{
	bool plain = argc == 2, named = argc == 4 && strcmp(argv[2], "--agency") == 0;
	char session[UUID_TEXT_SIZE], *token;
	if (!plain && !named)
		return CLI_USAGE;
	uuid_v7(session);
	const struct rows *key = signing_key(cli);
	const struct rows *user = key == NULL ? NULL : open_session(cli, argv[1], named ? argv[3] : NULL, session);
	if (user == NULL)
		return CLI_FAILED;
	struct local_key k = {.kid = rows_text(key, 0, 0), .public_jwk = rows_text(key, 0, 1), .sealed_private = rows_text(key, 0, 2)};
	if (local_token_sign(cli->arena, &cli->conf, &k, rows_text(user, 0, 0), session, &token, &cli->problem) < 0)
		return CLI_FAILED;
	puts(token);
	return CLI_DONE;
}
