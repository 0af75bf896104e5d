/* SPDX-License-Identifier: Apache-2.0 */
/* The mail is asked for in the transaction that writes down what is in it and ends the job: all of it happens, once, or none. */
#include "notify/digest.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "notify/words.h"

enum { ITEMS_MOST = 30, KEPT_DAYS = 90 };
enum { ID, KIND, PARAMS, TIMES, LANGUAGE };

enum job_outcome ask_digests_run(struct job_run *run, struct problem *p)
{
	static const struct statement ask = {.name = "notify.ask_digests", .sql = "select notify.ask_digests()", .writes = true};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &ask, 0, NULL);
	if (tx_commit(tx, p) < 0)
		return JOB_AGAIN;
	run->result = arena_printf(run->arena, "{\"digests\": %s}", rows_text(tx_rows(tx, index), 0, 0));
	return JOB_DONE;
}

/* {id,…} as Postgres reads an array. */
static const char *ids_of(struct arena *a, const struct rows *rows)
{
	struct buf b;
	buf_init(&b, a, 1024);
	for (int i = 0; i < rows_count(rows); i++)
		buf_printf(&b, "%c%s", i == 0 ? '{' : ',', rows_text(rows, i, ID));
	buf_put(&b, '}');
	return buf_text(&b);
}

static void write_item(struct json_out *o, struct arena *a, const struct rows *rows, int row)
{
	const struct jvalue *params = NULL;
	struct json_fault fault;
	struct words w;
	jvalue_parse(a, rows_text(rows, row, PARAMS), rows_size(rows, row, PARAMS), &params, &fault);
	words_write(a, rows_text(rows, row, KIND), rows_text(rows, row, LANGUAGE), rows_int(rows, row, TIMES), params, &w);
	json_out_open(o, '{');
	json_out_member(o, "text", arena_printf(a, "%s. %s", w.title, w.message));
	if (w.link != NULL)
		json_out_member(o, "url", w.link);
	json_out_close(o, '}');
}

static const char *items_of(struct arena *a, const struct rows *rows)
{
	struct buf b;
	buf_init(&b, a, 4096);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	for (int i = 0; i < rows_count(rows) && i < ITEMS_MOST; i++)
		write_item(&o, a, rows, i);
	json_out_close(&o, ']');
	return buf_text(&b);
}

enum job_outcome digest_run(struct job_run *run, struct problem *p)
{
	static const struct statement due = {.name = "notify.due", .sql = "select id, kind, params, times, language from notify.due($1)", .writes = true},
				      mail = {.name = "notify.mail_digest", .sql = "select notify.mail_digest($1, $2::uuid[], $3::jsonb)", .writes = true};
	const char *user = jvalue_string(jvalue_get(run->payload, "user_id"));
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &due, 1, &user);
	if (tx_read(tx, p) < 0)
		return JOB_AGAIN;
	const struct rows *rows = tx_rows(tx, index);
	if (rows_count(rows) > 0) {
		const char **values = arena_new_array(run->arena, const char *, 3);
		values[0] = user;
		values[1] = ids_of(run->arena, rows);
		values[2] = items_of(run->arena, rows);
		tx_add(tx, &mail, 3, values);
	}
	job_complete(run, tx, rows_count(rows) > 0 ? arena_printf(run->arena, "{\"notifications\": %d}", rows_count(rows)) : NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

enum job_outcome forget_read_run(struct job_run *run, struct problem *p)
{
	static const struct statement tidy = {.name = "notify.tidy", .sql = "select notify.tidy($1::int)", .writes = true};
	const char *days = arena_printf(run->arena, "%d", KEPT_DAYS);
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &tidy, 1, &days);
	if (tx_commit(tx, p) < 0)
		return JOB_AGAIN;
	run->result = arena_printf(run->arena, "{\"notifications\": %s}", rows_text(tx_rows(tx, index), 0, 0));
	return JOB_DONE;
}
