/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy config`: what is in force, secrets masked. `--example`: the commented file of all options. */
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "base/arena.h"
#include "base/buf.h"

int cli_config(struct cli *cli, int argc, char **argv)
{
	enum { ROOM = 16 * 1024 };
	struct buf b;
	buf_init(&b, cli->arena, ROOM);
	if (argc > 2 || (argc == 2 && strcmp(argv[1], "--example") != 0))
		return CLI_USAGE;
	if (argc == 2) {
		conf_print_example(&b);
	} else {
		if (conf_load_default(cli->arena, &cli->conf, &cli->problem) < 0)
			return CLI_FAILED;
		conf_print(&cli->conf, &b);
	}
	return fwrite(b.data, 1, b.size, stdout) == b.size && fflush(stdout) == 0 ? CLI_DONE : CLI_FAILED;
}
