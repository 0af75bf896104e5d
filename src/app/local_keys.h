/* SPDX-License-Identifier: Apache-2.0 */
/* The local issuer's keys, as the operator's programs need them. */
#ifndef STAGEFY_APP_LOCAL_KEYS_H
#define STAGEFY_APP_LOCAL_KEYS_H

struct cli;

/* Makes a signing key if none is in force younger than `days`, and writes local.json into KEYS_DIR. */
int local_keys_publish(struct cli *cli, int days);

#endif
