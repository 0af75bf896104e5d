/* SPDX-License-Identifier: Apache-2.0 */
/* The forms a text may have: one row each, with its check and what it is called in OpenAPI. */
#ifndef STAGEFY_REST_FORMAT_H
#define STAGEFY_REST_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "rest/field.h"

struct arena;

struct format {
	const char *name;    /* in violations: {"format": "email"} */
	const char *schema;  /* "\"format\":\"email\"" or a pattern, for OpenAPI */
	const char *sentence; /* "must be an e-mail address" */
	const char *example;  /* a text that fits, for OpenAPI */
	/* The text as it is stored, or NULL when it does not fit. */
	const char *(*read)(struct arena *a, const char *s, size_t n);
};

const struct format *format_row(enum field_format f);

#endif
