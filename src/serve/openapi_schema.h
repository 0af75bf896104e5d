/* SPDX-License-Identifier: Apache-2.0 */
/* Fields as JSON Schema (2020-12). */
#ifndef STAGEFY_SERVE_OPENAPI_SCHEMA_H
#define STAGEFY_SERVE_OPENAPI_SCHEMA_H

#include "base/json_out.h"
#include "rest/field.h"

enum schema_use { SCHEMA_ANSWER, SCHEMA_CREATE, SCHEMA_UPDATE, SCHEMA_REQUEST, SCHEMA_RESPONSE };

/* {"type": …} of one field. */
void schema_write_field(struct json_out *o, const struct field *f, enum schema_use use);

/* {"type":"object","properties":{…}} of those fields that have a place in this use. `extra` is JSON for
 * further properties ("\"contact\":{…}"), or NULL. */
void schema_write_object(struct json_out *o, const struct field *fields, enum schema_use use, const char *doc,
			 const char *extra);

/* Whether the field has a place in this use. */
bool schema_shows(const struct field *f, enum schema_use use);

/* A value of the field: its own example, or one by its type. */
void schema_write_field_example(struct json_out *o, const struct field *f, enum schema_use use);

/* An object of the fields' examples. What is sent leaves out nulls and records that the reader has not;
 * a change has its first few fields. */
void schema_write_example(struct json_out *o, const struct field *fields, enum schema_use use);

#endif
