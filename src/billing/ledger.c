/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/ledger.h"

#include "base/arena.h"
#include "base/problem.h"
#include "db/tx.h"

enum { MOST_AT_ONCE = 200 };

/* Some agencies a transaction, so that none waits long for its account. */
enum job_outcome expire_run(struct job_run *run, struct problem *p)
{
	static const struct statement expire = {.name = "billing.expire", .sql = "select billing.expire($1::int)", .writes = true};
	const char *most = arena_printf(run->arena, "%d", MOST_AT_ONCE);
	int64_t agencies = 0, some;
	do {
		struct tx *tx = job_tx(run);
		int index = tx_add(tx, &expire, 1, &most);
		if (tx_commit(tx, p) < 0)
			return JOB_AGAIN;
		some = rows_int(tx_rows(tx, index), 0, 0);
		agencies += some;
	} while (some > 0 && !job_cancelled(run));
	run->result = arena_printf(run->arena, "{\"agencies\": %lld}", (long long)agencies);
	return JOB_DONE;
}

/* Constraints forbid a difference. If there is one all the same, the job fails, and platform admins see it among theirs. */
enum job_outcome verify_run(struct job_run *run, struct problem *p)
{
	static const struct statement verify = {
	    .name = "billing.verify", .sql = "select agency_id, balance, entries, remaining, held, holds from billing.verify() order by agency_id limit 20"};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &verify, 0, NULL);
	if (tx_commit(tx, p) < 0)
		return JOB_AGAIN;
	const struct rows *r = tx_rows(tx, index);
	if (rows_count(r) == 0)
		return JOB_DONE;
	problem_set(p, PROBLEM_INTERNAL, "%d accounts do not agree with their ledger, the first %s: balance %s, entries %s, grants %s, held %s, holds %s", rows_count(r),
		    rows_text(r, 0, 0), rows_text(r, 0, 1), rows_text(r, 0, 2), rows_text(r, 0, 3), rows_text(r, 0, 4), rows_text(r, 0, 5));
	return JOB_NEVER;
}
