/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/write.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "rest/field.h"
#include "rest/field_type.h"

static struct write_value *next(struct write *w)
{
	if (w->count == w->room) {
		size_t size = sizeof *w->values, had = (size_t)w->room;
		w->values = arena_grow(w->arena, w->values, had * size, (2 * had + 8) * size);
		w->room = 2 * w->room + 8;
	}
	return &w->values[w->count++];
}

static int add(struct write *w, const struct field *f, const char *text, const struct jvalue *json)
{
	struct write_value *v = next(w);
	v->how = WRITE_SET;
	v->field = f;
	v->column = f->name;
	v->text = text;
	v->json = json;
	return 0;
}

static int read_null(struct write *w, const struct field *f, const char *pointer, struct problem *p)
{
	if (f->flags & (FIELD_NOT_NULL | FIELD_REQUIRED))
		return problem_violation(p, pointer, "required", NULL, "must not be null");
	if (f->raw != NULL)
		write_set(w, f->raw, NULL);
	/* per-language texts and lists are never NULL in the table: null empties them */
	const char *text = f->type == FIELD_I18N || f->type == FIELD_JSON ? "{}" : f->type == FIELD_TEXTS ? "{}" : NULL;
	return add(w, f, text, NULL);
}

static int read_member(struct write *w, const struct field *f, const struct jvalue *v, const char *pointer,
		       struct problem *p)
{
	const char *text;
	if (v == NULL)
		return read_null(w, f, pointer, p);
	if (f->type == FIELD_OBJECT || f->type == FIELD_LIST) {
		bool fits = jvalue_kind(v) == (f->type == FIELD_LIST ? JSON_ARRAY : JSON_OBJECT);
		const char *expected = field_json_type(f->type);
		if (!fits)
			return problem_violation(p, pointer, "type",
						 arena_printf(w->arena, "{\"expected\":\"%s\"}", expected),
						 "must be of type %s", expected);
		return add(w, f, jvalue_print(w->arena, v), v);
	}
	if (field_read(w->arena, f, v, pointer, &text, p) < 0)
		return -1;
	if (f->raw != NULL)
		write_set(w, f->raw, jvalue_string(v));
	return add(w, f, text, v);
}

static int check_known(const struct field *f, enum write_kind kind, const char *pointer, struct problem *p)
{
	if (f == NULL)
		return problem_violation(p, pointer, "unknown", NULL, "is not a field of this");
	if (f->flags & FIELD_READ_ONLY)
		return problem_violation(p, pointer, "read_only", NULL, "is set by the server");
	if (f->flags & FIELD_CREATE_ONLY && kind == WRITE_UPDATE)
		return problem_violation(p, pointer, "read_only", NULL, "cannot be changed afterwards");
	return 0;
}

static void check_required(const struct write *w, const struct field *fields, const struct jvalue *body,
			   struct problem *p)
{
	for (const struct field *f = fields; f->type != FIELD_END; f++) {
		const struct jvalue *ignored;
		if (f->flags & FIELD_REQUIRED && !jvalue_find(body, f->name, &ignored))
			problem_violation(p, jvalue_pointer(w->arena, "", f->name), "required", NULL, "is required");
	}
}

int write_read(struct arena *a, const struct field *fields, const struct jvalue *body, enum write_kind kind,
	       struct write *out, struct problem *p)
{
	struct write w = {.arena = a, .creating = kind == WRITE_CREATE};
	if (jvalue_kind(body) != JSON_OBJECT)
		return problem_violation(p, "", "type", "{\"expected\":\"object\"}", "must be a JSON object");
	size_t n = jvalue_size(body);
	struct jvalue_member *m = jvalue_members(a, body);
	w.room = (int)n + 8;
	w.values = arena_new_array(a, struct write_value, n + 8);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = field_find(fields, m[i].name);
		const char *pointer = jvalue_pointer(a, "", m[i].name);
		if (check_known(f, kind, pointer, p) == 0)
			read_member(&w, f, m[i].value, pointer, p);
	}
	if (kind != WRITE_UPDATE)
		check_required(&w, fields, body, p);
	if (p->code != 0)
		return -1;
	*out = w;
	return 0;
}

const struct write_value *write_find(const struct write *w, const char *name)
{
	for (int i = 0; i < w->count; i++)
		if (strcmp(w->values[i].column, name) == 0)
			return &w->values[i];
	return NULL;
}

const char *write_text(const struct write *w, const char *name)
{
	const struct write_value *v = write_find(w, name);
	return v == NULL ? NULL : v->text;
}

void write_set(struct write *w, const char *column, const char *text)
{
	struct write_value *v = (struct write_value *)write_find(w, column);
	if (v == NULL) {
		v = next(w);
		v->how = WRITE_SET;
		v->field = NULL;
		v->json = NULL;
		v->column = column;
	}
	v->text = text;
}

void write_add(struct write *w, const struct write_value *v, enum write_how how)
{
	struct write_value *copy = next(w);
	*copy = *v;
	copy->how = how;
}
