/* SPDX-License-Identifier: Apache-2.0 */
/* What the operator's verbs share: a transaction through DIRECT_URL as the role that owns the schema. */
#ifndef STAGEFY_APP_OPERATOR_H
#define STAGEFY_APP_OPERATOR_H

#include "db/tx.h"

struct cli;

/* A transaction whose first statement becomes stagefy_owner. NULL after filling cli->problem. */
struct tx *operator_begin(struct cli *cli);

/* tx_add(), tx_commit() and the rows, in one; NULL after filling cli->problem. */
const struct rows *operator_ask(struct cli *cli, const struct statement *s, int count, const char *const values[]);

#endif
