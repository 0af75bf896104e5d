/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/actions.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "formats/charset.h"
#include "intake/mapping.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/csv.h"
#include "rest/row.h"
#include "rest/table.h"

#define STYLE_FIELDS                                                                                                           \
	{"encoding", FIELD_CHOICE, .choices = "utf-8|utf-16le|utf-16be|windows-1252|iso-8859-15", .doc = "Guessed unless given.", .example = "\"utf-8\""}, \
	    {"delimiter", FIELD_CHOICE, .choices = ",|;|tab", .doc = "Of CSV; guessed unless given, | too.", .example = "\";\""},                          \
	{                                                                                                                      \
		"has_header", FIELD_BOOL, .doc = "Of CSV: whether its first row names the columns; guessed unless given.", .example = "true" \
	}

const struct field import_request[] = {
    {"file_name", FIELD_TEXT, .least = 1, .most = 200, .doc = "As it is called.", .example = "\"contacts.csv\""},
    {"content", FIELD_TEXT, .doc = "The file as text; larger ones, and other encodings, by storage_key or as the body itself.",
     .example = "\"Nom;Prénom;E-mail\\nWeber;Josée;josee@example.com\\n\""},
    {"storage_key", FIELD_TEXT, .most = 200, .doc = "Of an upload that POST /api/media/presign with purpose `import` gave an address for.", .example = "null"},
    STYLE_FIELDS,
    {.type = FIELD_END}};

const struct field import_query[] = {
    {"file_name", FIELD_TEXT, .most = 200, .doc = "As it is called, where the body is the file itself.", .example = "\"contacts.vcf\""}, {.type = FIELD_END}};

const struct field analyse_request[] = {STYLE_FIELDS, {.type = FIELD_END}};

static const struct field mapping_entry[] = {
    {"column", FIELD_TEXT, FIELD_REQUIRED, .most = 200, .doc = "Its name in `columns`.", .example = "\"Nom\""},
    {"field", FIELD_TEXT, FIELD_REQUIRED, .most = 100, .doc = "Of the table; of a text per language with .fr and the like behind it.", .example = "\"name\""},
    {.type = FIELD_END}};

const struct field mapping_request[] = {
    {"mapping", FIELD_LIST, .least = 1, .most = MAPPING_MOST, .fields = mapping_entry,
     .doc = "Which column becomes which field; several of one field are put together in this order. What is left out is not imported. As it stands unless given."},
    {"match_by", FIELD_TEXTS, .most = MAPPING_MOST_KEYS,
     .doc = "external_ref, email, phone (contacts); external_ref, reference (properties). None: each row makes a record.", .example = "[\"email\"]"},
    {"decimal_mark", FIELD_CHOICE, .choices = ".|,", .doc = "Of numbers that could be read in two ways.", .example = "\",\""},
    {"day_order", FIELD_CHOICE, .choices = "dmy|mdy|ymd", .doc = "Of days such as 03/04/2026.", .example = "\"dmy\""},
    {.type = FIELD_END}};

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
    {"cells", FIELD_JSON, FIELD_NOT_NULL, .doc = "What stands in it, by the index of the column: a text, or a list.", .example = "{\"0\":\"Weber\"}"},
    {"reasons", FIELD_LIST, FIELD_NOT_NULL, .fields = reason_fields, .doc = "Why it is wrong; none where it is not."},
    {.type = FIELD_END}};

const struct field rows_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = row_fields, .doc = "At most 100, in the order of the file; n of the last is where to go on."},
    {.type = FIELD_END}};

/* ---- beginning */

static const char *bytea(struct arena *a, const char *bytes, size_t n)
{
	char *out = arena_alloc(a, 2 * n + 3);
	memcpy(out, "\\x", 2);
	encode_hex(bytes, n, out + 2);
	return out;
}

static const char *query_value(const struct call *c, const char *name)
{
	for (int i = 0; i < c->query.count; i++)
		if (strcmp(c->query.params[i].written, name) == 0)
			return c->query.params[i].value;
	return NULL;
}

struct begun {
	const char *file_name, *storage_key, *content, *settings;
};

