/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's command: `stagefy VERB …`. A verb is a row in cli_verbs.def and a function. */
#ifndef STAGEFY_APP_CLI_H
#define STAGEFY_APP_CLI_H

#include "base/problem.h"
#include "conf/conf.h"

struct arena;

/* What every verb is given. */
struct cli {
	struct arena *arena;	/* lives as long as the command */
	struct conf conf;	/* options in force; all unset for verbs with CLI_NO_OPTIONS */
	struct problem problem; /* filled before a verb returns CLI_FAILED */
	const char *datadir;	/* what `make install` put into share/stagefy: sql, nginx, www */
};

/* What a verb returns, and the command's exit status. */
enum cli_exit {
	CLI_DONE = 0,
	CLI_FAILED = 1, /* the problem's text is printed */
	CLI_USAGE = 2	/* the arguments were not understood: the verb's usage is printed */
};

enum cli_flag { CLI_NO_OPTIONS = 1 };

/* argv[0] is the verb's name, so that getopt_long() works on it as it is. */
#define VERB(name, flags, arguments, help) int cli_##name(struct cli *cli, int argc, char **argv);
#include "app/cli_verbs.def"
#undef VERB

#endif
