/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk/actions.h"

#include "base/problem.h"
#include "db/tx.h"
#include "http/response.h"
#include "rest/call.h"
#include "rest/row.h"
#include "rest/table.h"

int bulk_undo_run(struct call *c, struct problem *p)
{
	static const struct statement undo = {.name = "bulk.ask_undo", .sql = "select app.undo_bulk($1)", .writes = true};
	const struct table *t = table_find("bulk_changes");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int job = tx_add(c->tx, &undo, 1, &c->params[0]), row = row_add_read(c, t, c->params[0]);
	if (call_execute(c, p) < 0)
		return -1;
	response_header(c->response, "Location", "/api/jobs/%s", rows_text(tx_rows(c->tx, job), 0, 0));
	row_answer(c, t, row);
	return 0;
}
