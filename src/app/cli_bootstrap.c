/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy bootstrap`: the roles that migrations cannot make for themselves, by psql through DIRECT_URL.
 * The workers' roles get the passwords that stand in DATABASE_URL and JOBS_DATABASE_URL, so that each is written in one
 * place. */
#include <stdlib.h>
#include <string.h>

#include "app/cli.h"
#include "app/cli_run.h"
#include "app/pool.h"
#include "base/arena.h"
#include "base/buf.h"
#include "conf/dsn.h"

/* A psql word in single quotes: backslashes and quotes are doubled. */
static void quote(struct buf *b, const char *s)
{
	buf_put(b, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'' || *s == '\\')
			buf_put(b, *s);
		buf_put(b, *s);
	}
	buf_put(b, '\'');
}

static void set_variable(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "\\set %s ", name);
	quote(b, value);
	buf_put(b, '\n');
}

/* The password that stands in the address, if it is of that role. A pooler may want the project behind the name:
 * stagefy_api.REF */
static void set_password(struct cli *cli, struct buf *b, const char *variable, const char *url, const char *role)
{
	struct dsn dsn;
	const char *password = NULL;
	if (url == NULL)
		return;
	dsn_read(cli->arena, url, &dsn);
	cli_run_split(cli->arena, dsn.url, &password);
	if (password != NULL && strncmp(cli_run_user(cli->arena, dsn.url), role, strlen(role)) == 0)
		set_variable(b, variable, password);
}

static const char *script(struct cli *cli)
{
	enum { ROOM = 1024, USUAL = 64 };
	struct buf b;
	buf_init(&b, cli->arena, ROOM);
	set_password(cli, &b, "api_password", cli->conf.database_url, "stagefy_api");
	set_password(cli, &b, "jobs_password", cli->conf.jobs_database_url, "stagefy_jobs");
	if (pool_size(&cli->conf) > USUAL)
		set_variable(&b, "api_connections", arena_printf(cli->arena, "%lld", (long long)pool_size(&cli->conf)));
	buf_lit(&b, "\\i ");
	quote(&b, arena_printf(cli->arena, "%s/sql/bootstrap.sql", cli->datadir));
	buf_put(&b, '\n');
	return buf_text(&b);
}

int cli_bootstrap(struct cli *cli, int argc, char **argv)
{
	struct dsn direct;
	int status = 0;
	const char *password;
	(void)argv;
	if (argc > 1)
		return CLI_USAGE;
	if (cli->conf.direct_url == NULL) {
		problem_set(&cli->problem, PROBLEM_INTERNAL, "set DIRECT_URL to a direct connection as a role that may create roles");
		return CLI_FAILED;
	}
	dsn_read(cli->arena, cli->conf.direct_url, &direct);
	const char *address = cli_run_split(cli->arena, direct.url, &password);
	if (password != NULL)
		setenv("PGPASSWORD", password, 1);
	const char *psql[] = {"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", "-d", address, NULL};
	const struct cli_run run = {.argv = psql, .input = script(cli), .package = "postgresql-client-15"};
	if (cli_run(&run, &status, &cli->problem) < 0)
		return CLI_FAILED;
	if (status != 0)
		problem_set(&cli->problem, PROBLEM_INTERNAL, "psql stopped with status %d; its message stands above", status);
	return status == 0 ? CLI_DONE : CLI_FAILED;
}
