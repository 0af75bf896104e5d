/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jvalue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <json.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_gate.h"

/* struct jvalue is json-c's object under another name: one cast here, none elsewhere */
static json_object *unwrap(const struct jvalue *v)
{
	return (json_object *)(uintptr_t)v;
}

static const struct jvalue *wrap(json_object *o)
{
	return (const struct jvalue *)o;
}

static void put_object(void *o)
{
	json_object_put(o);
}

static void free_tokener(void *t)
{
	json_tokener_free(t);
}

static size_t count_members(json_object *o)
{
	size_t n = 0;
	if (json_object_is_type(o, json_type_object)) {
		n = (size_t)json_object_object_length(o);
		json_object_object_foreach(o, name, value)
		{
			(void)name;
			n += count_members(value);
		}
	} else if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += count_members(json_object_array_get_idx(o, i));
	}
	return n;
}

/* ---- long numbers: json-c rounds whole ones to an int64, but keeps the digits of those with an exponent */

static const char mark[] = "e0";
enum { MARK = sizeof mark - 1 };

static const char *mark_longs(struct arena *a, const char *text, size_t *n, const struct json_longs *longs)
{
	struct buf b;
	size_t from = 0;
	buf_init(&b, a, *n + longs->count * MARK + 1);
	for (size_t i = 0; i < longs->count; i++) {
		buf_write(&b, text + from, longs->ends[i] - from);
		buf_write(&b, mark, MARK);
		from = longs->ends[i];
	}
	buf_write(&b, text + from, *n - from);
	*n = b.size;
	return buf_text(&b);
}

static void unmark(json_object *number)
{
	const char *s = json_object_get_string(number);
	size_t n = strlen(s), sign = *s == '-', digits = strspn(s + sign, "0123456789");
	if (digits <= JSON_EXACT_DIGITS || strcmp(s + sign + digits, mark) != 0)
		return;
	char *plain = strndup(s, n - MARK);
	if (plain == NULL)
		abort();
	json_object_set_serializer(number, json_object_userdata_to_json_string, plain, json_object_free_userdata);
}

static void unmark_longs(json_object *o)
{
	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, name, value)
		{
			(void)name;
			unmark_longs(value);
		}
	} else if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			unmark_longs(json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_double)) {
		unmark(o);
	}
}

/* ---- reading */

static int parse(struct arena *a, const char *text, size_t n, struct json_longs *longs, const struct jvalue **out,
		 struct json_fault *fault)
{
	size_t members;
	if (json_gate(text, n, &members, longs, fault) < 0)
		return -1;
	bool marked = longs != NULL && longs->count > 0;
	if (marked)
		text = mark_longs(a, text, &n, longs);
	/* one level more than the gate: json-c counts the scalars within the deepest container */
	json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH + 1);
	if (tokener == NULL)
		abort();
	arena_defer(a, free_tokener, tokener);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	/* a text of a single number ends only with what follows it: the NUL says that nothing does */
	const char *copy = arena_strndup(a, text, n);
	json_object *o = json_tokener_parse_ex(tokener, copy, (int)n + 1);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		fault->kind = JSON_SYNTAX;
		fault->offset = json_tokener_get_parse_end(tokener);
		return -1;
	}
	if (o != NULL)
		arena_defer(a, put_object, o);
	if (count_members(o) != members) {
		fault->kind = JSON_DUPLICATE_MEMBER;
		fault->offset = 0;
		return -1;
	}
	if (marked)
		unmark_longs(o);
	*out = wrap(o);
	return 0;
}

int jvalue_parse(struct arena *a, const char *text, size_t n, const struct jvalue **out, struct json_fault *fault)
{
	return parse(a, text, n, NULL, out, fault);
}

int jvalue_parse_body(struct arena *a, const char *text, size_t n, const struct jvalue **out, struct json_fault *fault)
{
	struct json_longs longs = {.arena = a};
	return parse(a, text, n, &longs, out, fault);
}

int jvalue_check(const char *text, size_t n, struct json_fault *fault)
{
	struct arena *a = arena_new(4096);
	const struct jvalue *v;
	int rc = jvalue_parse(a, text, n, &v, fault);
	arena_free(a);
	return rc;
}

