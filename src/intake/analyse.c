/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "intake/guess.h"
#include "intake/jobs.h"
#include "intake/reader.h"
#include "intake/source.h"
#include "rest/table.h"

enum { HEAD_BYTES = 64 << 10, ROWS_AT_ONCE = 500, BYTES_AT_ONCE = 512 << 10 };

struct analysis {
	struct job_run *run;
	struct source source;
	struct reader_style style;
	struct reader *reader;
	struct arena *scratch; /* of the rows that are not stored yet */
	struct buf rows;
	int first, pending;
	size_t bytes;
	struct problem *p;
};

static void begin_rows(struct analysis *k)
{
	arena_reset(k->scratch);
	buf_init(&k->rows, k->scratch, BYTES_AT_ONCE);
	buf_put(&k->rows, '[');
	k->first += k->pending;
	k->pending = 0;
}

static int put_rows(struct analysis *k, struct problem *p)
{
	static const struct statement rows = {.name = "intake.put_rows", .sql = "select intake.put_rows($1::uuid, $2::int, $3::jsonb)", .writes = true},
				      lines = {.name = "intake.put_lines", .sql = "select intake.put_lines($1::uuid, $2::int, $3::jsonb)", .writes = true};
	struct job_run part = *k->run;
	if (k->pending == 0)
		return 0;
	part.arena = k->scratch;
	buf_put(&k->rows, ']');
	const char *const values[] = {k->source.import_id, arena_printf(k->scratch, "%d", k->first), buf_text(&k->rows)};
	struct tx *tx = job_tx(&part);
	tx_add(tx, k->source.table == NULL ? &lines : &rows, 3, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	int percent = k->source.size == 0 ? 0 : (int)(k->bytes * 99 / k->source.size);
	if (job_progress(&part, percent, "reading", p) < 0)
		return -1;
	begin_rows(k);
	return 0;
}

static int add_row(void *arg, const char *json, size_t n, struct problem *p)
{
	struct analysis *k = arg;
	if (k->pending > 0)
		buf_put(&k->rows, ',');
	buf_write(&k->rows, json, n);
	k->pending++;
	return k->pending == ROWS_AT_ONCE || k->rows.size > BYTES_AT_ONCE ? put_rows(k, p) : 0;
}

static int take_head(void *arg, const void *bytes, size_t n)
{
	struct buf *head = arg;
	buf_write(head, bytes, n);
	return 0;
}

static int take_bytes(void *arg, const void *bytes, size_t n)
{
	struct analysis *k = arg;
	k->bytes += n;
	return reader_read(k->reader, bytes, n, k->p);
}

static int look_at_head(struct analysis *k, struct problem *p)
{
	struct arena *a = k->run->arena;
	struct buf head;
	bool known = k->source.encoding != NULL && charset_find(k->source.encoding, &k->style.charset) == 0;
	buf_init(&head, a, HEAD_BYTES);
	if (source_bytes(a, &k->source, HEAD_BYTES, (struct storage_sink){take_head, &head}, p) < 0)
		return -1;
	if (k->source.delimiter != NULL)
		k->style.delimiter = strcmp(k->source.delimiter, "tab") == 0 ? '\t' : *k->source.delimiter;
	k->style.has_header = k->source.has_header;
	reader_guess(a, k->source.file_name, head.data, head.size, known, &k->style);
	if (k->source.table == NULL)
		k->style.format = READER_BUNDLE;
	return 0;
}

/* Its lines say themselves what they are. */
static void write_bundle(struct json_out *o)
{
	json_out_member_raw(o, "columns", "[]");
	json_out_member_raw(o, "mapping", "[]");
	json_out_member_raw(o, "match_by", "[\"external_ref\"]");
}

static const char *found_json(const struct analysis *k)
{
	const struct reader_found *found = reader_found(k->reader);
	struct arena *a = k->run->arena;
	struct buf b;
	buf_init(&b, a, 4096);
	struct json_out o = json_out(&b);
	bool table = k->style.format == READER_CSV;
	json_out_open(&o, '{');
	json_out_member(&o, "format", reader_format_name(k->style.format));
	json_out_member(&o, "encoding", charset_name(k->style.charset));
	json_out_member(&o, "delimiter", !table ? NULL : k->style.delimiter == '\t' ? "tab" : arena_printf(a, "%c", k->style.delimiter));
	if (table)
		json_out_member_bool(&o, "has_header", found->has_header);
	json_out_member_int(&o, "row_count", found->rows);
	if (k->source.table != NULL)
		guess_write(&o, a, k->source.table, found, k->source.locale);
	else
		write_bundle(&o);
	json_out_close(&o, '}');
	return buf_text(&b);
}

static int finish(struct analysis *k, struct problem *p)
{
	static const struct statement analysed = {.name = "intake.analysed", .sql = "select intake.analysed($1::uuid, $2::jsonb)", .writes = true};
	const char *const values[] = {k->source.import_id, found_json(k)};
	struct tx *tx = job_tx(k->run);
	tx_add(tx, &analysed, 2, values);
	job_complete(k->run, tx, arena_printf(k->run->arena, "{\"rows\":%d}", reader_found(k->reader)->rows));
	return tx_commit(tx, p);
}

/* A sink that fails makes the store's reading fail too: what the reader said goes before what the store says of that. */
static int read_all(struct analysis *k, struct problem *p)
{
	struct problem *own = arena_new_one(k->run->arena, struct problem), *to = p;
	problem_init(own, k->run->arena);
	k->p = own;
	int rc = source_bytes(k->run->arena, &k->source, SIZE_MAX, (struct storage_sink){take_bytes, k}, p);
	if (own->code != PROBLEM_NONE) {
		*to = *own;
		return -1;
	}
	return rc < 0 || reader_end(k->reader, p) < 0 || put_rows(k, p) < 0 ? -1 : 0;
}

static int analyse(struct analysis *k, struct problem *p)
{
	if (source_read(k->run, &k->source, p) < 0 || source_open(k->run, &k->source, p) < 0 || look_at_head(k, p) < 0)
		return -1;
	k->first = 1;
	begin_rows(k);
	k->reader = reader_new(k->run->arena, &k->style, add_row, k);
	if (read_all(k, p) < 0)
		return -1;
	if (reader_found(k->reader)->rows == 0)
		return problem_violation(p, "", "required", NULL, "has no rows");
	return finish(k, p);
}

enum job_outcome intake_analyse_run(struct job_run *run, struct problem *p)
{
	struct analysis k = {.run = run, .scratch = arena_new(BYTES_AT_ONCE)};
	int rc = analyse(&k, p);
	arena_free(k.scratch);
	if (rc == 0)
		return JOB_DONE;
	/* a file does not get better by waiting */
	return p->code == PROBLEM_VALIDATION || p->code == PROBLEM_NOT_FOUND || p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
}
