/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy migrate`: Debian's sqitch with the project in share/stagefy/sql, through DIRECT_URL, as the
 * role that owns the schema. A change that fails is undone; those before it stay. */
#include <stdlib.h>
#include <string.h>

#include "app/cli.h"
#include "app/cli_run.h"
#include "base/arena.h"
#include "conf/dsn.h"

static const struct mode {
	const char *flag;
	const char *argv[5];
} modes[] = {
    {NULL, {"sqitch", "deploy", "--verify", "--mode=change", NULL}},
    {"--status", {"sqitch", "status", NULL}},
    {"--verify", {"sqitch", "verify", NULL}},
    /* what is in the plan and not in the database: status lists it, and changes nothing */
    {"--dry-run", {"sqitch", "status", "--show-changes", NULL}},
};

static const struct mode *mode_of(int argc, char **argv)
{
	if (argc == 1)
		return &modes[0];
	for (size_t i = 1; i < sizeof modes / sizeof modes[0] && argc == 2; i++)
		if (strcmp(argv[1], modes[i].flag) == 0)
			return &modes[i];
	return NULL;
}

/* The database and who we are in it. Files of the user's and the machine's are kept out of it. */
static void environment(struct cli *cli, const struct dsn *direct)
{
	const char *password, *before = getenv("PGOPTIONS");
	const char *address = cli_run_split(cli->arena, direct->url, &password);
	setenv("SQITCH_TARGET", arena_printf(cli->arena, "db:%s", address), 1);
	if (password != NULL) {
		setenv("SQITCH_PASSWORD", password, 1);
		setenv("PGPASSWORD", password, 1);
	}
	setenv("PGOPTIONS", arena_printf(cli->arena, "%s%s-c role=stagefy_owner", before != NULL ? before : "",
					 before != NULL ? " " : ""), 1);
	setenv("SQITCH_USER_CONFIG", "/dev/null", 1);
	setenv("SQITCH_SYSTEM_CONFIG", "/dev/null", 1);
	setenv("SQITCH_FULLNAME", "stagefy migrate", 0);
	setenv("SQITCH_EMAIL", "stagefy@localhost", 0);
}

int cli_migrate(struct cli *cli, int argc, char **argv)
{
	struct dsn direct;
	int status = 0;
	const struct mode *m = mode_of(argc, argv);
	if (m == NULL)
		return CLI_USAGE;
	if (cli->conf.direct_url == NULL) {
		problem_set(&cli->problem, PROBLEM_INTERNAL,
			    "set DIRECT_URL to a direct connection as a role that may become stagefy_owner");
		return CLI_FAILED;
	}
	dsn_read(cli->arena, cli->conf.direct_url, &direct);
	environment(cli, &direct);
	const struct cli_run run = {
	    .argv = m->argv,
	    .directory = arena_printf(cli->arena, "%s/sql", cli->datadir),
	    .package = "sqitch",
	};
	if (cli_run(&run, &status, &cli->problem) < 0)
		return CLI_FAILED;
	if (status != 0)
		problem_set(&cli->problem, PROBLEM_INTERNAL,
			    "sqitch stopped with status %d; its message stands above. If a role is missing, run 'stagefy bootstrap' first",
			    status);
	return status == 0 ? CLI_DONE : CLI_FAILED;
}
