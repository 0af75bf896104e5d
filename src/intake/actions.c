/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/actions.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "intake/bundle.h"
#include "intake/mapping.h"
#include "rest/call.h"
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

/* ---- beginning */

static const char *bytea(struct arena *a, const char *bytes, size_t n)
{
	char *out = arena_alloc(a, 2 * n + 3);
	memcpy(out, "\\x", 2);
	encode_hex(bytes, n, out + 2);
	return out;
}

const char *actions_query(const struct call *c, const char *name)
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
	out->file_name = actions_query(c, "file_name");
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
	/* the table is the path's first word: the routes are one a table that can be imported into, and one of bundles */
	const char *into = c->request->segments[0];
	if (strcmp(into, "imports") == 0)
		into = BUNDLE_TABLE;
	const char *const values[] = {id, into, b.file_name == NULL ? "import" : b.file_name, b.storage_key, b.content, b.settings};
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

/* The tables of bundles, the last first: what names a record goes before it. Those of a table's parts are changed by it, and so undone
 * behind it. Any import's: what is of another table has nothing in its batch. */
static const char *undo_tables(struct arena *a)
{
	const char *names = "";
	for (size_t i = 0; bundle_table(i) != NULL; i++) {
		const struct resource *r = bundle_table(i)->resource;
		const char *own = r->name;
		for (const struct import_part *part = r->import->parts; part != NULL && part->field != NULL; part++)
			own = arena_printf(a, "%s,%s", own, part->table);
		names = arena_printf(a, "%s%s%s", own, *names == '\0' ? "" : ",", names);
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