const char *jvalue_fault_text(enum json_fault_kind kind)
{
	switch (kind) {
	case JSON_OK:
		return "is fine";
	case JSON_SYNTAX:
		return "is not valid JSON";
	case JSON_NOT_UTF8:
		return "is not valid UTF-8";
	case JSON_TOO_DEEP:
		return "is nested too deeply (32 levels are allowed)";
	case JSON_DUPLICATE_MEMBER:
		return "names a member twice in one object";
	case JSON_HAS_NUL:
		return "has a NUL character in a string, which no field can hold";
	case JSON_LONE_SURROGATE:
		return "has half of a surrogate pair in a string, which is no character";
	case JSON_LONG_NUMBER:
		return "has a number with more digits than any field can hold";
	}
	return "is not valid";
}

enum json_kind jvalue_kind(const struct jvalue *v)
{
	switch (json_object_get_type(unwrap(v))) {
	case json_type_boolean:
		return JSON_BOOL;
	case json_type_double:
	case json_type_int:
		return JSON_NUMBER;
	case json_type_object:
		return JSON_OBJECT;
	case json_type_array:
		return JSON_ARRAY;
	case json_type_string:
		return JSON_STRING;
	case json_type_null:
		break;
	}
	return JSON_NULL;
}

const char *jvalue_kind_name(enum json_kind kind)
{
	static const char *const names[] = {"null", "boolean", "number", "string", "array", "object"};
	return names[kind];
}

bool jvalue_find(const struct jvalue *v, const char *name, const struct jvalue **out)
{
	json_object *member;
	if (jvalue_kind(v) != JSON_OBJECT || !json_object_object_get_ex(unwrap(v), name, &member))
		return false;
	*out = wrap(member);
	return true;
}

const struct jvalue *jvalue_get(const struct jvalue *v, const char *name)
{
	const struct jvalue *member = NULL;
	return jvalue_find(v, name, &member) ? member : NULL;
}

size_t jvalue_size(const struct jvalue *v)
{
	if (jvalue_kind(v) == JSON_ARRAY)
		return json_object_array_length(unwrap(v));
	return jvalue_kind(v) == JSON_OBJECT ? (size_t)json_object_object_length(unwrap(v)) : 0;
}

const struct jvalue *jvalue_at(const struct jvalue *array, size_t i)
{
	return jvalue_kind(array) == JSON_ARRAY ? wrap(json_object_array_get_idx(unwrap(array), i)) : NULL;
}

struct jvalue_member *jvalue_members(struct arena *a, const struct jvalue *v)
{
	struct jvalue_member *list = arena_new_array(a, struct jvalue_member, jvalue_size(v) + 1), *m = list;
	if (jvalue_kind(v) != JSON_OBJECT)
		return list;
	json_object_object_foreach(unwrap(v), name, value)
	{
		m->name = name;
		m++->value = wrap(value);
	}
	return list;
}

const char *jvalue_string(const struct jvalue *v)
{
	return jvalue_kind(v) == JSON_STRING ? json_object_get_string(unwrap(v)) : NULL;
}

size_t jvalue_string_size(const struct jvalue *v)
{
	return jvalue_kind(v) == JSON_STRING ? (size_t)json_object_get_string_len(unwrap(v)) : 0;
}

const char *jvalue_number(const struct jvalue *v)
{
	return jvalue_kind(v) == JSON_NUMBER ? json_object_get_string(unwrap(v)) : NULL;
}

bool jvalue_integer(const struct jvalue *v, int64_t *out)
{
	if (!json_object_is_type(unwrap(v), json_type_int))
		return false;
	*out = json_object_get_int64(unwrap(v));
	return true;
}

bool jvalue_bool(const struct jvalue *v)
{
	return jvalue_kind(v) == JSON_BOOL && json_object_get_boolean(unwrap(v));
}

const char *jvalue_print(struct arena *a, const struct jvalue *v)
{
	(void)a; /* json-c keeps the text with the object, which the arena keeps */
	return v == NULL ? "null"
			 : json_object_to_json_string_ext(unwrap(v), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

const char *jvalue_pointer(struct arena *a, const char *base, const char *name)
{
	struct buf b;
	buf_init(&b, a, strlen(base) + strlen(name) + 8);
	buf_puts(&b, base);
	buf_put(&b, '/');
	for (const char *c = name; *c != '\0'; c++) {
		if (*c == '~')
			buf_lit(&b, "~0");
		else if (*c == '/')
			buf_lit(&b, "~1");
		else
			buf_put(&b, *c);
	}
	return buf_text(&b);
}
