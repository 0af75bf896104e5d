/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/prompt.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jvalue.h"
#include "base/problem.h"

static size_t name_size(const char *s, size_t n)
{
	size_t size = 0;
	while (size < n && ((s[size] >= 'a' && s[size] <= 'z') || (size > 0 && ((s[size] >= '0' && s[size] <= '9') || s[size] == '_'))))
		size++;
	return size;
}

static void note_unknown(struct arena *a, const char *name, struct prompt *out)
{
	const char **names = arena_new_array(a, const char *, out->unknown_count + 1);
	for (size_t i = 0; i < out->unknown_count; i++) {
		if (strcmp(out->unknown[i], name) == 0)
			return;
		names[i] = out->unknown[i];
	}
	if (out->unknown_count == PROMPT_NAMES_MOST)
		return;
	names[out->unknown_count++] = name;
	out->unknown = names;
}

static size_t fail(struct prompt *out, enum prompt_fault fault, size_t at)
{
	out->fault = fault;
	out->at = at;
	return 0;
}

/* The braces at `at` and what is between them: how many bytes they take, 0 when they are wrong. */
static size_t read_name(struct arena *a, const char *text, size_t n, size_t at, const char **name, struct prompt *out)
{
	const char *inside = text + at + 2;
	size_t rest = n - at - 2, size = name_size(inside, rest);
	const char *close = rest < 2 ? NULL : memmem(inside, rest, "}}", 2);
	if (close == NULL)
		return fail(out, PROMPT_UNCLOSED, at);
	if (size == 0 || inside + size != close)
		return fail(out, PROMPT_BAD_NAME, at);
	*name = arena_strndup(a, inside, size);
	return size + 4;
}

void prompt_render(struct arena *a, const char *text, size_t n, prompt_value value, void *arg, struct prompt *out)
{
	struct buf b;
	size_t at = 0;
	*out = (struct prompt){.fault = PROMPT_WELL};
	buf_init(&b, a, n + 64);
	while (at < n) {
		const char *name = NULL, *braces = memmem(text + at, n - at, "{{", 2);
		size_t plain = braces == NULL ? n - at : (size_t)(braces - text) - at;
		buf_write(&b, text + at, plain);
		at += plain;
		if (braces == NULL)
			break;
		size_t took = read_name(a, text, n, at, &name, out);
		if (took == 0)
			return;
		const char *filled = value(arg, name);
		if (filled == NULL) {
			note_unknown(a, name, out);
			buf_write(&b, text + at, took);
		} else {
			buf_puts(&b, filled);
		}
		at += took;
	}
	out->text = buf_text(&b);
}

int prompt_check(struct arena *a, const struct prompt *prompt, const char *pointer, struct problem *p)
{
	if (prompt->fault == PROMPT_UNCLOSED)
		return problem_violation(p, pointer, "unclosed", arena_printf(a, "{\"at\":%zu}", prompt->at), "has {{ without }} at byte %zu", prompt->at);
	if (prompt->fault == PROMPT_BAD_NAME)
		return problem_violation(p, pointer, "bad_name", arena_printf(a, "{\"at\":%zu}", prompt->at),
					 "has {{…}} without a name in small letters, digits and _ at byte %zu", prompt->at);
	for (size_t i = 0; i < prompt->unknown_count; i++)
		problem_violation(p, pointer, "unknown_variable", arena_printf(a, "{\"name\":\"%s\"}", prompt->unknown[i]), "names {{%s}}, which there is no value of",
				  prompt->unknown[i]);
	return prompt->unknown_count == 0 ? 0 : -1;
}

static const char *text_of(const struct prompt_object *o, const struct jvalue *v)
{
	const char *text = jvalue_string(v) != NULL ? jvalue_string(v) : jvalue_number(v);
	if (text == NULL && jvalue_kind(v) == JSON_BOOL)
		text = jvalue_bool(v) ? "yes" : "no";
	if (text == NULL || !o->spoken)
		return text;
	char *spoken = arena_strdup(o->arena, text);
	for (char *s = spoken; *s != '\0'; s++)
		if (*s == '_')
			*s = ' ';
	return spoken;
}

const char *prompt_object_value(void *object, const char *name)
{
	const struct prompt_object *o = object;
	const char *given = text_of(o, jvalue_get(o->values, name));
	for (size_t i = 0; given == NULL && i < jvalue_size(o->variables); i++) {
		const struct jvalue *variable = jvalue_at(o->variables, i);
		const char *own = jvalue_string(jvalue_get(variable, "name"));
		if (own != NULL && strcmp(own, name) == 0)
			given = text_of(o, jvalue_get(variable, "default"));
	}
	return given;
}
