/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the document; private to serve/. Each writes one member of it. */
#ifndef STAGEFY_SERVE_OPENAPI_PART_H
#define STAGEFY_SERVE_OPENAPI_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json_out.h"

struct route;

/* {"$ref": "#/components/KIND/NAME"} */
const char *openapi_reference(struct json_out *o, const char *kind, const char *name);

/* One parameter object. `schema` and `example` are JSON; example may be NULL. */
void openapi_write_parameter(struct json_out *o, const char *name, const char *in, bool needed, const char *doc,
			     const char *schema, const char *example);

/* "parameters": path, query and header fields that a route reads. */
void openapi_write_parameters(struct json_out *o, const struct route *r);

/* "requestBody" (if any) and "responses". */
void openapi_write_bodies(struct json_out *o, const struct route *r);

/* The names of the schemas, and of the examples, of what a route reads and answers; NULL: no body. */
const char *openapi_request_schema(struct json_out *o, const struct route *r);
const char *openapi_answer_schema(struct json_out *o, const struct route *r);

/* The problems that a route can end in, as PROBLEM_BIT() of each. */
uint64_t openapi_problems(const struct route *r);

/* "400": …, a response for each status under which there are such. */
void openapi_write_failures(struct json_out *o, const struct route *r);

/* "responses" of the components, and the members of their "examples" that are problems. */
void openapi_write_problem_responses(struct json_out *o);
void openapi_write_problem_examples(struct json_out *o);

/* "schemas" of the components, and the members of their "examples" that are of them. */
void openapi_write_schemas(struct json_out *o);
void openapi_write_examples(struct json_out *o);

/* "webhooks": what we send. */
void openapi_write_webhooks(struct json_out *o);

/* "components": schemas, shared parameters, problems. */
void openapi_write_components(struct json_out *o);

#endif
