/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON into a buffer. Commas come by themselves. */
#ifndef STAGEFY_BASE_JSON_OUT_H
#define STAGEFY_BASE_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct json_out {
	struct buf *buf;
	bool comma; /* the next value needs one before it */
};

static inline struct json_out json_out(struct buf *b)
{
	return (struct json_out){.buf = b, .comma = false};
}

void json_out_open(struct json_out *o, char bracket);  /* '{' or '[' */
void json_out_close(struct json_out *o, char bracket); /* '}' or ']' */
void json_out_name(struct json_out *o, const char *name);

void json_out_string(struct json_out *o, const char *s); /* NULL writes null */
void json_out_string_n(struct json_out *o, const char *s, size_t n);
void json_out_int(struct json_out *o, int64_t v);
void json_out_bool(struct json_out *o, bool v);
void json_out_null(struct json_out *o);
void json_out_raw(struct json_out *o, const char *json, size_t n); /* JSON text as it is */

/* name and value in one */
void json_out_member(struct json_out *o, const char *name, const char *value);
void json_out_member_int(struct json_out *o, const char *name, int64_t value);
void json_out_member_bool(struct json_out *o, const char *name, bool value);
void json_out_member_raw(struct json_out *o, const char *name, const char *json);

/* The string with quotes and escapes, nothing else: for those who mind the commas themselves. */
void json_out_quote(struct buf *b, const char *s, size_t n);

#endif
