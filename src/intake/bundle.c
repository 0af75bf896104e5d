/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/bundle.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "rest/table.h"

enum { REF_BYTES = 480 }; /* 120 characters */

/* Members of a line beside the fields of its table. */
static const struct field file_fields[] = {
    {"url", FIELD_TEXT, .least = 1, .most = 2000, .doc = "Where its file is fetched from."},
    {"storage_key", FIELD_TEXT, .least = 1, .most = 200, .doc = "Of an upload of the caller's that was not committed, instead."},
    {"sha256", FIELD_TEXT, .format = FORMAT_SHA256, .doc = "That the file must have. What has it already is not fetched."},
    {"file_name", FIELD_TEXT, .least = 1, .most = 255, .doc = "As it is called; else as its address ends."},
    {"position", FIELD_INT, .least = 1, .most = 100000, .doc = "Its place in its gallery."},
    {"cover", FIELD_BOOL, .doc = "Whether its property shows it first."},
    {.type = FIELD_END}};

/* ---- tables */

static int order_of(const struct table *t)
{
	return t->resource->import == NULL ? 0 : t->resource->import->order;
}

const struct table *bundle_table(size_t i)
{
	const struct table *found = NULL;
	int last = 0;
	for (;; i--) {
		found = NULL;
		for (size_t k = 0; table_at(k) != NULL; k++)
			if (order_of(table_at(k)) > last && (found == NULL || order_of(table_at(k)) < order_of(found)))
				found = table_at(k);
		if (found == NULL || i == 0)
			return found;
		last = order_of(found);
	}
}

/* ---- a line */

/* "contact_ref" → contact_id, if that points to a table whose rows are read before. */
static const struct field *field_of_ref(struct arena *a, const struct table *t, const char *name)
{
	size_t n = strlen(name);
	if (n < 5 || strcmp(name + n - 4, "_ref") != 0)
		return NULL;
	const struct field *f = field_find(t->resource->fields, arena_printf(a, "%.*s_id", (int)(n - 4), name));
	const struct table *target = f == NULL || f->target == NULL ? NULL : table_find(f->target);
	return target == NULL || order_of(target) == 0 || order_of(target) >= order_of(t) ? NULL : f;
}

static int refuse_text(struct arena *a, const char *name, struct problem *p)
{
	return problem_violation(p, jvalue_pointer(a, "", name), "too_long", "{\"min\":1,\"max\":120}", "must be a text of 1 to 120 characters");
}

static bool is_ref(const struct jvalue *v)
{
	const char *s = jvalue_string(v);
	return s != NULL && *s != '\0' && strlen(s) <= REF_BYTES;
}

static void read_ref(struct arena *a, const struct field *f, const struct jvalue_member *m, struct bundle_row *out, struct problem *p)
{
	if (!is_ref(m->value))
		refuse_text(a, m->name, p);
	else if (out->ref_count < BUNDLE_MOST_REFS)
		out->refs[out->ref_count++] = (struct bundle_ref){.name = m->name, .field = f, .ref = jvalue_string(m->value)};
}

static bool is_of_file(const struct table *t, const char *name)
{
	return t->resource->files != NULL && field_find(file_fields, name) != NULL;
}

/* What is no field of the table. */
static bool is_apart(struct arena *a, const struct table *t, const struct jvalue_member *m)
{
	return strcmp(m->name, "table") == 0 || strcmp(m->name, "id") == 0 || strcmp(m->name, BUNDLE_REASONS) == 0 || is_of_file(t, m->name) ||
	       (m->value != NULL && field_of_ref(a, t, m->name) != NULL);
}

static void read_file(struct arena *a, const struct table *t, const struct jvalue *line, struct bundle_row *out, struct problem *p)
{
	struct jvalue_member *m = jvalue_members(a, line);
	const struct jvalue *body = NULL;
	struct json_fault fault;
	struct buf b;
	buf_init(&b, a, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < jvalue_size(line); i++)
		if (is_of_file(t, m[i].name))
			json_out_member_raw(&o, m[i].name, jvalue_print(a, m[i].value));
	json_out_close(&o, '}');
	if (jvalue_parse_body(a, b.data, b.size, &body, &fault) == 0)
		write_read(a, file_fields, body, WRITE_ACTION, &out->file, p);
	if (jvalue_get(line, "url") != NULL && jvalue_get(line, "storage_key") != NULL)
		problem_violation(p, "/url", "excluded", NULL, "and storage_key cannot both be given");
}

static void read_id(const struct jvalue *v, struct bundle_row *out, struct problem *p)
{
	const char *id = jvalue_string(v);
	if (id == NULL || !uuid_valid(id, strlen(id)))
		problem_violation(p, "/id", "format", "{\"format\":\"uuid\"}", "must be a UUID");
	else
		out->id = id;
}

int bundle_read(struct arena *a, const struct table *t, const struct jvalue *line, struct bundle_row *out, struct problem *p)
{
	struct jvalue_member *m = jvalue_members(a, line);
	*out = (struct bundle_row){.line = line};
	if (is_ref(jvalue_get(line, "external_ref")))
		out->external_ref = jvalue_string(jvalue_get(line, "external_ref"));
	else if (jvalue_get(line, "external_ref") == NULL)
		problem_violation(p, "/external_ref", "required", NULL, "is missing: a bundle's records are known by it");
	else
		refuse_text(a, "external_ref", p);
	if (jvalue_get(line, "id") != NULL)
		read_id(jvalue_get(line, "id"), out, p);
	for (size_t i = 0; i < jvalue_size(line); i++) {
		const struct field *f = field_of_ref(a, t, m[i].name);
		if (f != NULL && m[i].value != NULL)
			read_ref(a, f, &m[i], out, p);
	}
	if (t->resource->files != NULL)
		read_file(a, t, line, out, p);
	return p->code == PROBLEM_NONE ? 0 : -1;
}

/* ---- as a record */

static bool is_only_said_first(const struct table *t, const char *name)
{
	const struct field *f = field_find(t->resource->fields, name);
	return f != NULL && (f->flags & FIELD_CREATE_ONLY) != 0;
}

static const char *body_of(struct arena *a, const struct table *t, const struct bundle_row *row, bool is_new, size_t *n)
{
	struct jvalue_member *m = jvalue_members(a, row->line);
	struct buf b;
	buf_init(&b, a, 512);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < jvalue_size(row->line); i++) {
		const struct field *f = field_of_ref(a, t, m[i].name);
		const char *name = f == NULL ? m[i].name : f->name; /* "contact_ref": null is none */
		if (!is_apart(a, t, &m[i]) && (is_new || !is_only_said_first(t, name)))
			json_out_member_raw(&o, name, jvalue_print(a, m[i].value));
	}
	for (size_t i = 0; i < row->ref_count; i++)
		if (row->refs[i].id != NULL && (is_new || !is_only_said_first(t, row->refs[i].field->name)))
			json_out_member(&o, row->refs[i].field->name, row->refs[i].id);
	json_out_close(&o, '}');
	*n = b.size;
	return b.data;
}

int bundle_values(struct arena *a, const struct table *t, const struct bundle_row *row, bool is_new, struct mapping_row *out, struct problem *p)
{
	struct json_fault fault;
	size_t n;
	const char *text = body_of(a, t, row, is_new, &n);
	if (jvalue_parse_body(a, text, n, &out->body, &fault) < 0)
		return problem_violation(p, "", "format", NULL, "cannot be read: it %s", jvalue_fault_text(fault.kind));
	return write_read(a, t->resource->fields, out->body, is_new ? WRITE_CREATE : WRITE_UPDATE, &out->write, p);
}
