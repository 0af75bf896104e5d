/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy tidy`: what nobody needs any more, changes that are old enough, and next months' partitions. The nightly job
 * app.tidy does it too, and more; this is for installations without job workers, and by hand. */
#include <stdio.h>

#include "app/cli.h"
#include "app/operator.h"
#include "base/arena.h"
#include "media/tidy.h"

static struct tx *begin(void *cli, struct problem *p)
{
	(void)p; /* the command's own problem, which operator_begin() fills */
	return operator_begin(cli);
}

int cli_tidy(struct cli *cli, int argc, char **argv)
{
	static const struct statement tidy = {.name = "tidy", .sql = "select agency.tidy()", .writes = true},
				      drop = {.name = "tidy.changes", .sql = "select app.drop_old_changes($1::int)", .writes = true};
	(void)argv;
	if (argc != 1)
		return CLI_USAGE;
	const char *days = arena_printf(cli->arena, "%lld", (long long)cli->conf.changes_keep_days);
	/* two transactions: what holds up the second must not undo the first */
	const struct rows *rows = operator_ask(cli, &tidy, 0, NULL), *months = rows == NULL ? NULL : operator_ask(cli, &drop, 1, &days);
	if (months == NULL)
		return CLI_FAILED;
	struct media_tidied files;
	if (media_tidy(cli->arena, &cli->conf, begin, cli, &files, &cli->problem) < 0)
		return CLI_FAILED;
	printf("{\"rows\": %s, \"months_of_changes\": %s, \"uploads\": %lld, \"orphaned_files\": %lld, \"stray_files\": %lld}\n", rows_text(rows, 0, 0),
	       rows_text(months, 0, 0), (long long)files.uploads, (long long)files.orphans, (long long)files.strays);
	return CLI_DONE;
}
