/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/cli.h"
#include "app/modules.h"
#include "base/buf.h"
#include "serve/openapi.h"
#include "serve/router.h"

int cli_openapi(struct cli *cli, int argc, char **argv)
{
	struct buf b;
	(void)argv;
	if (argc != 1)
		return CLI_USAGE;
	buf_init(&b, cli->arena, 1 << 18);
	router_build(app_modules);
	openapi_write(&b, "/");
	buf_put(&b, '\n');
	return fwrite(b.data, 1, b.size, stdout) == b.size ? CLI_DONE : CLI_FAILED;
}
