/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/changes: who changed a record. */
#include <string.h>

#include "agency/people.h"
#include "agency/requests.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/table.h"

static const char *parameter(const struct call *c, const char *name)
{
	for (int i = 0; i < c->query.count; i++)
		if (strcmp(c->query.params[i].written, name) == 0)
			return c->query.params[i].value;
	return NULL;
}

static void refuse(struct problem *p, const char *name, const char *code, const char *sentence)
{
	if (p->code == PROBLEM_NONE)
		problem_set(p, PROBLEM_BAD_QUERY, "a record is named by its table and its id");
	problem_violation(p, name, code, NULL, "%s", sentence);
}

int changes_run(struct call *c, struct problem *p)
{
	static const struct statement look = {
		.name = "changes",
		.sql = "select c.at, c.action, c.fields, c.actor_id, c.actor_name, c.key_id from public.record_changes c "
		       "where c.table_name = $1 and c.row_id = $2 order by c.xid desc, c.seq desc limit 50"};
	const char *const values[] = {parameter(c, "table"), parameter(c, "id")};
	if (values[0] == NULL || table_find(values[0]) == NULL)
		refuse(p, "table", values[0] == NULL ? "required" : "not_one_of", "must be the name of a table, such as properties");
	if (values[1] == NULL || !uuid_valid(values[1], strlen(values[1])))
		refuse(p, "id", values[1] == NULL ? "required" : "format", "must be the id of a record");
	if (p->code != PROBLEM_NONE)
		return -1;
	int index = tx_add(c->tx, &look, 2, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, change_rows);
	return 0;
}
