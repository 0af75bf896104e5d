/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/problem.h"

#define SECRET CONF_SECRET
#define REQUIRED CONF_REQUIRED
#define URL CONF_URL
#define GROUP(title) {.group = title},
#define OPTION(kind, field, name, preset, least, most, allowed, flags, doc) \
	{NULL, name, preset, allowed, doc, least, most, CONF_##kind, flags, offsetof(struct conf, field)},
/* a row that has a group and no name is a heading */
static const struct conf_option options[] = {
#include "conf/options.def"
};
#undef OPTION
#undef GROUP
#undef URL
#undef REQUIRED
#undef SECRET

#define COUNT (sizeof options / sizeof options[0])

const struct conf_option *conf_options(size_t *count)
{
	*count = COUNT;
	return options;
}

static const struct conf_option *find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (options[i].name != NULL && strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

static void *member(const struct conf_option *o, struct conf *c)
{
	return (char *)c + o->offset;
}

static const char *shown(const struct conf_option *o, const char *value)
{
	return o->flags & CONF_SECRET ? "(secret)" : value;
}

static int set_int(const struct conf_option *o, const char *value, int64_t *out, struct problem *p)
{
	char *end;
	errno = 0;
	long long v = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0')
		return problem_set(p, PROBLEM_INTERNAL, "option %s: '%s' is not a whole number", o->name, value);
	if (v < o->least || v > o->most)
		return problem_set(p, PROBLEM_INTERNAL, "option %s: %lld is not between %lld and %lld", o->name, v,
				   (long long)o->least, (long long)o->most);
	*out = v;
	return 0;
}

static int check_choice(const struct conf_option *o, const char *value, struct problem *p)
{
	size_t n = strlen(value);
	for (const char *a = o->allowed; *a != '\0';) {
		size_t k = strcspn(a, "|");
		if (k == n && memcmp(a, value, n) == 0)
			return 0;
		a += k + (a[k] == '|');
	}
	return problem_set(p, PROBLEM_INTERNAL, "option %s: '%s' is not one of %s", o->name, value, o->allowed);
}

static int check_text(const struct conf_option *o, const char *value, struct problem *p)
{
	size_t n = strlen(value);
	if (!(o->flags & CONF_URL) || n == 0)
		return 0;
	if (strncmp(value, "https://", 8) != 0 && strncmp(value, "http://", 7) != 0)
		return problem_set(p, PROBLEM_INTERNAL, "option %s: '%s' does not begin with https://", o->name, shown(o, value));
	if (value[n - 1] == '/')
		return problem_set(p, PROBLEM_INTERNAL, "option %s: take the slash off the end of '%s'", o->name, shown(o, value));
	return 0;
}

static int set_list(struct arena *a, const struct conf_option *o, const char *value, struct conf_list *out,
		    struct problem *p)
{
	size_t room = 1;
	for (const char *c = value; *c != '\0'; c++)
		room += *c == ',';
	struct conf_list list = {arena_new_array(a, const char *, room), 0};
	char *rest = arena_strdup(a, value);
	for (char *item; (item = strsep(&rest, ",")) != NULL;) {
		item += strspn(item, " \t");
		size_t n = strlen(item);
		while (n > 0 && (item[n - 1] == ' ' || item[n - 1] == '\t'))
			item[--n] = '\0';
		if (n > 0)
			list.items[list.count++] = item;
	}
	if (o->most > 0 && (int64_t)list.count > o->most)
		return problem_set(p, PROBLEM_INTERNAL, "option %s: more than %lld items", o->name, (long long)o->most);
	*out = list;
	return 0;
}

static int set(struct arena *a, const struct conf_option *o, const char *value, struct conf *c, struct problem *p)
{
	switch (o->kind) {
	case CONF_INT:
		return set_int(o, value, member(o, c), p);
	case CONF_LIST:
		return set_list(a, o, value, member(o, c), p);
	case CONF_CHOICE:
		if (check_choice(o, value, p) < 0)
			return -1;
		break;
	case CONF_TEXT:
		if (check_text(o, value, p) < 0)
			return -1;
		break;
	}
	*(const char **)member(o, c) = *value == '\0' ? NULL : arena_strdup(a, value);
	return 0;
}

/* NAME = value, with the spaces around both taken off, and one pair of quotes around the value */
static int read_line(struct arena *a, const char *file, int number, char *line, struct conf *c, struct problem *p)
{
	line += strspn(line, " \t\r");
	if (*line == '\0' || *line == '#')
		return 0;
	char *equals = strchr(line, '=');
	if (equals == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "%s:%d: a line must be NAME = value", file, number);
	size_t name_size = (size_t)(equals - line);
	while (name_size > 0 && strchr(" \t", line[name_size - 1]) != NULL)
		name_size--;
	char *value = equals + 1 + strspn(equals + 1, " \t");
	size_t n = strlen(value);
	while (n > 0 && strchr(" \t\r", value[n - 1]) != NULL)
		value[--n] = '\0';
	if (n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n - 1] == value[0]) {
		value[n - 1] = '\0';
		value++;
	}
	line[name_size] = '\0';
	/* what is no name may be the second half of a secret: it is not repeated */
	if (name_size == 0 || strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != name_size)
		return problem_set(p, PROBLEM_INTERNAL, "%s:%d: a line must be NAME = value", file, number);
	const struct conf_option *o = find(line);
	if (o == NULL)
		return problem_set(p, PROBLEM_INTERNAL,
				   "%s:%d: there is no option '%s'; 'stagefy config --example' lists them all", file,
				   number, line);
	return set(a, o, value, c, p);
}

static int load_file(struct arena *a, const char *file, struct conf *c, struct problem *p)
{
	enum { MOST = 1 << 20 };
	char *text;
	size_t size;
	int number = 0;
	if (file_read(a, file, MOST, &text, &size, p) < 0)
		return -1;
	if (strlen(text) != size)
		return problem_set(p, PROBLEM_INTERNAL, "%s: has a NUL byte in it", file);
	for (char *line; (line = strsep(&text, "\n")) != NULL;)
		if (read_line(a, file, ++number, line, c, p) < 0)
			return -1;
	return 0;
}

static int check_secrets(const struct conf *c, struct problem *p)
{
	enum { SHORTEST = 32, LONGEST = 1024 };
	for (size_t i = 0; i < c->secret_keys.count; i++) {
		size_t n = strlen(c->secret_keys.items[i]);
		if (n < SHORTEST || n > LONGEST)
			return problem_set(p, PROBLEM_INTERNAL, "option SECRET_KEYS: key %zu does not have %d to %d characters",
					   i + 1, SHORTEST, LONGEST);
	}
	return 0;
}

static bool is_set(const struct conf *c, const struct conf_option *o)
{
	const void *m = (const char *)c + o->offset;
	switch (o->kind) {
	case CONF_INT:
		return true;
	case CONF_LIST:
		return ((const struct conf_list *)m)->count > 0;
	case CONF_TEXT:
	case CONF_CHOICE:
		break;
	}
	return *(const char *const *)m != NULL;
}

/* An empty value takes a default away: not where nothing works without one. */
static int check_required(const struct conf *c, struct problem *p)
{
	for (size_t i = 0; i < COUNT; i++)
		if (options[i].flags & CONF_REQUIRED && !is_set(c, &options[i]))
			return problem_set(p, PROBLEM_INTERNAL, "option %s: must have a value", options[i].name);
	return 0;
}

int conf_load(struct arena *a, const char *file, struct conf *out, struct problem *p)
{
	struct conf c;
	memset(&c, 0, sizeof c);
	for (size_t i = 0; i < COUNT; i++)
		if (options[i].name != NULL && set(a, &options[i], options[i].preset, &c, p) < 0)
			return -1;
	if (file != NULL && load_file(a, file, &c, p) < 0)
		return -1;
	for (size_t i = 0; i < COUNT; i++) {
		const char *value = options[i].name == NULL ? NULL : getenv(options[i].name);
		if (value != NULL && set(a, &options[i], value, &c, p) < 0)
			return -1;
	}
	if (check_secrets(&c, p) < 0 || check_required(&c, p) < 0)
		return -1;
	*out = c;
	return 0;
}

int conf_load_default(struct arena *a, struct conf *out, struct problem *p)
{
	const char *file = getenv("STAGEFY_CONF");
	return conf_load(a, file != NULL && *file != '\0' ? file : NULL, out, p);
}

bool conf_is_set(const struct conf *c, const char *name)
{
	const struct conf_option *o = find(name);
	return o != NULL && is_set(c, o);
}

static void print_value(const struct conf_option *o, const struct conf *c, struct buf *b)
{
	const void *m = (const char *)c + o->offset;
	if (!is_set(c, o))
		return;
	if (o->flags & CONF_SECRET) {
		buf_lit(b, "********");
		return;
	}
	switch (o->kind) {
	case CONF_INT:
		buf_int(b, *(const int64_t *)m);
		return;
	case CONF_LIST:
		for (size_t i = 0; i < ((const struct conf_list *)m)->count; i++) {
			buf_puts(b, i == 0 ? "" : ", ");
			buf_puts(b, ((const struct conf_list *)m)->items[i]);
		}
		return;
	case CONF_TEXT:
	case CONF_CHOICE:
		buf_puts(b, *(const char *const *)m);
	}
}

void conf_print(const struct conf *c, struct buf *b)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (options[i].name == NULL) {
			buf_printf(b, "%s# %s\n", i == 0 ? "" : "\n", options[i].group);
			continue;
		}
		buf_printf(b, "%s = ", options[i].name);
		print_value(&options[i], c, b);
		buf_put(b, '\n');
	}
}

void conf_print_example(struct buf *b)
{
	buf_lit(b, "# Stagefy's options. Name this file in STAGEFY_CONF; the environment goes before it.\n");
	for (size_t i = 0; i < COUNT; i++) {
		const struct conf_option *o = &options[i];
		if (o->name == NULL) {
			buf_printf(b, "\n# ---- %s\n", o->group);
			continue;
		}
		buf_printf(b, "\n# %s\n", o->doc);
		if (o->kind == CONF_CHOICE)
			buf_printf(b, "# One of %s.\n", o->allowed);
		if (o->kind == CONF_INT)
			buf_printf(b, "# From %lld to %lld.\n", (long long)o->least, (long long)o->most);
		if (o->kind == CONF_LIST)
			buf_lit(b, "# Several are separated by commas.\n");
		buf_printf(b, "#%s = %s\n", o->name, o->preset);
	}
}
