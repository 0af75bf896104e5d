/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy users`, `stagefy admin`, `stagefy demo`: the people of an installation. */
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/operator.h"
#include "auth/password.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"

enum { EMAIL, SLUG, ROLE, HAS_PASSWORD };

static const struct rows *people(struct cli *cli)
{
	static const struct statement list = {.name = "people", .sql = "select email, slug, role, has_password from agency.people()"};
	return operator_ask(cli, &list, 0, NULL);
}

int cli_users(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return CLI_USAGE;
	const struct rows *rows = people(cli);
	if (rows == NULL)
		return CLI_FAILED;
	for (int i = 0; i < rows_count(rows); i++)
		printf("%s %s %s\n", rows_text(rows, i, EMAIL), rows_text(rows, i, SLUG), rows_text(rows, i, ROLE));
	return CLI_DONE;
}

int cli_admin(struct cli *cli, int argc, char **argv)
{
	static const struct statement set = {.name = "admin", .sql = "select agency.set_platform_admin($1,$2::bool)", .writes = true};
	bool grant = argc == 3 && strcmp(argv[1], "grant") == 0, revoke = argc == 3 && strcmp(argv[1], "revoke") == 0;
	if (!grant && !revoke)
		return CLI_USAGE;
	const char *const values[] = {argv[2], grant ? "true" : "false"};
	if (operator_ask(cli, &set, 2, values) == NULL)
		return CLI_FAILED;
	printf("%s %s a platform admin\n", argv[2], grant ? "is now" : "is no longer");
	return CLI_DONE;
}

/* Derived from the installation's own secret: nobody has to keep it, and no two installations share one. */
static const char *demo_password(const struct cli *cli, const char *email)
{
	enum { BYTES = 9 };
	uint8_t mac[DIGEST_SIZE];
	struct buf b;
	const char *key = cli->conf.secret_keys.items[0];
	const char *text = arena_printf(cli->arena, "demo password of %s", email);
	digest_hmac(key, strlen(key), text, strlen(text), mac);
	buf_init(&b, cli->arena, 32);
	encode_base64url(&b, mac, BYTES);
	return buf_text(&b);
}

/* Demo people live under a name that no mail can reach (RFC 2606). */
static bool is_demo(const char *email)
{
	static const char ending[] = ".example";
	size_t n = strlen(email);
	return n > sizeof ending && strcmp(email + n - sizeof ending + 1, ending) == 0;
}

static int give_password(struct cli *cli, const char *email, const char *password)
{
	static const struct statement give = {.name = "demo", .sql = "select agency.give_password($1,$2)", .writes = true};
	char hash[PASSWORD_HASH_SIZE];
	if (password_hash(&cli->conf, password, strlen(password), hash, &cli->problem) < 0)
		return -1;
	const char *const values[] = {email, hash};
	return operator_ask(cli, &give, 2, values) == NULL ? -1 : 0;
}

/* Who is in two agencies is asked once. */
static bool seen_before(const struct rows *rows, int row)
{
	for (int i = 0; i < row; i++)
		if (strcmp(rows_text(rows, i, EMAIL), rows_text(rows, row, EMAIL)) == 0)
			return true;
	return false;
}

int cli_demo(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return CLI_USAGE;
	if (cli->conf.secret_keys.count == 0) {
		problem_set(&cli->problem, PROBLEM_INTERNAL, "option SECRET_KEYS is not set");
		return CLI_FAILED;
	}
	const struct rows *rows = people(cli);
	if (rows == NULL)
		return CLI_FAILED;
	for (int i = 0; i < rows_count(rows); i++) {
		const char *email = rows_text(rows, i, EMAIL);
		if (!is_demo(email))
			continue;
		const char *password = demo_password(cli, email);
		if (!rows_bool(rows, i, HAS_PASSWORD) && !seen_before(rows, i) && give_password(cli, email, password) < 0)
			return CLI_FAILED;
		printf("%-34s %-14s %-16s %s\n", email, password, rows_text(rows, i, SLUG), rows_text(rows, i, ROLE));
	}
	return CLI_DONE;
}