/* {"encoding": …}: what was given of these fields. */
static const char *settings_of(struct arena *a, const struct write *w, const struct field *fields)
{
	struct buf b;
	buf_init(&b, a, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (const struct field *f = fields; f->type != FIELD_END; f++) {
		const struct write_value *v = write_find(w, f->name);
		if (v == NULL || v->json == NULL)
			continue;
		const char *json = jvalue_print(a, v->json);
		json_out_member_raw(&o, f->name, json);
	}
	json_out_close(&o, '}');
	return buf_text(&b);
}

static int read_body(struct call *c, struct begun *out, struct problem *p)
{
	struct write w;
	if (write_read(c->arena, import_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const struct jvalue *content = write_find(&w, "content") == NULL ? NULL : write_find(&w, "content")->json;
	out->file_name = write_text(&w, "file_name");
	out->storage_key = write_text(&w, "storage_key");
	if ((content == NULL) == (out->storage_key == NULL))
		return problem_violation(p, "/content", "required", NULL, "or storage_key must be given, and not both");
	if (content != NULL)
		out->content = bytea(c->arena, jvalue_string(content), jvalue_string_size(content));
	out->settings = settings_of(c->arena, &w, analyse_request);
	return 0;
}

static int read_file(struct call *c, struct begun *out, struct problem *p)
{
	out->file_name = query_value(c, "file_name");
	if (out->file_name != NULL && (*out->file_name == '\0' || strlen(out->file_name) > 200))
		return problem_violation(p, "/file_name", "too_long", "{\"max\":200}", "must have at most 200 characters");
	out->content = bytea(c->arena, c->request->body, c->request->body_size);
	out->settings = "{}";
	return 0;
}

/* 202, where to look again, and the import as it is now. */
static int answer_import(struct call *c, const char *id, struct problem *p)
{
	const struct table *t = table_find("imports");
	c->response->status = 202;
	response_header(c->response, "Location", "/api/imports/%s", id);
	int index = row_add_read(c, t, id);
	if (call_execute(c, p) < 0)
		return -1;
	row_answer(c, t, index);
	return 0;
}

int import_begin_run(struct call *c, struct problem *p)
{
	static const struct statement begin = {
	    .name = "imports.begin", .sql = "select intake.begin($1::uuid,$2,$3,$4,$5::bytea,$6::jsonb)", .writes = true};
	struct begun b = {.file_name = NULL};
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if ((c->body != NULL ? read_body(c, &b, p) : read_file(c, &b, p)) < 0)
		return -1;
	uuid_v7(id);
	/* the table is the path's first word: the routes are one a table that can be imported into */
	const char *const values[] = {id, c->request->segments[0], b.file_name == NULL ? "import" : b.file_name, b.storage_key, b.content, b.settings};
	tx_add(c->tx, &begin, 6, values);
	return answer_import(c, id, p);
}

/* ---- moving on */

static int ask(struct call *c, const char *step, const char *settings, struct problem *p)
{
	static const struct statement next = {.name = "imports.ask", .sql = "select intake.ask($1::uuid,$2,$3::jsonb)", .writes = true};
	const char *const values[] = {c->params[0], step, settings};
	tx_add(c->tx, &next, 3, values);
	return answer_import(c, c->params[0], p);
}

/* What the job then compares with the columns of the file must have the form of it here. */
static int check_mapping(const struct call *c, const struct write *w, struct problem *p)
{
	const struct write_value *v = write_find(w, "mapping");
	for (size_t i = 0; v != NULL && v->json != NULL && i < jvalue_size(v->json); i++) {
		struct write entry;
		struct problem own;
		problem_init(&own, c->arena);
		write_read(c->arena, mapping_entry, jvalue_at(v->json, i), WRITE_ACTION, &entry, &own);
		for (const struct violation *each = own.violations; each != NULL; each = each->next)
			problem_violation(p, arena_printf(c->arena, "/mapping/%zu%s", i, each->pointer), each->code, each->params, "%s", each->detail);
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

static int ask_with(struct call *c, const char *step, const struct field *request, struct problem *p)
{
	struct write w;
	if (row_check_id(c, table_find("imports"), p) < 0 || write_read(c->arena, request, c->body, WRITE_ACTION, &w, p) < 0 ||
	    check_mapping(c, &w, p) < 0)
		return -1;
	return ask(c, step, settings_of(c->arena, &w, request), p);
}

int import_analyse_run(struct call *c, struct problem *p)
{
	return ask_with(c, "analyse", analyse_request, p);
}

int import_preview_run(struct call *c, struct problem *p)
{
	return ask_with(c, "preview", mapping_request, p);
}

int import_run_run(struct call *c, struct problem *p)
{
	return ask_with(c, "run", mapping_request, p);
}

/* The table, and those of its parts: they are changed by it, and so undone behind it. Any import's: what is of another table has
 * nothing in its batch. */
static const char *undo_tables(struct arena *a)
{
	const char *names = "";
	for (size_t i = 0; table_at(i) != NULL; i++) {
		const struct resource *r = table_at(i)->resource;
		if (r->import == NULL)
			continue;
		names = arena_printf(a, "%s%s%s", names, *names == '\0' ? "" : ",", r->name);
		for (const struct import_part *part = r->import->parts; part != NULL && part->field != NULL; part++)
			names = arena_printf(a, "%s,%s", names, part->table);
	}
	return arena_printf(a, "{%s}", names);
}

int import_undo_run(struct call *c, struct problem *p)
{
	static const struct statement undo = {.name = "imports.undo", .sql = "select intake.undo($1::uuid,$2::text[])", .writes = true};
	if (row_check_id(c, table_find("imports"), p) < 0)
		return -1;
	const char *const values[] = {c->params[0], undo_tables(c->arena)};
	tx_add(c->tx, &undo, 2, values);
	return answer_import(c, c->params[0], p);
}

/* ---- rows */

int import_rows_run(struct call *c, struct problem *p)
{
	static const struct statement read = {.name = "imports.rows",
					      .sql = "select n, outcome, record_id, cells, coalesce(reasons, '[]') from intake.rows($1::uuid,$2,$3::int,100)"};
	const struct table *t = table_find("imports");
	const char *outcome = query_value(c, "outcome"), *after = query_value(c, "after");
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

static void write_failed_row(struct buf *b, struct arena *a, const struct rows *rows, int row, size_t columns)
{
	const struct jvalue *cells = NULL, *reasons = NULL;
	struct json_fault fault;
	struct buf why;
	jvalue_parse(a, rows_text(rows, row, 1), rows_size(rows, row, 1), &cells, &fault);
	jvalue_parse(a, rows_text(rows, row, 2), rows_size(rows, row, 2), &reasons, &fault);
	buf_printf(b, "%s,", rows_text(rows, row, 0));
	for (size_t i = 0; i < columns; i++) {
		write_cell(b, a, jvalue_get(cells, arena_printf(a, "%zu", i)));
		buf_put(b, ',');
	}
	buf_init(&why, a, 256);
	for (size_t i = 0; i < jvalue_size(reasons); i++) {
		const struct jvalue *reason = jvalue_at(reasons, i);
		const char *field = jvalue_string(jvalue_get(reason, "field"));
		buf_printf(&why, "%s%s%s%s", i == 0 ? "" : "; ", field == NULL ? "" : field, field == NULL ? "" : " ", jvalue_string(jvalue_get(reason, "detail")));
	}
	csv_write_text(b, why.data, why.size);
	buf_lit(b, "\r\n");
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
					      .sql = "select columns from public.imports where agency_id = app.agency_id() and id = $1::uuid and deleted_at is null"};
	const struct table *t = table_find("imports");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int head = tx_add(c->tx, &read, 1, c->params), page = add_failed(c, "0");
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, head)) == 0)
		return row_missing(t, p);
	c->response->content_type = "text/csv; charset=utf-8; header=present";
	response_header(c->response, "Content-Disposition", "attachment; filename=\"failed-rows.csv\"");
	size_t columns = write_head(&c->response->body, c->arena, tx_rows(c->tx, head));
	return write_others(c, write_failed_page(c, page, columns, c->arena), columns, p);
}
