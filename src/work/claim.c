/* SPDX-License-Identifier: Apache-2.0 */
#include "work/claim.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "db/tx.h"
#include "work/kinds.h"

enum { ID, AGENCY, KIND, PAYLOAD, ATTEMPT, MAX_ATTEMPTS, TOKEN, CORRELATION, WORKER };

int claim_add(struct tx *tx, const char *workers, const struct kinds *kinds, int64_t lease_s, bool looks, struct arena *a)
{
	static const struct statement claim = {
		.name = "jobs.claim",
		.sql = "select id, agency_id, kind, payload, attempt, max_attempts, token, correlation_id, worker "
		       "from work.claim($1::text[], $2::text[], $3::int, $4::boolean)",
		.writes = true};
	const char *const values[] = {workers, kinds_names(kinds, a), arena_printf(a, "%lld", (long long)lease_s), looks ? "t" : "f"};
	return tx_add(tx, &claim, 4, values);
}

void claim_add_settle(struct tx *tx, const char *ends)
{
	static const struct statement settle = {.name = "jobs.settle", .sql = "select work.settle($1::jsonb)", .writes = true};
	tx_add(tx, &settle, 1, &ends);
}

void claim_add_ends(struct tx *tx, const struct buf *ends, struct arena *a)
{
	if (ends->size > 0)
		claim_add_settle(tx, arena_printf(a, "[%.*s]", (int)ends->size, ends->data));
}

void claim_add_release(struct tx *tx, const char *worker)
{
	static const struct statement release = {.name = "jobs.release", .sql = "select work.release($1)", .writes = true};
	tx_add(tx, &release, 1, &worker);
}

void claim_read(const struct rows *r, struct claims *out, struct arena *a)
{
	out->count = rows_count(r);
	out->jobs = arena_new_array(a, struct claimed, (size_t)out->count);
	for (int i = 0; i < out->count; i++)
		out->jobs[i] = (struct claimed){.id = rows_text(r, i, ID),
						.agency_id = rows_text_or_null(r, i, AGENCY),
						.kind = rows_text(r, i, KIND),
						.payload = rows_text(r, i, PAYLOAD),
						.payload_size = rows_size(r, i, PAYLOAD),
						.attempt = (int)rows_int(r, i, ATTEMPT),
						.max_attempts = (int)rows_int(r, i, MAX_ATTEMPTS),
						.token = rows_text(r, i, TOKEN),
						.correlation_id = rows_text_or_null(r, i, CORRELATION),
						.worker = rows_text(r, i, WORKER)};
}

void claim_write_back(struct buf *ends, const struct claimed *job)
{
	struct json_out o = json_out(ends);
	o.comma = ends->size > 0;
	json_out_open(&o, '{');
	json_out_member(&o, "job", job->id);
	json_out_member(&o, "token", job->token);
	json_out_member(&o, "outcome", "back");
	json_out_close(&o, '}');
}
