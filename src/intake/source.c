/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/source.h"

#include <string.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "intake/bundle.h"
#include "rest/table.h"

enum { INTO_TABLE, FILE_NAME, STORAGE_KEY, CONTENT, ENCODING, DELIMITER, HAS_HEADER, DECIMAL_MARK, DAY_ORDER, COLUMNS, MAPPING, MATCH_BY, ROW_COUNT, LOCALE };

static const struct jvalue *json(struct arena *a, const struct rows *rows, int column)
{
	const struct jvalue *v = NULL;
	struct json_fault fault;
	jvalue_parse(a, rows_text(rows, 0, column), rows_size(rows, 0, column), &v, &fault);
	return v;
}

/* "\x4a6f…" */
static void read_content(struct arena *a, const struct rows *rows, struct source *out)
{
	if (rows_is_null(rows, 0, CONTENT))
		return;
	size_t digits = rows_size(rows, 0, CONTENT) - 2;
	uint8_t *bytes = arena_alloc(a, digits / 2 + 1);
	out->size = encode_unhex(rows_text(rows, 0, CONTENT) + 2, digits, bytes) == 0 ? digits / 2 : 0;
	out->content = (const char *)bytes;
}

int source_open(struct job_run *run, struct source *out, struct problem *p)
{
	struct storage_object object;
	if (out->storage_key == NULL)
		return 0;
	if (storage_open(run->arena, run->conf, NULL, &out->storage, p) < 0 ||
	    storage_stat(run->arena, out->storage, out->storage_key, &object, p) < 0)
		return -1;
	if (!object.found)
		return problem_set(p, PROBLEM_NOT_FOUND, "the file is no longer there: upload it again");
	out->size = (size_t)object.size;
	return 0;
}

int source_read(struct job_run *run, struct source *out, struct problem *p)
{
	static const struct statement read = {.name = "intake.source",
					      .sql = "select into_table, file_name, storage_key, content, encoding, delimiter, has_header, decimal_mark, day_order, "
						     "columns, mapping, to_jsonb(match_by), row_count, locale from intake.source($1::uuid)"};
	struct arena *a = run->arena;
	*out = (struct source){.import_id = jvalue_string(jvalue_get(run->payload, "import_id"))};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &read, 1, &out->import_id);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	const char *into = rows_count(rows) == 0 ? "" : rows_text(rows, 0, INTO_TABLE);
	out->table = table_find(into);
	if (strcmp(into, BUNDLE_TABLE) != 0 && (out->table == NULL || out->table->resource->import == NULL))
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such import");
	out->file_name = rows_text(rows, 0, FILE_NAME);
	out->storage_key = rows_text_or_null(rows, 0, STORAGE_KEY);
	out->locale = rows_text(rows, 0, LOCALE);
	out->encoding = rows_text_or_null(rows, 0, ENCODING);
	out->delimiter = rows_text_or_null(rows, 0, DELIMITER);
	out->has_header = rows_is_null(rows, 0, HAS_HEADER) ? -1 : rows_bool(rows, 0, HAS_HEADER);
	out->style.decimal_mark = rows_is_null(rows, 0, DECIMAL_MARK) ? '.' : *rows_text(rows, 0, DECIMAL_MARK);
	out->style.day_order = rows_is_null(rows, 0, DAY_ORDER) ? "dmy" : rows_text(rows, 0, DAY_ORDER);
	out->columns = json(a, rows, COLUMNS);
	out->mapping = json(a, rows, MAPPING);
	out->match_by = json(a, rows, MATCH_BY);
	out->row_count = (int)rows_int(rows, 0, ROW_COUNT);
	read_content(a, rows, out);
	return 0;
}

int source_bytes(struct arena *a, const struct source *s, size_t most, struct storage_sink sink, struct problem *p)
{
	size_t n = s->size < most ? s->size : most;
	if (s->content == NULL)
		return storage_read(a, s->storage, s->storage_key, 0, (int64_t)n, sink, p);
	return sink.write(sink.arg, s->content, n) < 0 ? -1 : 0;
}
