/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/tidy.h"

#include "base/arena.h"
#include "db/tx.h"
#include "link/mailer.h"

enum { KEPT_DAYS = 30 };

/* Files first: those without a row are found again by their age. */
enum job_outcome tidy_run(struct job_run *run, struct problem *p)
{
	static const struct statement tidy = {.name = "mail.tidy", .sql = "select mail.tidy($1::int)", .writes = true};
	struct mailer *mailer;
	int64_t files;
	if (mailer_open(run->arena, run->conf, &mailer, p) < 0 || mailer_tidy(mailer, KEPT_DAYS, &files, p) < 0)
		return JOB_AGAIN;
	const char *days = arena_printf(run->arena, "%d", KEPT_DAYS);
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &tidy, 1, &days);
	if (tx_commit(tx, p) < 0)
		return JOB_AGAIN;
	run->result = arena_printf(run->arena, "{\"mails\": %s, \"files\": %lld}", rows_text(tx_rows(tx, index), 0, 0), (long long)files);
	return JOB_DONE;
}
