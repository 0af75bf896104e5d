/* SPDX-License-Identifier: Apache-2.0 */
/* The options in force: options.def as a struct. Read once at start; workers hold it for life. */
#ifndef STAGEFY_CONF_CONF_H
#define STAGEFY_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct problem;

struct conf_list {
	const char **items;
	size_t count;
};

/* TEXT and CHOICE: a string, NULL when unset. INT: a number. LIST: its items. */
#define CONF_MEMBER_TEXT(field) const char *field;
#define CONF_MEMBER_CHOICE(field) const char *field;
#define CONF_MEMBER_INT(field) int64_t field;
#define CONF_MEMBER_LIST(field) struct conf_list field;
#define GROUP(title)
#define OPTION(kind, field, name, preset, least, most, allowed, flags, doc) CONF_MEMBER_##kind(field)
struct conf {
#include "conf/options.def"
};
#undef OPTION
#undef GROUP

enum conf_kind { CONF_TEXT, CONF_CHOICE, CONF_INT, CONF_LIST };
enum conf_flag { CONF_SECRET = 1, CONF_REQUIRED = 2, CONF_URL = 4 };

struct conf_option {
	const char *group; /* set on the first option of a group, else NULL */
	const char *name, *preset, *allowed, *doc;
	int64_t least, most;
	enum conf_kind kind;
	unsigned flags;
	size_t offset; /* of the member in struct conf */
};

/* All rows of options.def; the number in *count. */
const struct conf_option *conf_options(size_t *count);

/* Reads the file (NULL: none), then the environment over it. An unknown or invalid option fails with
 * a sentence that names it; the value of a secret never stands in it. */
int conf_load(struct arena *a, const char *file, struct conf *out, struct problem *p);

/* conf_load() from the file that STAGEFY_CONF names, if it is set. */
int conf_load_default(struct arena *a, struct conf *out, struct problem *p);

/* "NAME = value" lines with secrets masked. */
void conf_print(const struct conf *c, struct buf *b);

/* The commented file of all options and their defaults. */
void conf_print_example(struct buf *b);

/* Whether an option (by name) is set. */
bool conf_is_set(const struct conf *c, const char *name);

#endif
