/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"

/* One value on its way. */
struct option {
	struct arena *arena;
	const struct jvalue *schema, *value;
	const char *pointer;
	struct problem *p;
};

static double number_of(const struct jvalue *v, double otherwise)
{
	const char *digits = jvalue_number(v);
	return digits == NULL ? otherwise : strtod(digits, NULL);
}

static int wrong_type(const struct option *o, const char *expected)
{
	return problem_violation(o->p, o->pointer, "type", arena_printf(o->arena, "{\"expected\":\"%s\"}", expected), "must be of type %s", expected);
}

static int out_of_range(const struct option *o, double least, double most)
{
	return problem_violation(o->p, o->pointer, "out_of_range", arena_printf(o->arena, "{\"min\":%.15g,\"max\":%.15g}", least, most),
				 "must be between %.15g and %.15g", least, most);
}

static size_t code_points(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

static int check_choice(const struct option *o, const struct jvalue *choices, const char *text)
{
	for (size_t i = 0; i < jvalue_size(choices); i++)
		if (strcmp(jvalue_string(jvalue_at(choices, i)), text) == 0)
			return 0;
	return problem_violation(o->p, o->pointer, "not_one_of", arena_printf(o->arena, "{\"allowed\":%s}", jvalue_print(o->arena, choices)),
				 "must be one of %s", jvalue_print(o->arena, choices));
}

static int check_string(const struct option *o)
{
	const char *text = jvalue_string(o->value);
	const struct jvalue *choices = jvalue_get(o->schema, "enum");
	if (text == NULL)
		return wrong_type(o, "string");
	if (choices != NULL)
		return check_choice(o, choices, text);
	double least = number_of(jvalue_get(o->schema, "minLength"), 0), most = number_of(jvalue_get(o->schema, "maxLength"), 1000);
	size_t n = code_points(text, jvalue_string_size(o->value));
	if ((double)n < least)
		return problem_violation(o->p, o->pointer, "too_short", arena_printf(o->arena, "{\"min\":%.0f}", least), "must have at least %.0f characters", least);
	if ((double)n > most)
		return problem_violation(o->p, o->pointer, "too_long", arena_printf(o->arena, "{\"max\":%.0f}", most), "must have at most %.0f characters", most);
	return 0;
}

static int check_number(const struct option *o, bool whole)
{
	int64_t integer;
	if (jvalue_number(o->value) == NULL || (whole && !jvalue_integer(o->value, &integer)))
		return wrong_type(o, whole ? "integer" : "number");
	double least = number_of(jvalue_get(o->schema, "minimum"), -1e9), most = number_of(jvalue_get(o->schema, "maximum"), 1e9);
	double n = number_of(o->value, 0);
	return n >= least && n <= most ? 0 : out_of_range(o, least, most);
}

/* `count` numbers within 0 and 1. */
static int check_place(const struct option *o, const struct jvalue *place, size_t count)
{
	bool fits = jvalue_kind(place) == JSON_ARRAY && jvalue_size(place) == count;
	for (size_t i = 0; fits && i < count; i++) {
		double n = number_of(jvalue_at(place, i), -1);
		fits = n >= 0 && n <= 1;
	}
	return fits ? 0 : problem_violation(o->p, o->pointer, "type", arena_printf(o->arena, "{\"expected\":\"%zu numbers\"}", count),
					    "must be %zu numbers between 0 and 1", count);
}

static int check_caption(const struct option *o, const struct jvalue *caption)
{
	enum { CAPTION_MOST = 120 };
	if (caption == NULL)
		return 0;
	if (jvalue_string(caption) == NULL)
		return wrong_type(o, "string");
	return code_points(jvalue_string(caption), jvalue_string_size(caption)) <= CAPTION_MOST
		   ? 0
		   : problem_violation(o->p, o->pointer, "too_long", "{\"max\":120}", "must have at most %d characters", CAPTION_MOST);
}

static int check_array(const struct option *o)
{
	const char *items = jvalue_string(jvalue_get(o->schema, "items"));
	size_t n = jvalue_size(o->value);
	double least = number_of(jvalue_get(o->schema, "minItems"), 0), most = number_of(jvalue_get(o->schema, "maxItems"), 100);
	if (jvalue_kind(o->value) != JSON_ARRAY)
		return wrong_type(o, "array");
	if ((double)n < least || (double)n > most)
		return out_of_range(o, least, most);
	int rc = 0;
	for (size_t i = 0; i < n; i++) {
		const struct jvalue *item = jvalue_at(o->value, i);
		const struct option each = {o->arena, NULL, item, arena_printf(o->arena, "%s/%zu", o->pointer, i), o->p};
		rc |= items != NULL && strcmp(items, "caption") == 0 ? check_caption(&each, item)
			  : check_place(&each, item, items != NULL && strcmp(items, "box") == 0 ? 4 : 2);
	}
	return rc;
}

static int check(const struct option *o)
{
	const char *type = jvalue_string(jvalue_get(o->schema, "type"));
	if (type == NULL)
		return problem_set(o->p, PROBLEM_INTERNAL, "an option without a type at %s", o->pointer);
	if (strcmp(type, "string") == 0)
		return check_string(o);
	if (strcmp(type, "boolean") == 0)
		return jvalue_kind(o->value) == JSON_BOOL ? 0 : wrong_type(o, type);
	if (strcmp(type, "array") == 0)
		return check_array(o);
	return check_number(o, strcmp(type, "integer") == 0);
}

static bool is_required(const struct jvalue *schema, const char *name)
{
	const struct jvalue *required = jvalue_get(schema, "required");
	for (size_t i = 0; i < jvalue_size(required); i++)
		if (strcmp(jvalue_string(jvalue_at(required, i)), name) == 0)
			return true;
	return false;
}

static int check_known(struct arena *a, const struct jvalue *properties, const struct jvalue *options, const char *pointer, struct problem *p)
{
	const struct jvalue *known;
	const struct jvalue_member *m = jvalue_members(a, options);
	int rc = 0;
	for (size_t i = 0; i < jvalue_size(options); i++)
		if (!jvalue_find(properties, m[i].name, &known))
			rc = problem_violation(p, jvalue_pointer(a, pointer, m[i].name), "unknown", NULL, "is no option of this tool");
	return rc;
}

/* Those that say the same thing in two ways, or nothing by themselves. */
static int check_count(const struct jvalue *schema, const struct jvalue *options, const char *pointer, struct problem *p)
{
	double n = (double)jvalue_size(options);
	if (n < number_of(jvalue_get(schema, "minProperties"), 0))
		return problem_violation(p, pointer, "required", NULL, "must say how: this tool does nothing by itself");
	if (n > number_of(jvalue_get(schema, "maxProperties"), n))
		return problem_violation(p, pointer, "excluded", NULL, "cannot all be given: they are ways to say one thing");
	return 0;
}

const char *options_read(struct arena *a, const struct jvalue *schema, const struct jvalue *options, const char *pointer, struct problem *p)
{
	const struct jvalue *properties = jvalue_get(schema, "properties");
	const struct jvalue_member *m = jvalue_members(a, properties);
	struct buf b;
	int rc = 0;
	if (options != NULL && jvalue_kind(options) != JSON_OBJECT) {
		problem_violation(p, pointer, "type", "{\"expected\":\"object\"}", "must be of type object");
		return NULL;
	}
	buf_init(&b, a, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < jvalue_size(properties); i++) {
		const struct jvalue *value = jvalue_get(options, m[i].name);
		const char *at = jvalue_pointer(a, pointer, m[i].name);
		if (value != NULL)
			rc |= check(&(struct option){a, m[i].value, value, at, p});
		else if (is_required(schema, m[i].name))
			rc = problem_violation(p, at, "required", NULL, "is required");
		else
			value = jvalue_get(m[i].value, "default");
		if (value != NULL)
			json_out_member_raw(&o, m[i].name, jvalue_print(a, value));
	}
	json_out_close(&o, '}');
	if (options != NULL)
		rc |= check_known(a, properties, options, pointer, p);
	rc |= check_count(schema, options, pointer, p);
	return rc == 0 ? buf_text(&b) : NULL;
}
