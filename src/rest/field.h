/* SPDX-License-Identifier: Apache-2.0 */
/* A field, declared once: of a table (its name is the column's) or of an action's request or response.
 * Validation, SQL, rendering, OpenAPI and the looped tests come from this row. */
#ifndef STAGEFY_REST_FIELD_H
#define STAGEFY_REST_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct conf;
struct json_out;

/* What a field holds. rest/field_type.c has a row for each: how it is read, compared, written. */
enum field_type {
	FIELD_END, /* the row that ends a list */
	FIELD_ID,
	FIELD_TEXT,
	FIELD_INT,
	FIELD_DECIMAL,
	FIELD_BOOL,
	FIELD_TIME,
	FIELD_DATE, /* a day of the calendar, nowhere in particular */
	FIELD_CHOICE,
	FIELD_TEXTS,  /* a list of texts */
	FIELD_I18N,   /* a text per language: {"en": "…", "fr": "…"} */
	FIELD_JSON,   /* any object */
	FIELD_OBJECT, /* of actions: an object with `fields` */
	FIELD_LIST,   /* of actions: a list of objects with `fields` */
	FIELD_TYPE_COUNT
};

enum field_flag {
	FIELD_REQUIRED = 1,	 /* on create */
	FIELD_READ_ONLY = 2,	 /* the server's own */
	FIELD_CREATE_ONLY = 4,	 /* never changed afterwards */
	FIELD_NOT_NULL = 8,	 /* may be left out, but null is refused */
	FIELD_DETAIL = 16,	 /* in lists only when `fields` asks for it */
	FIELD_FILTER = 32,	 /* ?name=, ?name[in]= and what the type compares */
	FIELD_SORT = 64,	 /* ?sort=name */
	FIELD_SEARCHED = 128,	 /* ?name[like]= (texts) or [contains]= (lists), through the table's search function */
	FIELD_WRITE_ONLY = 256,	 /* read, never shown: passwords */
	FIELD_GAPS = 512	 /* TEXTS: an item may be empty, and keeps its place */
};

/* The form of a text; rest/format.c has a row for each. */
enum field_format {
	FORMAT_NONE,
	FORMAT_EMAIL,
	FORMAT_PHONE,
	FORMAT_URL,
	FORMAT_CURRENCY,
	FORMAT_COUNTRY,
	FORMAT_LOCALE,
	FORMAT_COLOUR,
	FORMAT_SLUG,
	FORMAT_TIME_ZONE,
	FORMAT_SHA256,
	FORMAT_CONTENT_TYPE,
	FORMAT_COUNT
};

struct field {
	const char *name;
	enum field_type type;
	unsigned flags;
	double least, most;	      /* INT and DECIMAL: bounds. TEXT: code points. TEXTS and LIST: items. 0 and 0: none */
	int scale;		      /* DECIMAL: digits after the point */
	enum field_format format;     /* TEXT */
	const char *choices;	      /* CHOICE: "draft|active|sold" */
	const char *target;	      /* ID: the table it points into */
	const char *raw;	      /* PHONE: the column that keeps what was typed */
	const char *brings;	      /* fields that programs always get with this one: "is_altered,alterations" */
	const struct field *fields;   /* OBJECT, LIST */
	const char *doc, *example;    /* example: JSON text */
	/* Fields that are no column: an SQL expression over t, and (optionally) how its text becomes JSON.
	 * `text` is NULL for SQL's NULL. */
	const char *expression;
	void (*render)(struct json_out *o, const char *text, const struct conf *conf);
};

/* What every tenant table has. The first and the last of a table's fields. */
#define FIELDS_FIRST                                                                                                   \
	{"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",      \
	 .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},                                                        \
	{                                                                                                              \
		"owner_id", FIELD_ID, FIELD_NOT_NULL | FIELD_FILTER, .target = "users",                                         \
			    .doc = "The member it belongs to: the caller, unless an admin says otherwise.",            \
			    .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""                                       \
	}
#define FIELDS_LAST                                                                                                    \
	{"external_ref", FIELD_TEXT, FIELD_FILTER, .least = 1, .most = 120,                                                 \
	 .doc = "Your own id for it, unique within the agency.", .example = "\"crm-4711\""},                           \
	{"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change a client makes; also in ETag.", .example = "1"}, \
	{"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was made.",               \
	 .example = "\"2026-05-12T09:30:00Z\""},                                                                       \
	{"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it last changed.",           \
	 .example = "\"2026-05-12T09:30:00Z\""},                                                                       \
	{                                                                                                              \
		"deleted_at", FIELD_TIME, FIELD_READ_ONLY, .doc = "When it was deleted; null while it lives.",           \
			      .example = "null"                                                                        \
	}

/* The field of that name in a list that ends with FIELD_END, or NULL. */
const struct field *field_find(const struct field *fields, const char *name);

#endif
