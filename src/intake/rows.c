/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of an import as people look at them, and the file of the wrong ones. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "intake/actions.h"
#include "intake/bundle.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/csv.h"
#include "rest/row.h"
#include "rest/table.h"

const struct field rows_query[] = {
    {"outcome", FIELD_CHOICE, .choices = "new|changed|same|wrong", .doc = "Those alone.", .example = "\"wrong\""},
    {"after", FIELD_INT, .doc = "Behind this row.", .example = "0"},
    {.type = FIELD_END}};

static const struct field reason_fields[] = {
    {"field", FIELD_TEXT, .doc = "Of the table; null: it is about the whole row.", .example = "\"email\""},
    {"code", FIELD_TEXT, FIELD_NOT_NULL, .doc = "As of a problem's violations.", .example = "\"format\""},
    {"params", FIELD_JSON, .doc = "Of the code.", .example = "{\"format\":\"email\"}"},
    {"detail", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The same as a sentence.", .example = "\"must be an e-mail address\""},
    {.type = FIELD_END}};

static const struct field row_fields[] = {
    {"n", FIELD_INT, FIELD_NOT_NULL, .doc = "Which row of the file, from 1.", .example = "7"},
    {"outcome", FIELD_CHOICE, .choices = "new|changed|same|wrong", .doc = "What became of it, or would; null: not known yet.", .example = "\"wrong\""},
    {"record_id", FIELD_ID, .doc = "The record it is.", .example = "null"},
    {"cells", FIELD_JSON, FIELD_NOT_NULL, .doc = "What stands in it, by the index of the column: a text, or a list. Of a bundle the line.", .example = "{\"0\":\"Weber\"}"},
    {"reasons", FIELD_LIST, FIELD_NOT_NULL, .fields = reason_fields, .doc = "Why it is wrong; none where it is not."},
    {.type = FIELD_END}};

const struct field rows_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = row_fields, .doc = "At most 100, in the order of the file; n of the last is where to go on."},
    {.type = FIELD_END}};

int import_rows_run(struct call *c, struct problem *p)
{
	static const struct statement read = {.name = "imports.rows",
					      .sql = "select n, outcome, record_id, cells, coalesce(reasons, '[]') from intake.rows($1::uuid,$2,$3::int,100)"};
	const struct table *t = table_find("imports");
	const char *outcome = actions_query(c, "outcome"), *after = actions_query(c, "after");
	if (row_check_id(c, t, p) < 0)
		return -1;
	if (outcome != NULL && strcmp(outcome, "new") != 0 && strcmp(outcome, "changed") != 0 && strcmp(outcome, "same") != 0 && strcmp(outcome, "wrong") != 0) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'outcome' is not understood");
		return problem_violation(p, "outcome", "not_one_of", NULL, "must be new, changed, same or wrong");
	}
	if (after != NULL && (*after == '\0' || strlen(after) > 9 || strspn(after, "0123456789") != strlen(after))) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'after' is not understood");
		return problem_violation(p, "after", "type", NULL, "must be the number of a row");
	}
	const char *const values[] = {c->params[0], outcome, after == NULL ? "0" : after};
	int index = tx_add(c->tx, &read, 3, values), look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, look)) == 0)
		return row_missing(t, p);
	answer_rows(c, index, row_fields);
	return 0;
}

/* A cell as CSV has it: several in one are parted by semicolons, as the import reads them. */
static void write_cell(struct buf *b, struct arena *a, const struct jvalue *cell)
{
	struct buf text;
	buf_init(&text, a, 128);
	if (jvalue_kind(cell) == JSON_STRING)
		buf_write(&text, jvalue_string(cell), jvalue_string_size(cell));
	for (size_t i = 0; jvalue_kind(cell) == JSON_ARRAY && i < jvalue_size(cell); i++) {
		const struct jvalue *item = jvalue_at(cell, i);
		const char *s = jvalue_string(jvalue_kind(item) == JSON_ARRAY ? jvalue_at(item, 0) : item);
		buf_puts(&text, i == 0 ? "" : "; ");
		buf_puts(&text, s == NULL ? "" : s);
	}
	csv_write_text(b, text.data, text.size);
}

/* "email must be an e-mail address" */
static const char *sentence(struct arena *a, const struct jvalue *reason)
{
	const char *field = jvalue_string(jvalue_get(reason, "field"));
	return arena_printf(a, "%s%s%s", field == NULL ? "" : field, field == NULL ? "" : " ", jvalue_string(jvalue_get(reason, "detail")));
}

struct failed_row {
	const char *n;
	const struct jvalue *cells, *reasons;
};

static void write_failed_cells(struct buf *b, struct arena *a, const struct failed_row *row, size_t columns)
{
	struct buf why;
	buf_printf(b, "%s,", row->n);
	for (size_t i = 0; i < columns; i++) {
		write_cell(b, a, jvalue_get(row->cells, arena_printf(a, "%zu", i)));
		buf_put(b, ',');
	}
	buf_init(&why, a, 256);
	for (size_t i = 0; i < jvalue_size(row->reasons); i++) {
		buf_puts(&why, i == 0 ? "" : "; ");
		buf_puts(&why, sentence(a, jvalue_at(row->reasons, i)));
	}
	csv_write_text(b, why.data, why.size);
	buf_lit(b, "\r\n");
}

