/* SPDX-License-Identifier: Apache-2.0 */
/* JSON texts from outside: a strict gate of ours (RFC 8259, UTF-8, depth, size, no member twice),
 * then json-c builds the tree. The tree and everything read from it live as long as the arena.
 * Numbers keep the digits they came with. */
#ifndef STAGEFY_BASE_JVALUE_H
#define STAGEFY_BASE_JVALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct jvalue; /* a value; NULL is JSON's null */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Why a text was refused. The last three are valid JSON that no field of ours can hold. */
enum json_fault_kind {
	JSON_OK,
	JSON_SYNTAX,
	JSON_NOT_UTF8,
	JSON_TOO_DEEP,
	JSON_DUPLICATE_MEMBER,
	JSON_HAS_NUL,	    /* \u0000 in a string: Postgres text cannot hold it */
	JSON_LONE_SURROGATE, /* half of a UTF-16 pair: no text in any encoding */
	JSON_LONG_NUMBER    /* more digits than the tree can keep exactly */
};

struct json_fault {
	enum json_fault_kind kind;
	size_t offset; /* in bytes from the start */
};

enum { JSON_DEPTH = 32 };

/* Checks the text alone. Returns 0, or -1 with the first fault. */
int jvalue_check(const char *text, size_t n, struct json_fault *fault);

/* jvalue_check(), then the tree in *out. */
int jvalue_parse(struct arena *a, const char *text, size_t n, const struct jvalue **out, struct json_fault *fault);

/* The same for what a client fills fields with: a number of any length stands in the tree with its digits, so that the
 * field it is for refuses it, beside all else that is wrong. Never JSON_LONG_NUMBER. */
int jvalue_parse_body(struct arena *a, const char *text, size_t n, const struct jvalue **out, struct json_fault *fault);

/* "is not valid JSON at byte 17" and the like. */
const char *jvalue_fault_text(enum json_fault_kind kind);

enum json_kind jvalue_kind(const struct jvalue *v);
const char *jvalue_kind_name(enum json_kind kind);

/* The member of that name; false if `v` is no object or lacks it. *out may be NULL (JSON null). */
bool jvalue_find(const struct jvalue *v, const char *name, const struct jvalue **out);

/* The member, or NULL when it is missing or null. */
const struct jvalue *jvalue_get(const struct jvalue *v, const char *name);

size_t jvalue_size(const struct jvalue *v);			       /* of an array or object, else 0 */
const struct jvalue *jvalue_at(const struct jvalue *array, size_t i); /* NULL past the end */

struct jvalue_member {
	const char *name;
	const struct jvalue *value;
};

/* The members of an object in the order of the text, as an array of jvalue_size(v). */
struct jvalue_member *jvalue_members(struct arena *a, const struct jvalue *v);

const char *jvalue_string(const struct jvalue *v);	     /* NULL unless a string */
size_t jvalue_string_size(const struct jvalue *v);	     /* bytes */
const char *jvalue_number(const struct jvalue *v);	     /* the digits; NULL unless a number */
bool jvalue_integer(const struct jvalue *v, int64_t *out); /* a whole number without fraction or exponent */
bool jvalue_bool(const struct jvalue *v);		     /* false unless true */

/* The value as JSON text again. */
const char *jvalue_print(struct arena *a, const struct jvalue *v);

/* "/a/b" + name, escaped as RFC 6901 asks. */
const char *jvalue_pointer(struct arena *a, const char *base, const char *name);

#endif
