/* SPDX-License-Identifier: Apache-2.0 */
#include "app/cli_site.h"

#include <getopt.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/cli.h"
#include "base/arena.h"

static bool has_ipv6(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int cli_site(struct cli *cli, int argc, char **argv, struct nginx_site *out, bool *json)
{
	static const struct option flags[] = {
	    {"out", required_argument, NULL, 'o'},  {"templates", required_argument, NULL, 't'},
	    {"logs", required_argument, NULL, 'l'}, {"temp", required_argument, NULL, 'b'},
	    {"json", no_argument, NULL, 'j'},	    {NULL, 0, NULL, 0},
	};
	*out = (struct nginx_site){
	    .conf = &cli->conf,
	    .templates = arena_printf(cli->arena, "%s/nginx", cli->datadir),
	    .out = "/etc/nginx/stagefy",
	    .logs = "/var/log/nginx",
	    .temp = "/var/lib/nginx/stagefy",
	    .dashboard = arena_printf(cli->arena, "%s/www", cli->datadir),
	    .ipv6 = has_ipv6(),
	};
	for (int flag; (flag = getopt_long(argc, argv, "", flags, NULL)) != -1;)
		switch (flag) {
		case 'o':
			out->out = optarg;
			break;
		case 't':
			out->templates = optarg;
			break;
		case 'l':
			out->logs = optarg;
			break;
		case 'b':
			out->temp = optarg;
			break;
		case 'j':
			if (json == NULL)
				return -1;
			*json = true;
			break;
		default:
			return -1;
		}
	return optind == argc ? 0 : -1;
}
