/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy nginx`: writes the configuration into a folder. nginx.conf there stands alone; site.conf is
 * for the http context of a system's nginx. */
#include <stdio.h>

#include "app/cli.h"
#include "app/cli_site.h"

int cli_nginx(struct cli *cli, int argc, char **argv)
{
	struct nginx_site site;
	if (cli_site(cli, argc, argv, &site, NULL) < 0)
		return CLI_USAGE;
	if (nginx_site_write(cli->arena, &site, &cli->problem) < 0)
		return CLI_FAILED;
	printf("wrote %s/nginx.conf (stands alone) and %s/site.conf (for an http block)\n", site.out, site.out);
	return CLI_DONE;
}
