/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy keys`: the one process that fetches the issuers' key sets, and publishes our own. Runs until it
 * is told to end; `--once` does everything due and ends. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/local_keys.h"
#include "auth/jwks_refresh.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/fetch.h"

enum { ROTATE_DAYS = 90, PUBLISH_EVERY_US = 60000000, AFTER_FAILURE_US = 2000000 };

static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

/* Without a database there are no keys of ours to publish: those of the other issuers go on. */
static int64_t publish(const struct cli *cli)
{
	struct cli mine = *cli;
	mine.arena = arena_new(16384);
	problem_init(&mine.problem, mine.arena);
	int rc = local_keys_publish(&mine, ROTATE_DAYS);
	if (rc < 0)
		log_event(LOG_ERROR, "local_keys", "%s", mine.problem.detail == NULL ? "the database cannot be reached" : mine.problem.detail);
	arena_free(mine.arena);
	return clock_mono_us() + (rc < 0 ? AFTER_FAILURE_US : PUBLISH_EVERY_US);
}

int cli_keys(struct cli *cli, int argc, char **argv)
{
	bool once = argc == 2 && strcmp(argv[1], "--once") == 0;
	if (argc > 2 || (argc == 2 && !once))
		return CLI_USAGE;
	log_set_program("keys");
	signal(SIGTERM, end);
	signal(SIGINT, end);
	struct jwks_refresh *refresh = jwks_refresh_new(&cli->conf, fetch_run);
	int64_t next_publish = 0;
	while (!ended) {
		if (clock_mono_us() >= next_publish)
			next_publish = publish(cli);
		int ms = jwks_refresh_step(refresh);
		if (once)
			break;
		usleep((unsigned)ms * 1000);
	}
	jwks_refresh_free(refresh);
	return CLI_DONE;
}
