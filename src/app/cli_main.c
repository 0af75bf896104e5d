/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy`: finds the verb, reads the options, says what went wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli.h"
#include "base/arena.h"
#include "base/log.h"

static const struct verb {
	const char *name, *arguments, *help;
	unsigned flags;
	int (*run)(struct cli *, int, char **);
} verbs[] = {
#define VERB(name, flags, arguments, help) {#name, arguments, help, flags, cli_##name},
#include "app/cli_verbs.def"
#undef VERB
};

static const struct verb *find(const char *name)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int help(FILE *to, int status)
{
	fprintf(to, "usage: stagefy VERB [ARGUMENTS]\n\n");
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		fprintf(to, "  %-10s %s\n", verbs[i].name, verbs[i].help);
	fprintf(to, "\nOptions come from the environment and from the file that STAGEFY_CONF names;\n"
		    "'stagefy config --example' lists them.\n");
	return status;
}

static int complain(const struct verb *v, const struct cli *cli)
{
	const struct problem *p = &cli->problem;
	fprintf(stderr, "stagefy %s: %s\n", v->name, p->detail != NULL ? p->detail : problem_kind(p->code)->title);
	for (const struct violation *each = p->violations; each != NULL; each = each->next)
		fprintf(stderr, "  %s: %s\n", each->pointer, each->detail);
	return CLI_FAILED;
}

static int run(const struct verb *v, struct cli *cli, int argc, char **argv)
{
	if (!(v->flags & CLI_NO_OPTIONS) && conf_load_default(cli->arena, &cli->conf, &cli->problem) < 0)
		return complain(v, cli);
	int status = v->run(cli, argc, argv);
	if (status == CLI_FAILED && cli->problem.code != PROBLEM_NONE)
		return complain(v, cli);
	if (status == CLI_USAGE)
		fprintf(stderr, "usage: stagefy %s %s\n", v->name, v->arguments);
	return status;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return help(stderr, CLI_USAGE);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help(stdout, CLI_DONE);
	if (strcmp(argv[1], "--version") == 0)
		return printf("stagefy %s\n", STAGEFY_VERSION) < 0;
	const struct verb *v = find(argv[1]);
	if (v == NULL) {
		fprintf(stderr, "stagefy: there is no verb '%s'\n\n", argv[1]);
		return help(stderr, CLI_USAGE);
	}
	enum { BLOCK = 64 * 1024 };
	const char *datadir = getenv("STAGEFY_DATADIR");
	struct cli cli = {.arena = arena_new(BLOCK), .datadir = datadir != NULL ? datadir : STAGEFY_DATADIR};
	problem_init(&cli.problem, cli.arena);
	log_set_program(v->name);
	int status = run(v, &cli, argc - 1, argv + 1);
	arena_free(cli.arena);
	return status;
}