/* The line as it came, and why: a bundle again. */
static void write_failed_line(struct buf *b, struct arena *a, const struct failed_row *row)
{
	struct jvalue_member *m = jvalue_members(a, row->cells);
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < jvalue_size(row->cells); i++)
		if (strcmp(m[i].name, BUNDLE_REASONS) != 0)
			json_out_member_raw(&o, m[i].name, jvalue_print(a, m[i].value));
	json_out_name(&o, BUNDLE_REASONS);
	json_out_open(&o, '[');
	for (size_t i = 0; i < jvalue_size(row->reasons); i++)
		json_out_string(&o, sentence(a, jvalue_at(row->reasons, i)));
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	buf_put(b, '\n');
}

/* Of CSV: how many columns there are; of a bundle: BUNDLE_LINES. */
#define BUNDLE_LINES SIZE_MAX

static void write_failed_row(struct buf *b, struct arena *a, const struct rows *rows, int i, size_t columns)
{
	struct failed_row row = {.n = rows_text(rows, i, 0)};
	struct json_fault fault;
	jvalue_parse(a, rows_text(rows, i, 1), rows_size(rows, i, 1), &row.cells, &fault);
	jvalue_parse(a, rows_text(rows, i, 2), rows_size(rows, i, 2), &row.reasons, &fault);
	if (columns == BUNDLE_LINES)
		write_failed_line(b, a, &row);
	else
		write_failed_cells(b, a, &row, columns);
}

static size_t write_head(struct buf *b, struct arena *a, const struct rows *import)
{
	const struct jvalue *columns = NULL;
	struct json_fault fault;
	jvalue_parse(a, rows_text(import, 0, 0), rows_size(import, 0, 0), &columns, &fault);
	buf_lit(b, "row,");
	for (size_t i = 0; i < jvalue_size(columns); i++) {
		const char *name = jvalue_string(jvalue_get(jvalue_at(columns, i), "name"));
		csv_write_text(b, name, strlen(name));
		buf_put(b, ',');
	}
	buf_lit(b, "reasons\r\n");
	return jvalue_size(columns);
}

enum { FAILED_PAGE = 1000 };

static int add_failed(struct call *c, const char *after)
{
	static const struct statement wrong = {.name = "imports.failed", .sql = "select n, cells, reasons from intake.rows($1::uuid,'wrong',$2::int,1000)"};
	const char *const values[] = {c->params[0], after};
	return tx_add(c->tx, &wrong, 2, values);
}

static void forget(void *page)
{
	arena_free(page);
}

/* The page in statement `index`. NULL: it was the last; else the number of its last row. */
static const char *write_failed_page(struct call *c, int index, size_t columns, struct arena *forever)
{
	const struct rows *rows = tx_rows(c->tx, index);
	int n = rows_count(rows);
	for (int i = 0; i < n; i++)
		write_failed_row(&c->response->body, c->arena, rows, i, columns);
	return n < FAILED_PAGE ? NULL : arena_strdup(forever, rows_text(rows, n - 1, 0));
}

/* As rest/export.c does it: each page is a transaction of its own, put away when it is written, in memory that is used again by turns. */
static int write_others(struct call *c, const char *after, size_t columns, struct problem *p)
{
	struct arena *forever = c->arena, *pages[2];
	int rc = 0;
	for (int i = 0; i < 2; i++) {
		pages[i] = arena_new(65536);
		arena_defer(forever, forget, pages[i]);
	}
	for (int turn = 0; rc == 0 && after != NULL; turn ^= 1) {
		c->arena = pages[turn];
		arena_reset(c->arena);
		rc = response_put_away(c->response, p);
		if (rc < 0)
			break;
		c->next_trip(c);
		int page = add_failed(c, after);
		rc = tx_commit(c->tx, p);
		after = rc < 0 ? NULL : write_failed_page(c, page, columns, forever);
	}
	c->arena = forever;
	return rc;
}

int import_failed_run(struct call *c, struct problem *p)
{
	static const struct statement read = {.name = "imports.columns",
					      .sql = "select columns, into_table from public.imports where agency_id = app.agency_id() and id = $1::uuid and deleted_at is null"};
	const struct table *t = table_find("imports");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int head = tx_add(c->tx, &read, 1, c->params), page = add_failed(c, "0");
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, head)) == 0)
		return row_missing(t, p);
	bool lines = strcmp(rows_text(tx_rows(c->tx, head), 0, 1), BUNDLE_TABLE) == 0;
	c->response->content_type = lines ? "application/x-ndjson" : "text/csv; charset=utf-8; header=present";
	response_header(c->response, "Content-Disposition", "attachment; filename=\"failed-rows.%s\"", lines ? "ndjson" : "csv");
	size_t columns = lines ? BUNDLE_LINES : write_head(&c->response->body, c->arena, tx_rows(c->tx, head));
	return write_others(c, write_failed_page(c, page, columns, c->arena), columns, p);
}
