/* SPDX-License-Identifier: Apache-2.0 */
/* What each type of field means: how JSON becomes the text Postgres is given, how the text it gives
 * becomes JSON, what a filter may ask. */
#ifndef STAGEFY_REST_FIELD_TYPE_H
#define STAGEFY_REST_FIELD_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "rest/field.h"

struct arena;
struct buf;
struct jvalue;
struct problem;

/* Reads a JSON value that is not null. Every broken rule becomes a violation at `pointer`. *text is what
 * Postgres is given. */
int field_read(struct arena *a, const struct field *f, const struct jvalue *v, const char *pointer, const char **text,
	       struct problem *p);

/* Reads the text of a filter. NULL when it is no value of the field. */
const char *field_read_text(struct arena *a, const struct field *f, const char *s);

/* Writes what Postgres printed (not NULL) as JSON. */
void field_write(struct buf *b, enum field_type type, const char *s, size_t n);

/* An array literal of Postgres from texts: {"a","b"}. */
const char *field_array(struct arena *a, const char *const *texts, size_t count);

/* How many items a list of texts may have. */
int field_most_items(const struct field *f);

/* Whether a row may be without it. */
bool field_nullable(const struct field *f);

/* Whether the filters gt, gte, lt, lte make sense. */
bool field_ordered(const struct field *f);

/* "text", "uuid", …: what a parameter of the type is cast to. */
const char *field_sql_type(enum field_type type);

/* The JSON type's name in OpenAPI. */
const char *field_json_type(enum field_type type);

#endif
