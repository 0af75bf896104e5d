/* SPDX-License-Identifier: Apache-2.0 */
#include "app/local_keys.h"

#include <stddef.h>

#include "app/cli.h"
#include "app/operator.h"
#include "auth/jwks_file.h"
#include "auth/local_token.h"
#include "base/arena.h"

static int add_key(struct cli *cli, int days)
{
	static const struct statement young = {
	    .name = "keys.young",
	    .sql = "select count(*) from agency.signing_keys() where retired_at is null and created_at > app.now() - make_interval(days => $1::int)"};
	static const struct statement add = {.name = "keys.add",
					     .sql = "select agency.add_signing_key($1,$2,$3,make_interval(days => $4::int))",
					     .writes = true};
	struct local_key key;
	const char *age = arena_printf(cli->arena, "%d", days);
	const struct rows *rows = operator_ask(cli, &young, 1, &age);
	if (rows == NULL)
		return -1;
	if (rows_int(rows, 0, 0) > 0)
		return 0;
	if (local_token_make_key(cli->arena, &cli->conf, &key, &cli->problem) < 0)
		return -1;
	const char *const values[] = {key.kid, key.public_jwk, key.sealed_private, age};
	return operator_ask(cli, &add, 4, values) == NULL ? -1 : 0;
}

int local_keys_publish(struct cli *cli, int days)
{
	static const struct statement list = {.name = "keys.list", .sql = "select public_jwk from agency.signing_keys()"};
	if (add_key(cli, days) < 0)
		return -1;
	const struct rows *rows = operator_ask(cli, &list, 0, NULL);
	if (rows == NULL)
		return -1;
	size_t n = (size_t)rows_count(rows);
	const char **jwks = arena_new_array(cli->arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		jwks[i] = rows_text(rows, (int)i, 0);
	return jwks_file_write_local(&cli->conf, jwks, n, &cli->problem);
}
