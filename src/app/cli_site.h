/* SPDX-License-Identifier: Apache-2.0 */
/* Where nginx's configuration is, as the verbs that write it and look at it are told. */
#ifndef STAGEFY_APP_CLI_SITE_H
#define STAGEFY_APP_CLI_SITE_H

#include <stdbool.h>

#include "app/nginx_site.h"

struct cli;

/* Reads --out, --templates, --logs and --temp, and --json where `json` is not NULL. -1: something else stood there. */
int cli_site(struct cli *cli, int argc, char **argv, struct nginx_site *out, bool *json);

#endif
