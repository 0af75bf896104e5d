/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/actions.h"

#include <string.h>

#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/call.h"

int job_ask(struct call *c, const struct statement *s, struct problem *p)
{
	const char *id = c->params[0];
	if (!uuid_valid(id, strlen(id)))
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such job");
	tx_add(c->tx, s, 1, &id);
	return call_execute(c, p);
}

int job_cancel_run(struct call *c, struct problem *p)
{
	static const struct statement cancel = {.name = "jobs.cancel", .sql = "select work.cancel($1)", .writes = true};
	return job_ask(c, &cancel, p);
}

int job_retry_run(struct call *c, struct problem *p)
{
	static const struct statement retry = {.name = "jobs.retry", .sql = "select work.retry($1)", .writes = true};
	return job_ask(c, &retry, p);
}

int job_tell_run(struct call *c, struct problem *p)
{
	static const struct statement tell = {.name = "jobs.tell", .sql = "select work.tell($1)", .writes = true};
	return job_ask(c, &tell, p);
}
