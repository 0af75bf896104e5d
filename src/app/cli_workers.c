/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy workers`: what starts the pool asks how many they are to be. */
#include <inttypes.h>
#include <stdio.h>

#include "app/cli.h"
#include "app/pool.h"

int cli_workers(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return CLI_USAGE;
	return printf("%" PRId64 "\n", pool_size(&cli->conf)) > 0 && fflush(stdout) == 0 ? CLI_DONE : CLI_FAILED;
}
