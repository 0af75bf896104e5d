/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy tidy`: what nobody needs any more, and next months' partitions. Daily or more often. */
#include <stdio.h>

#include "app/cli.h"
#include "app/operator.h"

int cli_tidy(struct cli *cli, int argc, char **argv)
{
	static const struct statement tidy = {.name = "tidy", .sql = "select agency.tidy()", .writes = true};
	(void)argv;
	if (argc != 1)
		return CLI_USAGE;
	const struct rows *rows = operator_ask(cli, &tidy, 0, NULL);
	if (rows == NULL)
		return CLI_FAILED;
	puts(rows_text(rows, 0, 0));
	return CLI_DONE;
}
