/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy nginx`: writes the configuration into a folder. nginx.conf there stands alone; site.conf is
 * for the http context of a system's nginx. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/cli.h"
#include "app/nginx_site.h"
#include "base/arena.h"

static bool has_ipv6(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int cli_nginx(struct cli *cli, int argc, char **argv)
{
	static const struct option flags[] = {
	    {"out", required_argument, NULL, 'o'},  {"templates", required_argument, NULL, 't'},
	    {"logs", required_argument, NULL, 'l'}, {"temp", required_argument, NULL, 'b'},
	    {NULL, 0, NULL, 0},
	};
	struct nginx_site site = {
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
			site.out = optarg;
			break;
		case 't':
			site.templates = optarg;
			break;
		case 'l':
			site.logs = optarg;
			break;
		case 'b':
			site.temp = optarg;
			break;
		default:
			return CLI_USAGE;
		}
	if (optind != argc)
		return CLI_USAGE;
	if (nginx_site_write(cli->arena, &site, &cli->problem) < 0)
		return CLI_FAILED;
	printf("wrote %s/nginx.conf (stands alone) and %s/site.conf (for an http block)\n", site.out, site.out);
	return CLI_DONE;
}
