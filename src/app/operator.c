/* SPDX-License-Identifier: Apache-2.0 */
#include "app/operator.h"

#include <stddef.h>

#include "app/cli.h"
#include "db/db.h"

enum { DEADLINE_MS = 60000 };

static struct db *shared;

struct tx *operator_begin(struct cli *cli)
{
	static const struct statement become = {.name = "operator", .sql = "set local role stagefy_owner"};
	if (cli->conf.direct_url == NULL) {
		problem_set(&cli->problem, PROBLEM_INTERNAL, "option DIRECT_URL is not set");
		return NULL;
	}
	if (shared == NULL && db_new_for(cli->conf.direct_url, DEADLINE_MS, &shared, &cli->problem) < 0)
		return NULL;
	struct tx *tx = tx_begin(shared, cli->arena);
	tx_add(tx, &become, 0, NULL);
	return tx;
}

const struct rows *operator_ask(struct cli *cli, const struct statement *s, int count, const char *const values[])
{
	struct tx *tx = operator_begin(cli);
	if (tx == NULL)
		return NULL;
	int index = tx_add(tx, s, count, values);
	return tx_commit(tx, &cli->problem) < 0 ? NULL : tx_rows(tx, index);
}
