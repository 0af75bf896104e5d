/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the rows of the filter by their ids. Each step is a transaction that also writes down its last row and its counts, so whoever
 * takes over goes on behind it: each row is seen once. Rows made after the bulk change was asked for are none of it. */
#include "bulk/run.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/bulk.h"
#include "rest/call.h"
#include "rest/table.h"

enum { TABLE, QUERY, CHANGE, MATCHED, SEEN, PLACE, CREATED_AT, ENDED };

struct course {
	const char *id, *until;
	struct bulk bulk;
	int64_t matched, seen;
	char place[UUID_TEXT_SIZE]; /* "": at its beginning */
	bool ended;
};

static struct call call_of(struct job_run *run, struct tx *tx)
{
	return (struct call){.arena = run->arena, .conf = run->conf, .tx = tx, .agency_id = run->agency_id, .auth_index = -1};
}

static int read_row(struct job_run *run, const struct rows *rows, struct course *k, struct problem *p)
{
	const struct table *t = table_find(rows_text(rows, 0, TABLE));
	const struct jvalue *change;
	struct json_fault fault;
	struct call c = call_of(run, NULL);
	if (t == NULL || !bulk_offered(t) || jvalue_parse(run->arena, rows_text(rows, 0, CHANGE), rows_size(rows, 0, CHANGE), &change, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "this version knows no such bulk change");
	k->until = rows_text(rows, 0, CREATED_AT);
	k->matched = rows_int(rows, 0, MATCHED);
	k->seen = rows_int(rows, 0, SEEN);
	k->ended = rows_bool(rows, 0, ENDED);
	snprintf(k->place, sizeof k->place, "%s", rows_text(rows, 0, PLACE));
	return bulk_read_kept(&c, t, rows_text(rows, 0, QUERY), change, &k->bulk, p);
}

static int begin(struct job_run *run, struct course *k, struct problem *p)
{
	static const struct statement read = {
		.name = "bulk.read",
		.sql = "select table_name, query, change, matched, changed + same + refused, place, created_at, ended_at is not null "
		       "from public.bulk_changes where agency_id = $1 and id = $2"};
	const char *const values[] = {run->agency_id, k->id};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &read, 2, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	if (rows_count(tx_rows(tx, index)) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "the bulk change is gone");
	return read_row(run, tx_rows(tx, index), k, p);
}

static void add_note(struct call *c, const struct course *k, const struct bulk_tally *tally, const char *last)
{
	static const struct statement note = {
		.name = "bulk.note",
		.sql = "update public.bulk_changes b set changed = b.changed + $3::int, same = b.same + $4::int, refused = b.refused + $5::int, "
		       "refusals = (select coalesce(jsonb_agg(l.value order by l.ordinality), '[]') from "
		       "jsonb_array_elements(b.refusals || $6::jsonb) with ordinality l where l.ordinality <= 100), "
		       "place = coalesce($7::uuid, b.place), ended_at = case when $7::uuid is null then app.now() end "
		       "where b.agency_id = $1 and b.id = $2",
		.writes = true};
	struct arena *a = c->arena;
	const char *const values[] = {c->agency_id, k->id, arena_printf(a, "%d", tally->changed), arena_printf(a, "%d", tally->same),
				      arena_printf(a, "%d", tally->refused), tally->refusals, last};
	tx_add(c->tx, &note, 7, values);
}

static void begin_batch(struct tx *tx, const char *id)
{
	static const struct statement batch = {.name = "bulk.begin", .sql = "select app.begin_batch($1)", .writes = true};
	tx_add(tx, &batch, 1, &id);
}

/* One step in c's transaction, up to its commit. */
static int change_rows(struct call *c, struct course *k, struct problem *p)
{
	struct bulk_tally tally;
	const char *ids[BULK_STEP];
	begin_batch(c->tx, k->id);
	int index = bulk_add_ids(c, &k->bulk, *k->place == '\0' ? NULL : k->place, k->until, BULK_STEP);
	if (tx_read(c->tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	int n = rows_count(rows);
	for (int i = 0; i < n; i++)
		ids[i] = rows_text(rows, i, 0);
	int first = n == 0 ? 0 : bulk_add_changes(c, &k->bulk, ids, n);
	if (n > 0 && tx_read(c->tx, p) < 0)
		return -1;
	bulk_tally(c, first, ids, n, &tally);
	add_note(c, k, &tally, n == BULK_STEP ? ids[n - 1] : NULL);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	if (n == BULK_STEP)
		memcpy(k->place, ids[n - 1], UUID_TEXT_SIZE);
	k->ended = n < BULK_STEP;
	k->seen += n;
	return 0;
}

/* In memory of its own: there may be thousands. */
static int step(const struct job_run *run, struct course *k, struct problem *p)
{
	struct job_run part = *run;
	part.arena = arena_new(256 * 1024);
	struct tx *tx = job_tx(&part);
	job_act(&part, tx);
	struct call c = call_of(&part, tx);
	int rc = change_rows(&c, k, p);
	tx_abandon(tx);
	arena_free(part.arena);
	return rc;
}

static enum job_outcome complete(struct job_run *run, const struct course *k, struct problem *p)
{
	static const struct statement outcome = {
		.name = "bulk.outcome",
		.sql = "select jsonb_build_object('bulk_id', id, 'changed', changed, 'same', same, 'refused', refused) "
		       "from public.bulk_changes where agency_id = $1 and id = $2"};
	const char *const values[] = {run->agency_id, k->id};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &outcome, 2, values);
	if (tx_read(tx, p) < 0)
		return JOB_AGAIN;
	job_complete(run, tx, rows_text(tx_rows(tx, index), 0, 0));
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

enum job_outcome bulk_run(struct job_run *run, struct problem *p)
{
	struct course k = {.id = jvalue_string(jvalue_get(run->payload, "bulk_id"))};
	if (begin(run, &k, p) < 0)
		return p->code == PROBLEM_DATABASE_UNAVAILABLE ? JOB_AGAIN : JOB_NEVER;
	while (!k.ended) {
		if (step(run, &k, p) < 0)
			return JOB_AGAIN;
		int percent = k.matched == 0 ? 100 : (int)(k.seen * 100 / k.matched);
		if (job_progress(run, percent > 100 ? 100 : percent, NULL, p) < 0)
			return JOB_AGAIN;
	}
	return complete(run, &k, p);
}
